package invariants

// table is a hash table for keys that are hashes already. It exists because the
// promises look something up for nearly every record: a lookup here touches one
// cache line. Key 0 is kept as any other. The zero value is empty.
type table[V any] struct {
	slots []slot[V]
	shift uint
	count int
}

type slot[V any] struct {
	key uint64 // 0 = empty; the key 0 itself is stored as zeroKey
	val V
}

const (
	zeroKey  = 0x9D5C_E1B7_26A3_F04B
	leastLog = 6
)

func stored(key uint64) uint64 {
	if key == 0 {
		return zeroKey
	}
	return key
}

// ref returns where the value of a key is, or nil. The pointer is good until
// the next put or remove.
func (t *table[V]) ref(key uint64) *V {
	if t.count == 0 {
		return nil
	}
	key = stored(key)
	mask := uint64(len(t.slots) - 1)
	for i := key * spread >> t.shift; ; i = (i + 1) & mask {
		s := &t.slots[i]
		if s.key == key {
			return &s.val
		}
		if s.key == 0 {
			return nil
		}
	}
}

// put sets the value of a key and returns where it is.
func (t *table[V]) put(key uint64, v V) *V {
	if t.count*2 >= len(t.slots) {
		t.grow()
	}
	key = stored(key)
	mask := uint64(len(t.slots) - 1)
	for i := key * spread >> t.shift; ; i = (i + 1) & mask {
		s := &t.slots[i]
		if s.key == 0 {
			t.count++
			s.key = key
		}
		if s.key == key {
			s.val = v
			return &s.val
		}
	}
}

func (t *table[V]) grow() {
	old := t.slots
	logSize := leastLog
	if len(old) > 0 {
		logSize = int(64-t.shift) + 1
	}
	t.slots, t.shift, t.count = make([]slot[V], 1<<logSize), uint(64-logSize), 0
	for i := range old {
		if old[i].key != 0 {
			t.put(old[i].key, old[i].val)
		}
	}
}

// remove deletes a key, if it is there, and moves up what stood behind it.
func (t *table[V]) remove(key uint64) {
	if t.count == 0 {
		return
	}
	key = stored(key)
	mask := uint64(len(t.slots) - 1)
	i := key * spread >> t.shift
	for t.slots[i].key != key {
		if t.slots[i].key == 0 {
			return
		}
		i = (i + 1) & mask
	}
	t.count--
	for j := (i + 1) & mask; t.slots[j].key != 0; j = (j + 1) & mask {
		home := t.slots[j].key * spread >> t.shift
		if (j-home)&mask >= (j-i)&mask {
			t.slots[i] = t.slots[j]
			i = j
		}
	}
	t.slots[i] = slot[V]{}
}

// empty removes everything and keeps the memory.
func (t *table[V]) empty() {
	clear(t.slots)
	t.count = 0
}

// each visits every value, in the order of the hashes.
func (t *table[V]) each(visit func(key uint64, v V)) {
	for i := range t.slots {
		if t.slots[i].key != 0 {
			visit(t.slots[i].key, t.slots[i].val)
		}
	}
}
