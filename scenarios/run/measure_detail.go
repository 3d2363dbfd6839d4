package run

import (
	"strings"
	"time"
)

// Detail returns what a report draws of the run: series, percentile curves, the
// accounting table and the timeline. Seed and faults are left to the caller.
// Without detail it has the curves and the accounts alone.
func (m *Measure) Detail() *Detail {
	d := &Detail{Curves: map[string][]Point{}, Accounts: m.accounts()}
	for _, name := range append(append([]string(nil), pathNames[:]...), freshnessPath) {
		if h := m.Histogram(name); h != nil {
			d.Curves[name] = curve(h)
		}
	}
	if m.strips == nil {
		return d
	}
	d.Series = m.strips.series(&m.regions, m.now)
	d.Timeline = m.moments.timeline()
	for _, p := range m.moments.phases {
		if p.To == 0 {
			p.To = time.Duration(m.now)
		}
		d.Phases = append(d.Phases, p)
	}
	return d
}

// accounts returns the accounting table: a row for the commands of each region,
// and one for each consumer over all the ledgers it follows.
//
// A command is accepted unless it was refused, and in flight as long as nobody
// knows how it ended. An event is accepted when it became durable in a ledger
// that the consumer follows by the header, otherwise when it is delivered for
// the first time. What is in flight is the rest, so an event that was applied
// twice shows as a rest below zero. A consumer that the header does not name
// and that leaves no effects has no row.
func (m *Measure) accounts() []Account {
	var out []Account
	for i, a := range m.commands.queues {
		if a.Accepted == 0 && a.Duplicates == 0 {
			continue
		}
		a.Queue = strings.TrimSuffix("commands/"+m.regions.names[i].Text, "/")
		a.InFlight = a.Accepted - a.Applied - a.Shed
		out = append(out, a)
	}
	rows := map[string]int{}
	for _, q := range m.queues.items {
		if !q.declared && !q.heard() {
			continue
		}
		i, ok := rows[q.consumer]
		if !ok {
			i, rows[q.consumer] = len(out), len(out)
			out = append(out, Account{Queue: q.consumer})
		}
		out[i].add(q)
	}
	return out
}

func (a *Account) add(q *queue) {
	parked := int64(len(q.parked))
	a.Accepted += q.accepted
	a.Applied += q.applied
	a.Duplicates += max(q.repeated, q.ignored) // one of the two may have no witness
	a.Parked += parked
	a.DeadLetter += q.dead
	a.Shed += q.shed
	a.InFlight += q.accepted - q.applied - parked - q.dead - q.shed
}
