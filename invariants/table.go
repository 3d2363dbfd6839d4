package invariants

// table is a hash table for keys that are hashes already. It exists because the
// promises look something up for nearly every record, most often something that
// came a moment ago among all that is remembered for a minute: the values stand
// in the order in which they came, so that those of the moment stand together,
// and only 8 bytes for each are spread over the memory. The zero value is empty.
type table[V any] struct {
	slots []uint64 // upper half: that of the spread key; lower: place of the cell, from 1; 0 = empty
	pages []*[pageLen]cell[V]
	count int
	shift uint
}

type cell[V any] struct {
	key uint64
	val V
}

const (
	lower    = 1<<32 - 1
	leastLog = 4
	pageLen  = 1 << pageLog
	pageLog  = 6
)

func (t *table[V]) size() int { return t.count }

// cell returns the cell at a place, from 1.
func (t *table[V]) cell(place uint64) *cell[V] {
	place--
	return &t.pages[place>>pageLog][place%pageLen]
}

// ref returns where the value of a key is, or nil. The pointer is good until
// the next put or remove.
func (t *table[V]) ref(key uint64) *V {
	if t.count == 0 {
		return nil
	}
	h := key * spread
	mask := uint64(len(t.slots) - 1)
	for i := h >> t.shift; ; i = (i + 1) & mask {
		s := t.slots[i&mask]
		if s == 0 {
			return nil
		}
		if (s^h)>>32 == 0 {
			if c := t.cell(s & lower); c.key == key {
				return &c.val
			}
		}
	}
}

// put sets the value of a key and returns where it is.
func (t *table[V]) put(key uint64, v V) *V {
	if old := t.ref(key); old != nil {
		*old = v
		return old
	}
	if t.count*2 >= len(t.slots) {
		t.grow()
	}
	if t.count == len(t.pages)*pageLen {
		t.pages = append(t.pages, new([pageLen]cell[V]))
	}
	t.count++
	place := uint64(t.count)
	t.enter(key*spread&^lower | place)
	c := t.cell(place)
	c.key, c.val = key, v
	return &c.val
}

// enter puts a slot into the first free place.
func (t *table[V]) enter(s uint64) {
	mask := uint64(len(t.slots) - 1)
	i := s >> t.shift
	for t.slots[i&mask] != 0 {
		i = (i + 1) & mask
	}
	t.slots[i&mask] = s
}

// grow moves the slots alone: their upper half says where each belongs.
func (t *table[V]) grow() {
	old := t.slots
	logSize := leastLog
	if len(old) > 0 {
		logSize = int(64-t.shift) + 1
	}
	t.slots, t.shift = make([]uint64, 1<<logSize), uint(64-logSize)
	for _, s := range old {
		if s != 0 {
			t.enter(s)
		}
	}
}

// remove deletes a key, if it is there. The last value takes its place.
func (t *table[V]) remove(key uint64) {
	i, ok := t.find(key)
	if !ok {
		return
	}
	at, last := t.slots[i]&lower, uint64(t.count)
	t.vacate(i)
	end := t.cell(last)
	if at != last {
		k, _ := t.find(end.key)
		t.slots[k] = t.slots[k]&^lower | at
		*t.cell(at) = *end
	}
	*end = cell[V]{}
	t.count--
}

// find returns the slot of a key.
func (t *table[V]) find(key uint64) (uint64, bool) {
	if t.count == 0 {
		return 0, false
	}
	h := key * spread
	mask := uint64(len(t.slots) - 1)
	for i := h >> t.shift; t.slots[i] != 0; i = (i + 1) & mask {
		if s := t.slots[i]; (s^h)>>32 == 0 && t.cell(s&lower).key == key {
			return i, true
		}
	}
	return 0, false
}

// vacate empties a slot and moves up what stood behind it.
func (t *table[V]) vacate(i uint64) {
	mask := uint64(len(t.slots) - 1)
	for j := (i + 1) & mask; t.slots[j] != 0; j = (j + 1) & mask {
		home := t.slots[j] >> t.shift
		if (j-home)&mask >= (j-i)&mask {
			t.slots[i] = t.slots[j]
			i = j
		}
	}
	t.slots[i] = 0
}

// empty removes everything and keeps the memory.
func (t *table[V]) empty() {
	clear(t.slots)
	for _, page := range t.pages {
		clear(page[:])
	}
	t.count = 0
}

// each visits every value, in the order in which they were put, but for those
// that took the place of a removed one.
func (t *table[V]) each(visit func(key uint64, v V)) {
	for place := 1; place <= t.count; place++ {
		c := t.cell(uint64(place))
		visit(c.key, c.val)
	}
}
