package pod

import (
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

const (
	coolingOff = 250_000_000   // an allocated line may be cancelled for this long before it is released
	waveEvery  = 50_000_000    // between two release waves, at least
	waveMax    = 256           // lines per wave
	askAfter   = 2_000_000_000 // an unanswered call is repeated after this
	askMax     = 128           // repeated calls per step
)

// ask is a call that may need repeating.
type ask struct {
	lineRef
	at int64
}

// allocated is a line that waits for its release.
type allocated struct {
	lineRef
	at int64
}

func (p *Pod) armWave() {
	if p.waved || p.release.Len() == 0 && !p.starved {
		return
	}
	p.waved = true
	after := int64(waveEvery)
	if p.release.Len() > 0 {
		after = max(p.release.Front().at+coolingOff-p.clock.Mono, p.desk.paused-p.clock.Mono, waveEvery)
	}
	p.out.Timer(timerWave, after)
}

// wave releases to the warehouse what was allocated a while ago.
func (p *Pod) wave() {
	p.waved = false
	p.refreshCopies()
	p.refill()
	for n := 0; p.release.Len() > 0 && !p.isPaused() && p.mayRelease() && n < waveMax && p.room() >= stepRoom; n++ {
		if r := p.release.Front(); r.valid() && r.at+coolingOff > p.clock.Mono {
			break
		}
		r := p.release.Pop().lineRef
		if !r.valid() {
			continue
		}
		p.advance(r.order, r.line, event.OrderReleased, event.StateReleased, r.order.lines[r.line].last)
		p.ask(r.order, r.line)
	}
	p.armWave()
}

// refreshCopies takes the copies that allocation uses with a planted defect.
func (p *Pod) refreshCopies() {
	for i := range p.stock {
		p.stock[i].copy = p.stock[i].Book
	}
}

// next says which call a line in a state needs.
func next(s event.State) string {
	switch s {
	case event.StateReleased:
		return event.PickTask
	case event.StatePicked:
		return event.PackTask
	case event.StatePacked:
		return event.BookShipment
	}
	return ""
}

// ask makes the call that a line needs now, and sees to it that it is repeated
// under the same key until it is answered.
func (p *Pod) ask(o *order, i int) {
	l := &o.lines[i]
	l.attempts++
	if l.task.body == nil {
		l.task = p.task(o, i, event.TaskKey(o.name, uint32(i+1)))
	}
	to := p.site.Warehouse
	if l.state == event.StatePacked {
		to = p.site.Carrier
		l.late = l.attempts > 1
		if l.late && p.site.Defects.KeyPerAttempt() {
			l.task = p.task(o, i, event.TaskKey(o.name, uint32(i+1))+"~"+strconv.FormatUint(uint64(l.attempts), 10))
		}
	}
	m := p.passing.New()
	m.Head = sim.Head{ID: l.task.body.Key, Type: next(l.state), Source: p.name, Entity: o.name, Epoch: p.epoch, Region: p.site.Region,
		Tier: sim.Confidential, Corr: o.corr, Cause: l.last, Time: p.clock.Wall}
	m.View, m.Body = l.task.body, l.task.bytes
	p.out.Call(to, callID(o.n, i, l.state), m)
	p.asks.Push(ask{lineRef: o.ref(i), at: p.clock.Mono})
	p.armAsk()
}

// task is what picking, packing and shipping of a line are asked with: the same
// key and the same words.
type task struct {
	body  *event.Body
	bytes []byte
}

func (p *Pod) task(o *order, i int, key string) task {
	l := &o.lines[i]
	b := p.bodies.New()
	b.Key, b.Order, b.Line, b.SKU, b.Qty = key, o.name, uint32(i+1), p.site.Catalog.Articles[l.sku], l.qty
	return task{body: b, bytes: p.ink.Body(b)}
}

func (p *Pod) armAsk() {
	if !p.asked && p.asks.Len() > 0 {
		p.asked = true
		p.out.Timer(timerAsk, max(p.asks.Front().at+askAfter-p.clock.Mono, 1_000_000))
	}
}

// askAgain repeats calls that were not answered.
func (p *Pod) askAgain() {
	p.asked = false
	for n := 0; p.asks.Len() > 0 && n < askMax; {
		a := p.asks.Front()
		if a.valid() && a.at+askAfter > p.clock.Mono {
			break
		}
		if r := p.asks.Pop().lineRef; r.valid() {
			n++
			p.askedAgain(r.order.lines[r.line].state)
			p.ask(r.order, r.line)
		}
	}
	p.armAsk()
}

func (p *Pod) askedAgain(s event.State) {
	if s == event.StatePacked {
		p.out.Reach("carrier-asked-again")
		return
	}
	p.out.Reach("warehouse-asked-again")
}

// callID names a call by the line and the state it is made in, so that its
// answer finds the line without any memory, after a recovery too.
func callID(n uint64, line int, s event.State) uint64 {
	return n<<24 | uint64(line)<<8 | uint64(s)
}

// answered takes the answer to a call. An answer that a line no longer waits for
// is old; one that cannot be recorded for lack of room will be asked for again.
func (p *Pod) answered(in *sim.Input) {
	i, s := int(in.ID>>8&0xFFFF), event.State(in.ID&0xFF)
	o := p.orders.numbered(in.ID >> 24)
	if o == nil || i >= len(o.lines) || o.lines[i].state != s || p.room() < stepRoom {
		return
	}
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || event.ValidateReply(b) != nil {
		p.out.Reach("reply-invalid")
		return
	}
	if b.Status != event.OK {
		if s == event.StateReleased && b.Status == event.Refused {
			p.shortPick(o, i)
		}
		return
	}
	p.done(o, i, s)
}

// done records that the warehouse or the carrier did what it was asked, and asks
// for the next thing.
func (p *Pod) done(o *order, i int, s event.State) {
	l := &o.lines[i]
	switch s {
	case event.StateReleased:
		p.advance(o, i, event.PickConfirmed, event.StatePicked, l.last)
		p.ask(o, i)
	case event.StatePicked:
		p.advance(o, i, event.Packed, event.StatePacked, l.last)
		p.ask(o, i)
	case event.StatePacked:
		l.task = task{}
		id := p.advance(o, i, event.ShipConfirmed, event.StateShipped, l.last)
		p.hold(o, i, event.InventoryShipped, p.stock[l.sku].Book, history.Book{OnHand: -l.qty, Allocated: -l.qty}, id)
	}
}

// shortPick ends a line whose goods were not on the shelf.
func (p *Pod) shortPick(o *order, i int) {
	p.out.Reach("short-pick")
	p.cancelLine(o, i, o.corr, o.root, event.ReasonShortPick)
}

// deliver takes the carrier's scan of a delivered parcel. The scan of an order
// that is forgotten was taken before; one that overtakes the carrier's own
// booking is not answered, and comes again.
func (p *Pod) deliver(in *sim.Input, b *event.Body) {
	o := p.orders.find(b.Order)
	i := int(b.Line) - 1
	switch {
	case o == nil || i >= len(o.lines) || o.lines[i].state.Terminal():
		p.reply(in, event.OK, "")
	case o.lines[i].state != event.StateShipped:
		p.out.Reach("scan-early")
	case p.room() < stepRoom:
		p.reply(in, event.Shed, event.ReasonQueueFull)
	default:
		if o.lines[i].late {
			p.out.Reach("delivered-late-order")
		}
		p.advance(o, i, event.Delivered, event.StateDelivered, o.lines[i].last)
		p.reply(in, event.OK, "")
	}
}
