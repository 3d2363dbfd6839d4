package run

import "github.com/seatrial/seatrial/sim/history"

// twice counts what partners really did a second time: under the same key, or for the
// same line of an order under another key. A line with which another region goes on as
// an order of its own (lease, redriven) is the same line there.
type twice struct {
	keys, lines keyring
	driven      map[uint64]uint64 // line at home, by the order that it is elsewhere
	count       int64
}

func (t *twice) see(r *history.Record) {
	if r.Kind == history.KindLease {
		t.redriven(r)
		return
	}
	key := join(r.Op.Key, r.Type.Key)
	if !r.Op.IsZero() && t.keys.has(key) {
		t.count++
		return
	}
	t.keys.add(key)
	if r.Entity.IsZero() {
		return
	}
	line, driven := t.driven[r.Entity.Key]
	if !driven {
		line = join(r.Entity.Key, uint64(r.Line))
	}
	line = join(line, r.Type.Key)
	if t.lines.has(line) {
		t.count++
	}
	t.lines.add(line)
}

// redriven notes under which name a line goes on. A whole order has no line at home.
func (t *twice) redriven(r *history.Record) {
	if r.Label.Text != history.LabelRedriven || r.Line == 0 || len(t.driven) >= ordersMax {
		return
	}
	if t.driven == nil {
		t.driven = make(map[uint64]uint64)
	}
	t.driven[r.Cause.Key] = join(r.Entity.Key, uint64(r.Line))
}

func (t *twice) seal() { t.keys, t.lines, t.driven = keyring{}, keyring{}, nil }
