package link

import (
	"time"

	"github.com/Shopify/toxiproxy/v2/stream"
	"github.com/Shopify/toxiproxy/v2/toxics"
)

// toxic is the toxic through which a link's proxy carries one direction. Toxiproxy
// makes the instances; one that it made for somebody else lets everything pass.
type toxic struct {
	hop       *hop
	direction stream.Direction
}

// NewState implements [toxics.StatefulToxic]: one pipe per connection. Toxiproxy
// starts the two directions of a connection one right after the other, upstream
// first.
func (t *toxic) NewState() any {
	if t.hop == nil {
		return nil
	}
	p := &pipe{link: t.hop.link, hop: t.hop, lane: t.hop.link.there}
	if t.direction == stream.Upstream {
		t.hop.pair = &pair{make(chan struct{}), make(chan struct{})}
	} else {
		p.lane = t.hop.link.back
	}
	p.source = t.hop.pair[t.direction]
	p.sink = t.hop.pair[1-t.direction]
	t.hop.pipes.Add(1)
	return p
}

// Pipe implements [toxics.Toxic].
func (t *toxic) Pipe(stub *toxics.ToxicStub) {
	p, ok := stub.State.(*pipe)
	if !ok {
		new(toxics.NoopToxic).Pipe(stub)
		return
	}
	if p.run(stub) {
		p.hop.pipes.Done()
	}
}

// run carries chunks until the stream is over. It reports false if toxiproxy
// interrupted it and will start it again.
func (p *pipe) run(stub *toxics.ToxicStub) bool {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		terms, now := p.lane.terms.Load(), time.Now()
		p.depart(terms, now)
		first, due := p.flying.front(now)
		if due && first.end {
			stub.Close()
			return true
		}
		in, out, chunk := stub.Input, stub.Output, (*stream.StreamChunk)(nil)
		if p.ended || p.full(terms) {
			in = nil
		}
		if due {
			chunk = &stream.StreamChunk{Data: first.bytes, Timestamp: now}
		} else {
			out = nil
		}
		timer.Reset(p.wait(now, first, due))
		select {
		case <-stub.Interrupt:
			return false
		case <-p.hop.dead:
			stub.Close()
			return p.drain(stub, nil)
		case <-p.sink: // nobody is left to read
			if !p.drain(stub, p.hop.dead) {
				return false
			}
			stub.Close()
			return p.drain(stub, nil)
		case <-terms.stale:
		case <-timer.C:
		case c := <-in:
			p.take(c)
		case out <- chunk:
			p.flying.pop()
		}
	}
}

// drain reads on without a use for what it reads, until the source has ended or
// until is closed, so that nothing before this toxic is left with a chunk in its
// hands. It reports false if toxiproxy interrupted it.
func (p *pipe) drain(stub *toxics.ToxicStub, until <-chan struct{}) bool {
	for !p.ended {
		select {
		case <-stub.Interrupt:
			return false
		case <-until:
			return true
		case c := <-stub.Input:
			if c == nil {
				p.take(nil)
			}
		}
	}
	return true
}
