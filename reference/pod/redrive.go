package pod

import (
	"slices"
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

const (
	timerDrive = 2
	callDrive  = 1 << 45       // bit of the ids of orders to the pod beside a standby
	driveAgain = 1_000_000_000 // until one that it has not answered goes again
)

// openLine is a line that the home of a standby has open.
type openLine struct {
	line uint32
	sku  string
	qty  int64
}

// drives are the orders by which a standby goes on, in its own region, with what its
// home had open, and with what it took since.
type drives struct {
	n    uint64
	list []*event.Body // not confirmed by the pod
}

func (d *drives) take(b *event.Body) {
	d.n = max(d.n, b.Pos)
	d.list = append(d.list, b)
}

// line notes that a line of an order is open, or is not any more.
func (c *copied) line(n uint64, it *event.Item) {
	list, _ := c.lines.Get(n)
	at := slices.IndexFunc(list, func(l openLine) bool { return l.line == uint32(it.Line) })
	switch {
	case it.Type == event.OrderAllocated || it.Type == event.OrderBackordered:
		if at < 0 {
			c.lines.Set(n, append(slices.Clone(list), openLine{uint32(it.Line), it.SKU, it.Qty}))
		}
	case at >= 0 && len(list) == 1:
		c.lines.Remove(n)
	case at >= 0:
		c.lines.Set(n, slices.Delete(slices.Clone(list), at, at+1))
	}
}

// takeOpen takes over, where everything fails over, what the home has open by the copy
// of it: each line goes on as an order of this region, and its order is taken back at
// home when that is there again.
func (s *Standby) takeOpen() {
	if !s.site.Terms.Wholesale {
		return
	}
	numbers := s.copied.lines.Numbers()
	slices.Sort(numbers)
	for _, n := range numbers {
		list, _ := s.copied.lines.Get(n)
		home := event.OrderName(s.site.Home, n)
		for _, l := range list {
			s.redrive("", home, l.line, &event.Purchase{Lines: []event.Line{{SKU: l.sku, Qty: l.qty}}})
		}
		t := s.bodies.New()
		t.Key, t.Order, t.Reason, t.Pos = s.name+"/"+strconv.FormatUint(s.intake.last()+1, 10), home, event.CancelOrder, s.intake.last()+1
		s.append(event.IntakeTaken, t)
		s.intake.take(taken{typ: event.CancelOrder, body: t, wall: s.clock.Wall})
		s.copied.lines.Remove(n)
	}
}

// redrive lets something go on as an order of this region, under the key that it has
// or one of its own.
func (s *Standby) redrive(key, home string, line uint32, what *event.Purchase) {
	s.drives.n++
	b := s.bodies.New()
	if b.Key = key; key == "" {
		b.Key = s.name + "/again/" + strconv.FormatUint(s.drives.n, 10)
	}
	b.Order, b.Line, b.Purchase, b.Pos = home, line, what, s.drives.n
	b.Reason = event.OrderName(s.site.Region, event.RedrivenOrders+s.drives.n)
	s.append(event.LineRedriven, b)
	s.drives.list = append(s.drives.list, b)
	s.placeHere(b)
	s.out.Timer(timerDrive, driveAgain)
}

// drive asks the pod for what it has not confirmed, again in a while.
func (s *Standby) drive() {
	for _, b := range s.drives.list {
		s.placeHere(b)
	}
	if len(s.drives.list) > 0 {
		s.out.Timer(timerDrive, driveAgain)
	}
}

func (s *Standby) placeHere(d *event.Body) {
	b := s.bodies.New()
	b.Key, b.Order, b.Purchase = d.Key, d.Reason, d.Purchase
	s.out.Call(s.site.Pod, callDrive|d.Pos, s.message(&sim.Head{ID: b.Key, Type: event.PlaceOrder, Source: s.name, Entity: b.Order, Region: s.site.Region,
		Tier: sim.Restricted, Corr: b.Key, Time: s.clock.Wall}, b))
}

// driven takes the pod's answer: what it took, or will never take, is not asked again.
func (s *Standby) driven(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || b.Status != event.OK && (b.Status != event.Refused || b.Reason == event.ReasonElsewhere) {
		return
	}
	if b.Status == event.Refused {
		s.out.Count("redriven_lost", 1)
	}
	s.drives.list = slices.DeleteFunc(s.drives.list, func(d *event.Body) bool { return d.Pos == in.ID&^callDrive })
}
