package invariants

import (
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// clients follows the local commands of every region (invoke, ok, fail, info), and
// counts those that were invoked while what a promise is about was in force there:
// how many, and how many the region answered. A refusal counts as an answer if the
// region refuses for the same reason also otherwise; "shed" never does. Commands
// that met something that stops local work itself are left out.
type clients struct {
	hurts   map[string]bool // fault kinds that do
	regions map[uint64]int32
	items   []*served // in the order met
	flights recent[flight]
	reasons map[uint64]bool // for which a region refuses otherwise
}

// served is what one region did.
type served struct {
	name     history.Name
	under    int   // what the promise is about, in force
	hurt     int   // other things in force
	hurtAt   int64 // when one last was
	total    uint64
	answered uint64
	refused  map[uint64]uint64 // by reason
}

// flight is a command without an answer.
type flight struct {
	at     int64
	region int32
	under  bool
	calm   bool
}

func newClients(h *history.Header, hurts map[string]bool) *clients {
	c := &clients{hurts: hurts, regions: make(map[uint64]int32), flights: newRecent[flight](h.Bounds.HorizonNano), reasons: make(map[uint64]bool)}
	c.flights.drop = c.unanswered
	for _, name := range h.Regions {
		c.region(history.N(name))
	}
	return c
}

func words(list ...string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, w := range list {
		m[w] = true
	}
	return m
}

func (c *clients) region(name history.Name) int32 {
	i, ok := c.regions[name.Key]
	if !ok {
		i = int32(len(c.items))
		c.regions[name.Key] = i
		c.items = append(c.items, &served{name: name, hurtAt: -1, refused: make(map[uint64]uint64)})
	}
	return i
}

func (c *clients) at(name history.Name) *served { return c.items[c.region(name)] }

// invoke enters a local command; everywhere says that what the promise is about is
// in force in every region.
func (c *clients) invoke(r *history.Record, everywhere, calm bool) {
	if _, again := c.flights.get(r.Op.Key); again || !local(r) {
		return
	}
	i := c.region(r.Region)
	c.flights.add(r.Op.Key, flight{at: r.At, region: i, under: everywhere || c.items[i].under > 0, calm: calm}, r.At)
}

// answer takes the answer to a command, and reports whether there is one and it was
// not left out.
func (c *clients) answer(r *history.Record) (f flight, ok bool) {
	if f, ok = c.flights.get(r.Op.Key); !ok {
		return f, false
	}
	c.flights.remove(r.Op.Key)
	g := c.items[f.region]
	switch {
	case !f.under:
		if r.Kind == history.KindFail {
			c.reasons[reasonKey(r.Reason)] = true
		}
		return f, true
	case g.hurt > 0 || g.hurtAt >= f.at:
		return f, false
	}
	g.total++
	switch {
	case r.Kind == history.KindOK:
		g.answered++
	case r.Kind == history.KindFail && r.Reason != history.ReasonShed:
		g.refused[reasonKey(r.Reason)]++
	}
	return f, true
}

// reasonKey identifies a refusal by its words up to the first detail.
func reasonKey(reason string) uint64 {
	if i := strings.IndexAny(reason, ":0123456789"); i > 0 {
		reason = reason[:i]
	}
	return history.Hash(reason)
}

// hurt counts something that stops local work in a region in or out of force.
func (c *clients) hurt(name history.Name, by int, at int64) {
	g := c.at(name)
	g.hurt, g.hurtAt = max(g.hurt+by, 0), at
}

// unanswered counts a command that never got an answer.
func (c *clients) unanswered(f flight) {
	if g := c.items[f.region]; f.under && g.hurt == 0 && g.hurtAt < f.at {
		g.total++
	}
}

// settle closes the books: nothing more is answered.
func (c *clients) settle() {
	c.flights.each(c.unanswered)
	for _, g := range c.items {
		for reason, n := range g.refused { // a sum does not depend on the order
			if c.reasons[reason] {
				g.answered += n
			}
		}
	}
}

// share returns the share of the commands that were answered, in parts per million.
func (g *served) share() int64 { return int64(g.answered * 1_000_000 / g.total) }
