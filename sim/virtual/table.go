package virtual

// table maps 64-bit ids to numbers above 0: open addressing with linear
// probing. A removal shifts back what follows, so that nothing is left behind
// and a table in a steady state neither allocates nor slows down. It is never
// ranged over.
type table struct {
	slots []slot
	size  int
	shift uint // 64 - log2(len(slots))
}

type slot struct{ key, value uint64 } // value 0 = free

// get returns the value of a key, or 0.
func (t *table) get(key uint64) uint64 {
	if t.size == 0 {
		return 0
	}
	return t.slots[t.find(key)].value
}

// set gives a key a value above 0.
func (t *table) set(key, value uint64) {
	if t.size*2 >= len(t.slots) {
		t.grow()
	}
	s := &t.slots[t.find(key)]
	if s.value == 0 {
		t.size++
	}
	*s = slot{key: key, value: value}
}

// remove forgets a key.
func (t *table) remove(key uint64) {
	if t.size == 0 {
		return
	}
	mask := len(t.slots) - 1
	hole := t.find(key)
	if t.slots[hole].value == 0 {
		return
	}
	t.size--
	for i := (hole + 1) & mask; t.slots[i].value != 0; i = (i + 1) & mask {
		// What stands at i may fill the hole unless its home lies behind it.
		if home := t.home(t.slots[i].key); (i-home)&mask >= (i-hole)&mask {
			t.slots[hole] = t.slots[i]
			hole = i
		}
	}
	t.slots[hole] = slot{}
}

// reset forgets every key and keeps the memory.
func (t *table) reset() {
	if t.size > 0 {
		clear(t.slots)
		t.size = 0
	}
}

// home is where a key would like to stand.
func (t *table) home(key uint64) int { return int(key * 0x9E3779B97F4A7C15 >> t.shift) }

// find returns the place of a key, or the free one where it belongs.
func (t *table) find(key uint64) int {
	mask := len(t.slots) - 1
	i := t.home(key)
	for t.slots[i].value != 0 && t.slots[i].key != key {
		i = (i + 1) & mask
	}
	return i
}

func (t *table) grow() {
	old := t.slots
	t.slots = make([]slot, max(16, 2*len(old)))
	t.shift = 64
	for n := len(t.slots); n > 1; n /= 2 {
		t.shift--
	}
	for _, s := range old {
		if s.value != 0 {
			t.slots[t.find(s.key)] = s
		}
	}
}
