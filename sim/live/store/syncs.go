package store

import (
	"sync"

	"github.com/cockroachdb/pebble/v2"
)

// pending is a batch that waits to be durable.
type pending struct {
	batch   *pebble.Batch
	last    uint64
	durable func(last uint64, err error)
}

// syncs are the batches of a store that wait to be durable, in the order in
// which they were written. One goroutine waits for them.
type syncs struct {
	gone func() bool // the power is gone: nobody is told any more

	mu    sync.Mutex
	more  sync.Cond
	queue []pending
	ended bool
	done  chan struct{}
}

func newSyncs(gone func() bool) *syncs {
	q := &syncs{gone: gone, done: make(chan struct{})}
	q.more.L = &q.mu
	go q.run()
	return q
}

func (q *syncs) add(p pending) {
	q.mu.Lock()
	q.queue = append(q.queue, p)
	q.mu.Unlock()
	q.more.Signal()
}

// end waits until everything that was added is settled. Nothing is added after it.
func (q *syncs) end() {
	q.mu.Lock()
	q.ended = true
	q.mu.Unlock()
	q.more.Signal()
	<-q.done
}

func (q *syncs) run() {
	defer close(q.done)
	var group []pending
	for {
		q.mu.Lock()
		for len(q.queue) == 0 && !q.ended {
			q.more.Wait()
		}
		group, q.queue = q.queue, group[:0]
		q.mu.Unlock()
		if len(group) == 0 {
			return
		}
		for i := range group {
			q.settle(&group[i])
		}
		clear(group)
	}
}

// settle waits for one batch and tells its owner. A batch that returned from its
// sync before the power went is in the image, so the question comes after it.
func (q *syncs) settle(p *pending) {
	var err error
	if !p.batch.Empty() {
		err = p.batch.SyncWait()
	}
	if q.gone() {
		return
	}
	if err == nil {
		err = p.batch.Close()
	}
	if p.durable != nil {
		p.durable(p.last, err)
	}
}
