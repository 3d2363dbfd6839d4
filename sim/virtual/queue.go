package virtual

import "math/bits"

// event is one entry of the event queue: 32 bytes, no pointers, so that the
// garbage collector never scans the queue.
type event struct {
	at   int64  // virtual ns
	arg  uint64 // by kind
	aux  uint32 // by kind: generation, attempt
	life uint32 // incarnation of dst that it is meant for; 0 = any
	dst  uint16 // machine or bus
	kind kind
}

// levels of 64 slots each cover 6 bits of time apiece: 66 bits, all of int64.
const levels = 11

// queue is a monotone radix queue: it hands out events by time and, at equal
// times, in the order they were pushed, which is (time, sequence) without a
// sequence number to compare. Push must not go back before the last Pop.
//
// It is a hierarchy of slots, each one a slice that keeps its memory, so that a
// queue in a steady state allocates nothing.
type queue struct {
	last  int64
	size  int
	used  uint64         // levels with a non-empty slot
	slots [levels]uint64 // non-empty slots of a level
	head  int            // next of the slot being handed out (level 0)
	ring  [levels][64][]event
}

func (q *queue) len() int { return q.size }

func (q *queue) push(e event) {
	q.size++
	q.put(e)
}

func (q *queue) put(e event) {
	level, slot := 0, uint(q.last)&63
	if x := uint64(e.at ^ q.last); x != 0 {
		level = (bits.Len64(x) - 1) / 6
		slot = uint(e.at>>(6*uint(level))) & 63
	}
	q.ring[level][slot] = append(q.ring[level][slot], e)
	q.slots[level] |= 1 << slot
	q.used |= 1 << uint(level)
}

// next returns the time of the earliest event without taking it. The queue
// must not be empty.
func (q *queue) next() int64 {
	level := bits.TrailingZeros64(q.used)
	slot := bits.TrailingZeros64(q.slots[level])
	list := q.ring[level][slot]
	if level == 0 {
		return list[q.head].at
	}
	first := list[0].at
	for i := 1; i < len(list); i++ {
		first = min(first, list[i].at)
	}
	return first
}

// pop takes the earliest event if it is not later than limit.
func (q *queue) pop(limit int64, e *event) bool {
	for q.size > 0 {
		level := bits.TrailingZeros64(q.used)
		slot := bits.TrailingZeros64(q.slots[level])
		list := q.ring[level][slot]
		if level == 0 {
			if list[q.head].at > limit {
				return false
			}
			*e = list[q.head]
			q.take(slot, len(list))
			q.last = e.at
			return true
		}
		if !q.spread(level, slot, limit) {
			return false
		}
	}
	return false
}

// take moves on within a level-0 slot.
func (q *queue) take(slot, n int) {
	q.size--
	q.head++
	if q.head < n {
		return
	}
	q.ring[0][slot] = q.ring[0][slot][:0]
	q.head = 0
	q.clear(0, slot)
}

// spread moves the events of the earliest slot to lower levels, unless even its
// first event is later than limit.
func (q *queue) spread(level, slot int, limit int64) bool {
	list := q.ring[level][slot]
	first := list[0].at
	for i := 1; i < len(list); i++ {
		first = min(first, list[i].at)
	}
	if first > limit {
		return false
	}
	q.last = first
	q.ring[level][slot] = list[:0]
	q.clear(level, slot)
	for i := range list {
		q.put(list[i])
	}
	return true
}

func (q *queue) clear(level, slot int) {
	q.slots[level] &^= 1 << uint(slot)
	if q.slots[level] == 0 {
		q.used &^= 1 << uint(level)
	}
}
