package pod

import (
	"slices"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// intake is what a standby took, in the order in which it did, numbered from 1. What
// was handed back goes; its keys stay.
type intake struct {
	before uint64 // numbers up to here were handed back
	list   []taken
	names  []string        // keys of all that was taken
	keys   map[string]bool // the same; looked up, never ranged over
	orders map[string]bool // the orders in the list, likewise
}

// taken is a command that a standby took.
type taken struct {
	typ  string
	body *event.Body
	wall int64 // wall clock of the standby, ns; a label
}

func newIntake() intake { return intake{keys: make(map[string]bool), orders: make(map[string]bool)} }

func (k *intake) has(key string) bool { return k.keys[key] }

func (k *intake) len() int { return len(k.list) }

func (k *intake) last() uint64 { return k.before + uint64(len(k.list)) }

func (k *intake) take(t taken) {
	k.list = append(k.list, t)
	k.know(t.body.Key)
	if t.typ == event.PlaceOrder {
		k.orders[t.body.Order] = true
	}
}

func (k *intake) know(key string) {
	if !k.keys[key] {
		k.keys[key] = true
		k.names = append(k.names, key)
	}
}

// at returns the command of a number, nil if there is none.
func (k *intake) at(n uint64) *taken {
	if n <= k.before || n > k.last() {
		return nil
	}
	return &k.list[n-k.before-1]
}

// drop forgets what stands before a number.
func (k *intake) drop(n uint64) {
	for len(k.list) > 0 && k.before+1 < n {
		if t := &k.list[0]; t.typ == event.PlaceOrder {
			delete(k.orders, t.body.Order)
		}
		k.list = k.list[1:]
		k.before++
	}
}

// copied is what a standby has of its home.
type copied struct {
	mark  uint64 // last position of the owner's ledger that it has
	epoch uint32
	early []*sim.Message          // batches that came before what they follow; not durable
	lines event.Index[[]openLine] // with a standby that goes on with everything: what the home has open, by order
	open  event.Index[struct{}]   // the orders of which nothing is with the warehouse yet
}

// fold lets the events of a batch take effect.
func (c *copied) fold(b *event.Body) {
	if b.Batch == nil {
		return
	}
	c.mark = max(c.mark, b.Batch.Until)
	for i := range b.Batch.Items {
		it := &b.Batch.Items[i]
		c.epoch = max(c.epoch, it.Epoch)
		_, n, ok := event.Number(it.Entity)
		if ok && it.Line > 0 {
			c.line(n, it)
		}
		switch {
		case !ok:
		case it.Type == event.OrderCreated:
			c.open.Set(n, struct{}{})
		case it.Type == event.OrderReleased || it.Type == event.OrderCancelled:
			c.open.Remove(n)
		}
	}
}

// fold takes a batch of the owner's events, or says where to go on.
func (s *Standby) fold(in *sim.Input, b *event.Body) {
	status := event.OK
	switch {
	case b.Batch.Until == 0:
		status = event.Resend
	case b.Pos > s.copied.mark+1:
		status = event.Resend
		s.copied.keep(in.Msg)
	case b.Batch.Until <= s.copied.mark:
		s.out.Reach("hub-duplicate-ignored")
	default:
		s.copy(in.Msg, b)
		s.copyEarly()
	}
	r := s.bodies.New()
	r.Status, r.Source, r.Pos = status, b.Source, s.copied.mark+1
	s.reply(in, r)
}

// earlyBatches bounds the batches that wait for what they follow.
const earlyBatches = 16

// keep holds a batch back that came before what it follows: messages overtake each
// other on long links.
func (c *copied) keep(m *sim.Message) {
	known := func(e *sim.Message) bool { return e.Head.ID == m.Head.ID }
	if len(c.early) < earlyBatches && !slices.ContainsFunc(c.early, known) {
		c.early = append(c.early, m)
	}
}

// copyEarly takes the batches that waited for the last one.
func (s *Standby) copyEarly() {
	for i := 0; i < len(s.copied.early); {
		m := s.copied.early[i]
		b, err := event.View(m.View, m.Body)
		if err == nil && b.Pos > s.copied.mark+1 {
			i++
			continue
		}
		s.copied.early = slices.Delete(s.copied.early, i, i+1)
		if err == nil && b.Batch.Until > s.copied.mark {
			s.copy(m, b)
			i = 0
		}
	}
}

// copy writes down the events of a batch that are new.
func (s *Standby) copy(m *sim.Message, b *event.Body) {
	f := s.bodies.New()
	f.Source, f.Pos = b.Source, s.copied.mark+1
	f.Batch = &event.Batch{Until: b.Batch.Until}
	for _, it := range b.Batch.Items {
		if it.Pos > s.copied.mark && it.Epoch >= s.copied.epoch {
			f.Batch.Items = append(f.Batch.Items, it)
		}
	}
	s.pos++
	s.out.Append(s.pos, s.message(&sim.Head{ID: m.Head.ID, Type: event.Folded, Source: s.name, Entity: m.Head.Entity, Region: s.site.Home, Tier: sim.Confidential,
		Cause: m.Head.ID, Time: s.clock.Wall, Ledger: s.name, Pos: s.pos}, f))
	s.copied.fold(f)
}
