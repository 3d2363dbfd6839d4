package x12

import (
	"cmp"
	"fmt"
	"slices"
)

// keptFaults bounds what one quarantine can cost: a hostile file has millions of
// faults, and nobody reads the seventeenth.
const keptFaults = 16

// ledger holds the faults of one unit.
type ledger struct {
	kept  []Fault           // the first, in the order met
	first [severities]Fault // the first of each severity
	count [severities]int
	mends tally // what mending all of them would count
}

// note adds a fault. The text is formatted only if it is kept.
func (l *ledger) note(at Position, reason Reason, format string, args ...any) {
	s := reason.severity()
	l.count[s]++
	l.mends.add(Mend{Reason: reason, Count: 1, Position: at})
	if len(l.kept) >= keptFaults && l.count[s] > 1 {
		return
	}
	f := Fault{Reason: reason, Position: at, Detail: fmt.Sprintf(format, args...)}
	if l.count[s] == 1 {
		l.first[s] = f
	}
	if len(l.kept) < keptFaults {
		l.kept = append(l.kept, f)
	}
}

// noteAll adds the flaws of a segment.
func (l *ledger) noteAll(s segment) {
	for _, f := range s.flaws {
		l.note(s.Position, f.reason, "%s", f.detail)
	}
}

// accepts reports whether a unit with these faults may pass.
func (l *ledger) accepts(mode Mode) bool {
	if mode == Strict {
		return len(l.kept) == 0
	}
	return l.count[refused] == 0 && l.count[witness] < 2
}

// lead returns the fault that decided against the unit.
func (l *ledger) lead(mode Mode) Fault {
	switch {
	case mode == Strict:
		return l.kept[0]
	case l.count[refused] > 0:
		return l.first[refused]
	}
	return l.first[witness]
}

// quarantine returns q completed with the lead and the other faults, among them
// those of the units inside.
func (l *ledger) quarantine(q Quarantine, lead Fault, inside []Quarantine) Quarantine {
	q.Fault = lead
	all := slices.Clone(l.kept)
	for _, in := range inside {
		if len(all) > 2*keptFaults {
			break
		}
		all = append(append(all, in.Fault), in.Others...)
	}
	slices.SortStableFunc(all, func(a, b Fault) int { return cmp.Compare(a.Segment, b.Segment) })
	if i := slices.Index(all, lead); i >= 0 {
		all = slices.Delete(all, i, i+1)
	}
	if len(all) > 0 {
		q.Others = all[:min(len(all), keptFaults)]
	}
	return q
}
