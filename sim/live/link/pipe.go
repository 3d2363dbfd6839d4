package link

import (
	"slices"
	"time"

	"github.com/Shopify/toxiproxy/v2/stream"
)

// pipe is one direction of one connection. Its chunks wait for the wire in one
// queue and fly in another; both are first in, first out, and so is the end of
// the stream, which travels like a chunk.
type pipe struct {
	link   *Link
	hop    *hop
	lane   *lane
	source chan struct{} // to be closed when nothing more comes
	sink   chan struct{} // closed when the receiver's side has ended

	waiting queue
	flying  queue
	slot    time.Time // when the piece that is on the wire has left it; zero = none is
	piece   int       // its bytes
	last    time.Time // when the latest chunk arrives; none overtakes it
	broken  bool      // bytes are missing: nothing may follow
	ended   bool      // nothing more comes
}

const (
	// waitingMax bounds what one connection has waiting for bandwidth, as a router's
	// buffer does. Beyond it the sender is held back.
	waitingMax = 128 << 10
	// readyMax bounds what waits for a receiver that does not read.
	readyMax = 256 << 10
	// flyingMax bounds what is in the air on a link with delay: 200 MB/s times 0.3 s.
	flyingMax = 64 << 20
)

// full reports whether the sender is to be held back.
func (p *pipe) full(t *terms) bool {
	limit := readyMax
	if t.delay > 0 || t.jitter > 0 {
		limit = flyingMax
	}
	return p.waiting.size >= waitingMax || p.flying.size >= limit
}

// take puts what came in into the queue; nil is the end.
func (p *pipe) take(c *stream.StreamChunk) {
	if c != nil {
		p.waiting.push(chunk{bytes: c.Data})
		return
	}
	p.ended = true
	close(p.source)
	p.waiting.push(chunk{end: true})
}

// depart lets onto the wire what may go by now. Bandwidth is given out in pieces
// of a fiftieth of a second, so that connections share it and a change is felt
// soon.
func (p *pipe) depart(t *terms, now time.Time) {
	for len(p.waiting.chunks) > 0 {
		head := &p.waiting.chunks[0]
		if t.bandwidth == 0 || head.end {
			p.slot = time.Time{}
			p.send(p.waiting.pop(), t, now)
			continue
		}
		if p.slot.IsZero() {
			p.piece = min(len(head.bytes), int(max(t.bandwidth/50, 64)))
			p.slot = p.lane.reserve(p.piece, t.bandwidth, now)
			if p.slot.After(now) {
				p.link.touch(t.narrowers...)
			}
		}
		if p.slot.After(now) {
			return
		}
		at := p.slot
		p.slot = time.Time{}
		p.send(chunk{bytes: p.waiting.cut(p.piece)}, t, at)
	}
}

// send lets a chunk fly, or loses it to a cut. The end of a stream is lost as
// well: the receiver is not told.
func (p *pipe) send(c chunk, t *terms, at time.Time) {
	if p.broken {
		p.link.touch(t.cuts...)
		return
	}
	if len(t.cuts) > 0 {
		if cuts := p.link.lose(p); len(cuts) > 0 {
			p.broken = true
			p.link.touch(cuts...)
			return
		}
	}
	c.due = at.Add(t.delay + p.lane.jitter(t))
	if c.due.Before(p.last) {
		c.due = p.last
	}
	p.last = c.due
	p.flying.push(c)
	p.link.touch(t.delayers...)
}

// lose marks a connection that a cut takes bytes from, and returns the faults
// that hold the cut; none if they have just let go.
func (l *Link) lose(p *pipe) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(p.lane.cuts) > 0 {
		p.hop.broken = true
	}
	return slices.Clone(p.lane.cuts)
}

// wait returns how long nothing will happen by itself.
func (p *pipe) wait(now time.Time, first chunk, due bool) time.Duration {
	d := time.Hour
	if !p.slot.IsZero() {
		d = min(d, p.slot.Sub(now))
	}
	if !due && !first.due.IsZero() {
		d = min(d, first.due.Sub(now))
	}
	return d
}

// chunk is some bytes of a stream, or its end.
type chunk struct {
	bytes []byte
	end   bool
	due   time.Time // when it arrives
}

// queue is a queue of chunks and how many bytes they have together.
type queue struct {
	chunks []chunk
	size   int
}

func (q *queue) push(c chunk) {
	q.chunks = append(q.chunks, c)
	q.size += len(c.bytes)
}

func (q *queue) pop() chunk {
	c := q.chunks[0]
	q.chunks[0] = chunk{}
	q.chunks = q.chunks[1:]
	q.size -= len(c.bytes)
	if len(q.chunks) == 0 {
		q.chunks = nil
	}
	return c
}

// cut takes n bytes from the first chunk.
func (q *queue) cut(n int) []byte {
	head := &q.chunks[0]
	if n >= len(head.bytes) {
		return q.pop().bytes
	}
	piece := head.bytes[:n:n]
	head.bytes = head.bytes[n:]
	q.size -= n
	return piece
}

// front returns the first chunk, if any, and whether it has arrived by now.
func (q *queue) front(now time.Time) (chunk, bool) {
	if len(q.chunks) == 0 {
		return chunk{}, false
	}
	c := q.chunks[0]
	return c, !c.due.After(now)
}
