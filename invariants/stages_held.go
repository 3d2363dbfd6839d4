package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// exports is how far the events of a region have come: written, stored on its bus,
// decided on at its edge, and at the hub.
type exports struct {
	owner   history.Name // ledger that the edge decides on
	streams map[uint64]uint64
	samples [2]sample // of what the owner has written, the older first
	bus     uint64
	high    uint64         // last position decided on
	there   uint64         // last position at the hub: what is decided on again below has come
	open    map[uint64]Ref // positions that may go and are not at the hub
	mark    uint64         // what was written before it was let go of
}

// sample is how far a ledger had come at an instant.
type sample struct {
	pos uint64
	at  int64
}

// sampleEvery is between two samples: what is as old as that is known to everybody.
const sampleEvery = 2_000_000_000

func newExports() exports {
	return exports{streams: make(map[uint64]uint64), open: make(map[uint64]Ref)}
}

func (e *exports) wrote(r *history.Record) {
	if e.owner.IsZero() || r.Stream.Key != e.owner.Key {
		if len(e.streams) < entriesMax {
			e.streams[r.Stream.Key] = r.Pos
		}
		return
	}
	e.streams[r.Stream.Key] = r.Pos
	if r.At-e.samples[1].at >= sampleEvery {
		e.samples[0], e.samples[1] = e.samples[1], sample{pos: r.Pos, at: r.At}
	}
}

// earlier returns a position that was written a while ago.
func (e *exports) earlier() uint64 { return e.samples[0].pos }

func (e *exports) stored(r *history.Record) {
	if r.Source.Key == e.owner.Key {
		e.bus = max(e.bus, r.SourcePos)
	}
}

// behind returns how many events of the owner the bus does not have.
func (e *exports) behind() int64 {
	if last := e.streams[e.owner.Key]; last > e.bus {
		return int64(last - e.bus)
	}
	return 0
}

// decided notes that an event may go, or may not; somebody wants it there, or nobody.
func (e *exports) decided(r *history.Record, wanted bool) {
	if _, written := e.streams[r.Source.Key]; e.owner.IsZero() && written {
		e.owner = r.Source
	}
	if r.Source.Key != e.owner.Key {
		return
	}
	e.high = max(e.high, r.SourcePos)
	if r.Label.Text != "allow" {
		delete(e.open, r.SourcePos)
	} else if wanted && r.SourcePos > e.there && len(e.open) < entriesMax {
		e.open[r.SourcePos] = refer(r)
	}
}

func (e *exports) arrived(r *history.Record) {
	if r.Source.Key == e.owner.Key {
		e.there = max(e.there, r.SourcePos)
		delete(e.open, r.SourcePos)
	}
}

// left returns how many events up to the mark are not where they may go.
func (e *exports) left() int {
	n := 0
	if e.mark > e.high {
		n = int(e.mark - e.high)
	}
	for pos := range e.open {
		if pos <= e.mark {
			n++
		}
	}
	return n
}

// silences is when a call to a partner failed last; 0 = never.
type silences int64

func (s *silences) see(r *history.Record) {
	if r.Label.Text != "taken" {
		*s = silences(r.At)
	}
}

// lately reports whether one has failed since an instant.
func (s silences) lately(since int64) bool { return s > 0 && int64(s) >= since }

// heldOrders are the orders to partners that were issued while they had to wait.
type heldOrders struct {
	orders map[uint64]Ref
	gone   map[uint64]int // by order: what the partner did for it
}

func newHeldOrders() heldOrders {
	return heldOrders{orders: make(map[uint64]Ref), gone: make(map[uint64]int)}
}

// called notes that a partner was called with an order.
func (h *heldOrders) called(r *history.Record) {
	if _, ok := h.orders[r.Entity.Key]; ok {
		delete(h.orders, r.Entity.Key)
		h.gone[r.Entity.Key] = 0
	}
}

// did judges what a partner did for an order that had been held back: it took it, and
// that happens once.
func (h *heldOrders) did(r *history.Record, dones keys, out *Result) {
	n, ok := h.gone[r.Entity.Key]
	if !ok || !dones[r.Type.Key] {
		return
	}
	h.gone[r.Entity.Key] = n + 1
	if n == 1 {
		out.Breach(r, func() string { return fmt.Sprintf("%s was held back and then sent twice", r.Entity) })
	}
}

// issue notes what is issued to a partner while it has to wait, and what ends with a
// receipt.
func (c *stages) issue(s *staged, r *history.Record, out *Result) {
	k := c.partner[r.To.Key]
	if k == nil {
		return
	}
	switch {
	case k.offers[r.Type.Key] && r.Reason != k.Urgent && s.entered[history.StageQueue] >= 0:
		out.Evaluated++
		s.held.orders[r.Entity.Key] = refer(r)
	case k.settles[r.Type.Key], k.sheds[r.Type.Key]:
		delete(s.held.orders, r.Entity.Key)
	}
}
