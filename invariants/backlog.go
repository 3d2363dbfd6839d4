package invariants

import (
	"fmt"
	"slices"
	"sort"

	"github.com/seatrial/seatrial/sim/history"
)

// backlog is the queue of messages for partners that a ledger keeps (I-26): no
// more wait than agreed, each leaves it by a call that settled it, or by a
// receipt, and urgent ones do not wait for the others. Messages that waited while
// a fault was there, or soon after one, are not asked how long.
type backlog struct {
	byPartner map[uint64]*agreed
	list      []*agreed
	books     map[uint64]*tray // by caller and partner
	order     []*tray
	faults    inForce
}

// tray is what one caller has for one partner.
type tray struct {
	*agreed
	caller string
	open   map[uint64]pendingCall // by entity
	parked int64
	waits  histogram // of urgent messages that were settled in calm times
	slow   uint64    // of them, those that waited longer than agreed
	most   int64     // the longest, ns
	full   bool      // the last message came on top of a full queue
	over   bool      // the bound was broken already
}

type pendingCall struct {
	name   string
	at     int64
	parked bool
	urgent bool
	calm   bool // no fault was there when it came
}

func newBacklog(h *history.Header) *backlog {
	w := &backlog{books: make(map[uint64]*tray)}
	w.list, w.byPartner = agreements(h)
	return w
}

func (w *backlog) tray(r *history.Record) *tray {
	a := w.byPartner[r.To.Key]
	if a == nil || !slices.Contains(a.Callers, r.Stream.Text) {
		return nil
	}
	key := join(r.Stream.Key, r.To.Key)
	b := w.books[key]
	if b == nil {
		b = &tray{agreed: a, caller: r.Stream.Text, open: make(map[uint64]pendingCall)}
		w.books[key] = b
		w.order = append(w.order, b)
	}
	return b
}

func (w *backlog) append(r *history.Record, out *Result) {
	if len(w.list) == 0 {
		return
	}
	b := w.tray(r)
	if b == nil {
		return
	}
	m, known := b.open[r.Entity.Key]
	switch t := r.Type.Key; {
	case b.offers[t]:
		out.Evaluated++
		b.open[r.Entity.Key] = pendingCall{name: r.Entity.Text, at: r.At, urgent: b.Urgent != "" && r.Reason == b.Urgent, calm: w.faults.over(r.At, b.ReturnNano)}
	case b.parks[t] && known:
		m.parked = true
		b.parked++
		b.open[r.Entity.Key] = m
	case b.resumes[t] && known:
		b.unpark(&m)
		b.open[r.Entity.Key] = m
	case (b.settles[t] || b.sheds[t]) && known:
		b.unpark(&m)
		if m.urgent && m.calm && w.faults.none() && (w.faults.injected == 0 || w.faults.injected < m.at) && b.settles[t] {
			b.wait(r.At - m.at)
		}
		delete(b.open, r.Entity.Key)
	}
	b.bound(r, out)
}

// wait counts an urgent message that was settled.
func (b *tray) wait(ns int64) {
	b.waits.add(ns)
	b.most = max(b.most, ns)
	if ns > b.WaitNano {
		b.slow++
	}
}

func (b *tray) unpark(m *pendingCall) {
	if m.parked {
		m.parked = false
		b.parked--
	}
}

// bound compares what waits with what was agreed. A message is parked by the
// record after the one by which it comes, and that one only.
func (b *tray) bound(r *history.Record, out *Result) {
	queued := int64(len(b.open)) - b.parked
	full := queued == b.QueueMax+1 && !b.full && b.offers[r.Type.Key]
	b.full = full
	if b.over || full || queued <= b.QueueMax && b.parked <= b.ParkedMax {
		return
	}
	b.over = true
	out.Breach(r, func() string {
		return fmt.Sprintf("%s has %d messages for %s in its queue and %d parked, allowed are %d and %d", b.caller, queued, b.Partner, b.parked, b.QueueMax, b.ParkedMax)
	})
}

// close closes the books.
func (w *backlog) close(out *Result) {
	for _, b := range w.order {
		out.Evaluated++
		if n := len(b.open); n > 0 {
			out.Breach(nil, func() string {
				return fmt.Sprintf("%s: %d messages for %s were neither called with nor shed, the first %s", b.caller, n, b.Partner, b.first())
			})
		}
		if b.WaitNano > 0 && 100*b.slow > b.waits.total {
			out.Breach(nil, func() string {
				p99 := min(b.waits.permille(990), b.most)
				return fmt.Sprintf("%s: urgent messages for %s wait %d ms (99th percentile of %d), allowed are %d", b.caller, b.Partner, p99/1_000_000, b.waits.total, b.WaitNano/1_000_000)
			})
		}
	}
}

// first names the oldest pendingCall that is open.
func (b *tray) first() string {
	list := make([]pendingCall, 0, len(b.open))
	for _, m := range b.open {
		list = append(list, m)
	}
	sort.Slice(list, func(i, k int) bool {
		return list[i].at < list[k].at || list[i].at == list[k].at && list[i].name < list[k].name
	})
	return list[0].name
}
