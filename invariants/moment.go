package invariants

import "github.com/seatrial/seatrial/sim/history"

// moment is when something was so, as exactly as witnesses can tell: what is written
// as its writer falls, or on a slow disk, is on record later than it was so.
type moment struct {
	from, to int64
}

// never is the moment of what is not so.
var never = moment{-1, -1}

func (m moment) is() bool { return m.to >= 0 }

// earliest returns when the first of two was.
func earliest(a, b moment) moment {
	switch {
	case !a.is():
		return b
	case !b.is():
		return a
	}
	return moment{min(a.from, b.from), min(a.to, b.to)}
}

// latest returns when the last of two was.
func latest(a, b moment) moment {
	return moment{max(a.from, b.from), max(a.to, b.to)}
}

// since returns how long after another a moment was, at least and at most.
func (m moment) since(o moment) length { return length{m.from - o.to, m.to - o.from} }

// length is how long something took, at least and at most.
type length struct {
	low, high int64
}

func (l length) longer(o length) length { return length{max(l.low, o.low), max(l.high, o.high)} }

// fall is when a writer went down, or stood still, and was up again.
type fall struct {
	went, rose int64
	fell       int64 // since when what it left on its way to the disk was there
	up         bool
	still      bool // it stood still, and did not die
}

// see takes a record of the writer that goes down or is up again, by late later. What
// it had on its way as it stood still is on record within a time after it goes on; if
// it goes down once more before that, it may still have had it then. One that died has
// read its ledger as it began again.
func (f *fall) see(r *history.Record, late, within int64) {
	if r.Kind == history.KindUp {
		f.rose, f.up = r.At, true
		return
	}
	if !f.still || !f.fresh(r.At, within) {
		f.fell = r.At - late
	}
	f.went, f.up, f.still = r.At, false, r.Reason == "pause"
}

// fresh reports whether the writer went down, and has been up again for less than a
// time at an instant. What it writes down then it may have had before.
func (f *fall) fresh(at, within int64) bool {
	return f.went > 0 && (!f.up || at-f.rose < within)
}
