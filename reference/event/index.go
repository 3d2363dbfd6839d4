package event

import "math/bits"

// Index maps numbers to values: open addressing with linear probing. Machines
// look up an order, a key or a task for nearly every input; this takes a third
// of the time of a map, and has no order that could reach an output. The zero
// value is empty and ready.
type Index[V any] struct {
	slots []place[V]
	size  int // 0 apart
	shift uint
	zero  []V // of the number 0, if it is there
}

// place holds a number and its value; the number 0 means that it is free. The
// value comes first: one of no size would cost 8 bytes at the end.
type place[V any] struct {
	val V
	key uint64
}

// Len returns how many numbers are in the index.
func (x *Index[V]) Len() int {
	return x.size + len(x.zero)
}

// Get returns the value of a number, or the zero value; false if it is not there.
func (x *Index[V]) Get(n uint64) (v V, ok bool) {
	if n == 0 {
		if len(x.zero) > 0 {
			return x.zero[0], true
		}
		return v, false
	}
	if x.size == 0 {
		return v, false
	}
	s := &x.slots[x.find(n)]
	return s.val, s.key != 0
}

// Has reports whether a number is there.
func (x *Index[V]) Has(n uint64) bool {
	_, ok := x.Get(n)
	return ok
}

// Set gives a number a value.
func (x *Index[V]) Set(n uint64, v V) {
	if n == 0 {
		x.zero = append(x.zero[:0], v)
		return
	}
	if x.size*2 >= len(x.slots) {
		x.grow()
	}
	s := &x.slots[x.find(n)]
	if s.key == 0 {
		x.size++
	}
	s.key, s.val = n, v
}

// Remove forgets a number, if it is there, and moves up what stood behind it.
func (x *Index[V]) Remove(n uint64) {
	if n == 0 {
		x.zero = x.zero[:0]
	}
	if n == 0 || x.size == 0 {
		return
	}
	hole := x.find(n)
	if x.slots[hole].key == 0 {
		return
	}
	x.size--
	mask := len(x.slots) - 1
	for i := (hole + 1) & mask; x.slots[i].key != 0; i = (i + 1) & mask {
		if home := x.home(x.slots[i].key); (i-home)&mask >= (i-hole)&mask {
			x.slots[hole] = x.slots[i]
			hole = i
		}
	}
	x.slots[hole] = place[V]{}
}

// Numbers returns the numbers in the index, in no order that means anything:
// sort them.
func (x *Index[V]) Numbers() []uint64 {
	out := make([]uint64, 0, x.Len())
	if len(x.zero) > 0 {
		out = append(out, 0)
	}
	for i := range x.slots {
		if n := x.slots[i].key; n != 0 {
			out = append(out, n)
		}
	}
	return out
}

func (x *Index[V]) home(n uint64) int { return int(n * 0x9E3779B97F4A7C15 >> x.shift) }

// find returns the place of a number, or the free one where it belongs.
func (x *Index[V]) find(n uint64) int {
	mask := len(x.slots) - 1
	i := x.home(n)
	for x.slots[i].key != 0 && x.slots[i].key != n {
		i = (i + 1) & mask
	}
	return i
}

func (x *Index[V]) grow() {
	old := x.slots
	x.slots = make([]place[V], max(16, 2*len(old)))
	x.shift = 64 - uint(bits.Len(uint(len(x.slots)-1)))
	for _, s := range old {
		if s.key != 0 {
			x.slots[x.find(s.key)] = s
		}
	}
}
