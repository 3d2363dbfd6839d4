package invariants

import (
	"slices"
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// gauge computes the figures of a watched run from what witnesses saw: the entries
// of owners' ledgers with the instants at which they became durable, what buses
// stored and handed out, and when a monitor's effects became durable.
//
// It holds the entries that no report has covered yet, and every order that has not
// ended.
type gauge struct {
	watch *history.Watch
	sides map[uint64]*side    // by ledger
	slack map[uint64]int64    // by region: how far its clock was set off, in all
	set   map[uint64]int64    // likewise: how far it is off now
	now   map[uint64]*covered // by monitor: the report that is being read
	disks disks
	full  bool // a ledger has more entries without a report than are kept
}

func newGauge(h *history.Header) *gauge {
	return &gauge{watch: h.Watch, sides: make(map[uint64]*side), slack: make(map[uint64]int64), set: make(map[uint64]int64), now: make(map[uint64]*covered)}
}

// gaugeKinds are the records that a gauge wants.
var gaugeKinds = history.Of(history.KindAppend, history.KindStore, history.KindDeliver, history.KindApply, history.KindReject,
	history.KindDown, history.KindUp, history.KindClock, history.KindFault)

func (g *gauge) side(ledger history.Name) *side {
	s := g.sides[ledger.Key]
	if s == nil {
		s = &side{base: 1, shown: -1 << 62, open: make(map[uint64]int64), book: newOrderBook()}
		g.sides[ledger.Key] = s
	}
	return s
}

// monitors reports whether a consumer is a monitor.
func monitors(consumer history.Name) bool { return strings.HasPrefix(consumer.Text, "monitor/") }

func (g *gauge) see(r *history.Record) {
	switch r.Kind {
	case history.KindAppend:
		g.append(r)
	case history.KindStore:
		s := g.sides[r.Source.Key]
		if s != nil && r.SourcePos > 0 {
			s.stored(r, g.watch.ErrorNano+g.watch.EveryNano)
		}
		g.hide(r, s)
	case history.KindDeliver:
		if monitors(r.Consumer) {
			s := g.side(r.Source)
			s.followed, g.full = true, g.full || s.skipped
			s.deliver(r)
		}
	case history.KindApply, history.KindReject:
		if monitors(r.Consumer) {
			g.apply(r)
		}
	case history.KindDown, history.KindUp:
		g.life(r)
	case history.KindClock:
		off := r.Qty - g.set[r.Region.Key]
		g.set[r.Region.Key] = r.Qty
		g.slack[r.Region.Key] += max(off, -off)
	case history.KindFault:
		g.fault(r)
		g.disks.see(r)
	}
}

func (g *gauge) append(r *history.Record) {
	s := g.sides[r.Stream.Key]
	if s == nil {
		if !strings.HasPrefix(r.Stream.Text, "pod/") {
			return
		}
		s = g.side(r.Stream)
	}
	s.region = r.Region
	s.wrote = g.written(s, r)
	switch {
	case r.Pos != s.base+uint64(len(s.entries)):
		return
	case len(s.entries) < entriesMax:
	case s.followed:
		g.full = true
		return
	default: // nobody measures it
		s.base, s.entries, s.skipped = s.base+entriesMax, s.entries[:0], true
	}
	s.entries = append(s.entries, note(r, s.wrote))
}

// soon is for how long after its writer is up again a record may be of before.
func (g *gauge) soon(r *history.Record) int64 {
	return g.watch.EveryNano/2 + g.disks.late(r.Region, r.At)
}

// written returns when an entry was written. One from before its owner fell, or stood
// still, is on record after that: when the owner reads its ledger again, before it
// begins another epoch, or when what was under way is on the disk. Of an epoch that
// was begun just before the owner fell again nothing may have been on record.
func (g *gauge) written(s *side, r *history.Record) moment {
	at := moment{r.At - g.disks.late(r.Region, r.At), r.At}
	fresh := s.owner.fresh(r.At, g.soon(r))
	if r.Epoch != s.epoch && (!fresh || r.Epoch >= s.epoch+s.falls) {
		s.falls, s.epoch, s.owner, fresh = 0, r.Epoch, fall{}, false
	}
	if fresh || s.falls > 0 {
		at.from = min(at.from, s.owner.fell)
	}
	return at
}

// hide notes that the last message on a bus is a stranger's: who asks the bus for it
// does not learn how far the owner is.
func (g *gauge) hide(r *history.Record, owner *side) {
	for _, s := range g.sides {
		switch {
		case s.region.Key != r.Region.Key:
		case s != owner:
			s.hidden = true
		case s.hidden:
			s.hidden, s.shown = false, r.At
		}
	}
}

// apply notes when the monitor took an entry in: what it was handed before it fell, or
// stood still, it may have taken in then.
func (g *gauge) apply(r *history.Record) {
	s := g.side(r.Source)
	handed, open := s.open[r.SourcePos]
	delete(s.open, r.SourcePos)
	s.mark = max(s.mark, r.SourcePos)
	i := int(r.SourcePos - s.base)
	if r.SourcePos < s.base || i >= len(s.entries) || s.entries[i].taken.is() {
		return
	}
	at := moment{r.At - g.disks.late(r.Region, r.At), r.At}
	if open && handed <= s.monitor.went && s.monitor.fresh(r.At, g.soon(r)) {
		at.from = min(at.from, max(s.monitor.fell, handed))
	}
	s.entries[i].taken = at
}

// life begins to count deliveries anew when a monitor comes back.
func (g *gauge) life(r *history.Record) {
	late, soon := g.disks.late(r.Region, r.At), g.soon(r)
	if s := g.sides[r.Witness.Key]; s != nil {
		s.owner.see(r, late, soon)
		if r.Kind == history.KindDown && r.Reason != "pause" {
			s.falls++
		}
	}
	if !monitors(r.Witness) {
		return
	}
	s := g.side(history.N("pod/" + strings.TrimPrefix(r.Witness.Text, "monitor/")))
	s.monitor.see(r, late, soon)
	switch {
	case r.Kind == history.KindDown:
		s.paused = r.Reason == "pause"
	case !s.paused:
		s.up = r.At
		s.handed, s.again, s.counted, s.repeats = 0, 0, 0, nil
	}
}

// fault notes that the bus of a region may have lost what it had, when it breaks and
// when it is back.
func (g *gauge) fault(r *history.Record) {
	if r.Reason == faultProved || !strings.HasPrefix(r.Type.Text, "bus") && !strings.HasPrefix(r.Type.Text, "region") && r.Type.Text != "power-loss" {
		return
	}
	where := ends(r)
	for _, s := range g.sides {
		if len(where) == 0 || slices.ContainsFunc(where, func(n history.Name) bool { return n.Key == s.region.Key }) {
			s.blind = true
		}
	}
}

// covered is one report of a monitor: what it must say, and which figures it has said.
type covered struct {
	from, pos uint64
	must      map[string]reading
	said      map[uint64]bool
	ref       Ref
}

// report returns what the report must say that a figure belongs to, and whether it
// is the first of it. A report covers the same positions in all of its figures, and
// says none of them twice.
func (g *gauge) report(r *history.Record) (map[string]reading, bool) {
	t := g.now[r.Consumer.Key]
	if t != nil && t.from == r.SourcePos && t.pos == r.Pos && !t.said[r.Type.Key] {
		t.said[r.Type.Key] = true
		return t.must, false
	}
	t = &covered{from: r.SourcePos, pos: r.Pos, must: g.cover(r), said: map[uint64]bool{r.Type.Key: true}, ref: refer(r)}
	g.now[r.Consumer.Key] = t
	return t.must, true
}

// cover takes in the entries up to the position that a report covers, and returns
// what it must say.
func (g *gauge) cover(r *history.Record) map[string]reading {
	s := g.side(r.Source)
	late := g.disks.late(s.region, r.At)
	made := moment{r.At - late, r.At}
	if s.monitor.fresh(r.At, g.soon(r)) {
		made.from = min(made.from, s.monitor.fell)
	}
	err := g.watch.ErrorNano + g.slack[s.region.Key]
	w := &window{}
	for len(s.entries) > 0 && s.base <= r.Pos {
		e := &s.entries[0]
		s.book.take(e, g.watch.CommitNano, g.slack[s.region.Key], w, s.base >= r.SourcePos && e.taken.is())
		s.entries, s.base = s.entries[1:], s.base+1
	}
	out := s.book.readings(made, err, w)
	backlog := s.backlog(r, err+r.At-made.from+g.watch.EveryNano)
	backlog.judged = backlog.judged && late == 0 // the question to the bus waits as well
	out["event-backlog-depth"] = backlog
	return out
}

// relic reports whether a report is of an earlier life of its monitor, which wrote it
// as it fell: it is on record as soon as the monitor reads its ledger again, and the
// first of the new life is not due yet.
func (g *gauge) relic(r *history.Record) bool {
	s := g.side(r.Source)
	return s.up > 0 && r.At-s.up < g.watch.EveryNano/2
}
