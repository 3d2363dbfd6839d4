package virtual

import (
	"container/heap"
	"fmt"
	"testing"

	"github.com/seatrial/seatrial/sim"
	"pgregory.net/rapid"
)

// plainQueue is the model: a binary heap of (time, sequence).
type plainQueue []numbered

type numbered struct {
	event event
	seq   uint64
}

func (q plainQueue) Len() int { return len(q) }
func (q plainQueue) Less(i, j int) bool {
	a, b := q[i], q[j]
	return a.event.at < b.event.at || a.event.at == b.event.at && a.seq < b.seq
}
func (q plainQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *plainQueue) Push(x any)   { *q = append(*q, x.(numbered)) }
func (q *plainQueue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// steps are the distances into the future that a queue meets: ties, neighbours
// in a slot, and jumps over every level.
var steps = []int64{0, 0, 0, 1, 2, 63, 64, 65, 4095, 4096, 1 << 20, 1<<30 + 7, 1 << 40}

// TestQueueOrder holds the queue against the model: pushes at and after the last
// pop, pops up to a limit that may lie before the next event.
func TestQueueOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q queue
		var model plainQueue
		var now int64
		var seq uint64
		for range rapid.IntRange(1, 400).Draw(t, "actions") {
			if rapid.Bool().Draw(t, "push") {
				e := event{at: now + rapid.SampledFrom(steps).Draw(t, "ahead"), arg: seq}
				q.push(e)
				heap.Push(&model, numbered{event: e, seq: seq})
				seq++
				continue
			}
			limit := now + rapid.SampledFrom(steps).Draw(t, "limit")
			var got event
			ok := q.pop(limit, &got)
			if want := len(model) > 0 && model[0].event.at <= limit; ok != want {
				t.Fatalf("pop(%d) = %v, want %v", limit, ok, want)
			}
			if !ok {
				now = limit // as Advance does
				continue
			}
			if want := heap.Pop(&model).(numbered).event; got != want {
				t.Fatalf("pop(%d) = %+v, want %+v", limit, got, want)
			}
			now = got.at
		}
		for q.len() > 0 {
			var got event
			q.pop(1<<62, &got)
			if want := heap.Pop(&model).(numbered).event; got != want {
				t.Fatalf("drain: pop = %+v, want %+v", got, want)
			}
		}
		if len(model) != 0 {
			t.Fatalf("the queue lost %d events, want 0", len(model))
		}
	})
}

// hold keeps a queue at its depth: pop one, push one at a drawn distance.
func hold(q *queue, n uint64, c sim.Chance) uint64 {
	var e event
	q.pop(1<<62, &e)
	e.at += int64(c.Below(n, 1_000_000))
	e.arg = n
	q.push(e)
	return e.arg
}

func filled(depth int, c sim.Chance) *queue {
	q := &queue{}
	for i := range depth {
		q.push(event{at: int64(c.Below(uint64(i), 1_000_000)), arg: uint64(i)})
	}
	return q
}

// TestQueueAllocates shows that a queue in a steady state allocates nothing.
func TestQueueAllocates(t *testing.T) {
	c := sim.Chance{Seed: 1, Stream: sim.StreamNetwork}
	q := filled(1000, c)
	n := uint64(1000)
	for range 2_000_000 { // every slot has had its largest load
		hold(q, n, c)
		n++
	}
	got := testing.AllocsPerRun(10, func() {
		for range 10_000 {
			hold(q, n, c)
			n++
		}
	})
	if got != 0 {
		t.Fatalf("allocations of 10000 pops and pushes = %v, want 0", got)
	}
}

func BenchmarkQueue(b *testing.B) {
	for _, depth := range []int{100, 10_000, 1_000_000} {
		b.Run(fmt.Sprint(depth), func(b *testing.B) {
			c := sim.Chance{Seed: 1, Stream: sim.StreamNetwork}
			q := filled(depth, c)
			b.ReportAllocs()
			b.ResetTimer()
			for n := range b.N {
				hold(q, uint64(n), c)
			}
		})
	}
}
