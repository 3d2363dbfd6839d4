package event

// Queue is first in, first out. The zero value is empty and ready.
type Queue[T any] struct {
	items []T
	head  int
}

// Len returns how many items wait.
func (q *Queue[T]) Len() int { return len(q.items) - q.head }

// Push adds an item at the back.
func (q *Queue[T]) Push(v T) { q.items = append(q.items, v) }

// Front returns the oldest item; the queue must not be empty.
func (q *Queue[T]) Front() *T { return &q.items[q.head] }

// At returns the i-th item from the front.
func (q *Queue[T]) At(i int) *T { return &q.items[q.head+i] }

// Pop removes the oldest item; the queue must not be empty.
func (q *Queue[T]) Pop() T {
	var zero T
	v := q.items[q.head]
	q.items[q.head] = zero
	q.head++
	if q.head == len(q.items) {
		q.items, q.head = q.items[:0], 0
	} else if q.head >= 64 && q.head > len(q.items)/2 {
		n := copy(q.items, q.items[q.head:])
		clear(q.items[n:])
		q.items, q.head = q.items[:n], 0
	}
	return v
}
