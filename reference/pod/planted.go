package pod

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// What only runs with a planted defect in the dashboard.

const (
	markAfter  = 50_000_000 // until an effect is marked
	burstSpan  = 50_000_000 // a backlog is more than so many events
	burstLimit = 100        // within such a span
)

// settleLater leaves the acknowledgement of an applied event until the mark is
// written (M02).
func (d *Dashboard) settleLater(token uint64) {
	if len(d.unacked) == 0 {
		d.out.Timer(1, markAfter)
	}
	d.unacked = append(d.unacked, token)
}

// writeMark writes how far the dashboard has come (M02).
func (d *Dashboard) writeMark() {
	b := d.bodies.New()
	b.Pos = d.mark
	d.write(d.message(&sim.Head{ID: d.name, Type: event.Marked, Source: d.name, Entity: d.name, Region: d.site.Region,
		Tier: sim.Internal, Time: d.clock.Wall, Ledger: d.name, Pos: d.pos + 1}, b))
	for _, t := range d.unacked {
		d.out.Ack(t)
	}
	d.unacked = d.unacked[:0]
}

// burst counts the events of the present span (M27).
type burst struct {
	since int64
	n     int
}

// backlog notes an event and reports whether there were too many of late.
func (b *burst) backlog(now int64) bool {
	if now-b.since > burstSpan {
		b.since, b.n = now, 0
	}
	b.n++
	return b.n > burstLimit
}
