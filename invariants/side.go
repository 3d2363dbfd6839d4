package invariants

import "github.com/seatrial/seatrial/sim/history"

// entriesMax is how many entries of a ledger without a report are kept.
const entriesMax = 1 << 17

// side is one ledger and the monitor that measures it.
type side struct {
	region   history.Name
	base     uint64 // position of the first entry kept
	entries  []noted
	book     orderBook
	tails    []tail           // what the bus had stored last, the newest at the end
	blind    bool             // the bus may have lost what it had
	hidden   bool             // the last message on the bus is a stranger's
	shown    int64            // when either was over
	mark     uint64           // last position that took effect at the monitor
	handed   uint64           // deliveries to it in this life
	again    uint64           // of them repeated
	repeats  []uint64         // repeated among the first n, from n = counted on
	counted  uint64           //
	open     map[uint64]int64 // handed and without effect yet: when that was last
	paused   bool
	followed bool   // a monitor was handed something of it
	skipped  bool   // entries were forgotten before that
	up       int64  // since when the monitor is in this life
	monitor  fall   // when the monitor was down
	owner    fall   // when the owner was
	epoch    uint32 // of the newest entry
	falls    uint32 // how often the owner went down since it began that
	wrote    moment // when the newest entry was written
}

// noted is an entry of a ledger.
type noted struct {
	at, taken moment
	typ       uint64
	order     uint64 // key of the entity
	stock     bool
	line      uint32
	lines     int64
	blank     bool // no reason is given
}

// note returns the entry that a record is about, written at a moment.
func note(r *history.Record, at moment) noted {
	return noted{at: at, taken: never, typ: r.Type.Key, order: r.Entity.Key, stock: isStock(r), line: r.Line, lines: r.Qty, blank: r.Reason == ""}
}

// tail is the last position of a ledger that a bus had, from an instant on.
type tail struct {
	at  int64
	pos uint64
}

// reading is what a figure must be.
type reading struct {
	low, high int64
	known     bool
	judged    bool // false: nobody can tell
}

func (s *side) stored(r *history.Record, keep int64) {
	if s.blind {
		s.blind, s.shown = false, r.At
	}
	s.tails = append(s.tails, tail{at: r.At, pos: r.SourcePos})
	cut := 0
	for cut+1 < len(s.tails) && s.tails[cut+1].at < r.At-keep {
		cut++
	}
	s.tails = s.tails[cut:]
}

func (s *side) deliver(r *history.Record) {
	if r.SourcePos == 0 {
		return
	}
	at, open := s.open[r.SourcePos]
	switch {
	case r.SourcePos <= s.mark, open && at >= s.up:
		s.again++
	default:
		s.open[r.SourcePos] = r.At
	}
	s.handed++
	s.repeats = append(s.repeats, s.again)
}

// backlog returns between what the backlog may be: the bus was asked at some instant
// before the report, and had at most what the ledger had.
func (s *side) backlog(r *history.Record, within int64) reading {
	out := reading{known: true}
	for i := len(s.tails) - 1; i >= 0; i-- {
		n := max(0, int64(s.tails[i].pos)-int64(r.Pos))
		if !out.judged {
			out.low, out.high, out.judged = n, n, true
		}
		out.low, out.high = min(out.low, n), max(out.high, n)
		if s.tails[i].at < r.At-within {
			break
		}
	}
	if n := len(s.entries); n > 0 { // stored, and not witnessed yet
		out.high = max(out.high, int64(s.base)+int64(n)-1-int64(r.Pos))
	}
	out.judged = out.judged && !s.blind && !s.hidden && r.At-s.shown > within
	return out
}

// repeated returns what the share of repeated deliveries must be after the first n.
func (s *side) repeated(n uint64) reading {
	if n == 0 {
		return reading{judged: true}
	}
	if n <= s.counted || n > s.handed {
		return reading{low: -1, high: -1, known: true, judged: true}
	}
	again := s.repeats[n-s.counted-1]
	s.repeats, s.counted = s.repeats[n-s.counted-1:], n-1
	v := int64(again * 1_000_000 / n)
	return reading{low: v, high: v, known: true, judged: true}
}
