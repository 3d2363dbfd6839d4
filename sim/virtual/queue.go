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
// sequence number to compare. Push must not go back before the last pop.
//
// An event lies on the level of the highest 6 bits in which its time differs
// from the last pop, in the slot of these bits. Equal times are always in the
// same slot, in order. Slots share their memory, so that a queue in a steady
// state allocates nothing.
type queue struct {
	last  int64
	size  int
	used  uint64         // levels with a non-empty slot
	slots [levels]uint64 // non-empty slots of a level
	ring  [levels][64]chain
	free  *block
}

// chain is the content of one slot, oldest first.
type chain struct {
	head  *block
	tail  *block
	first int   // of the events in head, the next one to hand out
	fill  int   // events in tail
	min   int64 // earliest time among them
}

// block holds a part of a chain. The pointer comes first, so that the garbage
// collector looks at nothing else.
type block struct {
	next   *block
	events [blockLen]event
}

// blockLen makes a block just fit the allocator's 1024 bytes.
const blockLen = 31

func (q *queue) len() int { return q.size }

func (q *queue) push(e event) {
	q.size++
	q.put(&e)
}

func (q *queue) put(e *event) {
	level, slot := 0, uint(q.last)&63
	if x := uint64(e.at ^ q.last); x != 0 {
		level = (bits.Len64(x) - 1) / 6
		slot = uint(e.at>>(6*uint(level))) & 63
	}
	c := &q.ring[level][slot]
	if c.tail == nil {
		c.head = q.take()
		c.tail, c.first, c.fill, c.min = c.head, 0, 0, e.at
		q.slots[level] |= 1 << slot
		q.used |= 1 << uint(level)
	} else if c.fill == blockLen {
		c.tail.next = q.take()
		c.tail, c.fill = c.tail.next, 0
	}
	c.tail.events[c.fill] = *e
	c.fill++
	c.min = min(c.min, e.at)
}

// pop takes the earliest event if it is not later than limit.
func (q *queue) pop(limit int64, e *event) bool {
	for q.size > 0 {
		level := bits.TrailingZeros64(q.used)
		slot := bits.TrailingZeros64(q.slots[level])
		c := &q.ring[level][slot]
		if c.min > limit {
			return false
		}
		if level > 0 && !c.single() {
			q.spread(c, level, slot)
			continue
		}
		// Level 0 holds equal times in a slot; a single event is the earliest.
		*e = c.head.events[c.first]
		q.last = e.at
		q.size--
		q.drop(c, level, slot)
		return true
	}
	return false
}

func (c *chain) single() bool { return c.head == c.tail && c.fill == 1 }

// drop removes the event that was handed out.
func (q *queue) drop(c *chain, level, slot int) {
	c.first++
	switch {
	case c.head == c.tail && c.first == c.fill:
		q.give(c.head)
		q.empty(c, level, slot)
	case c.first == blockLen:
		done := c.head
		c.head, c.first = done.next, 0
		q.give(done)
	}
}

// spread moves the events of the earliest slot to lower levels.
func (q *queue) spread(c *chain, level, slot int) {
	q.last = c.min
	b, last, fill := c.head, c.tail, c.fill
	q.empty(c, level, slot)
	for ; b != last; b = q.give(b) {
		for i := range b.events {
			q.put(&b.events[i])
		}
	}
	for i := range b.events[:fill] {
		q.put(&b.events[i])
	}
	q.give(b)
}

func (q *queue) empty(c *chain, level, slot int) {
	c.head, c.tail = nil, nil
	q.slots[level] &^= 1 << uint(slot)
	if q.slots[level] == 0 {
		q.used &^= 1 << uint(level)
	}
}

// take returns an empty block.
func (q *queue) take() *block {
	b := q.free
	if b == nil {
		return new(block)
	}
	q.free, b.next = b.next, nil
	return b
}

// give takes a block back and returns the one that followed it.
func (q *queue) give(b *block) *block {
	next := b.next
	b.next, q.free = q.free, b
	return next
}
