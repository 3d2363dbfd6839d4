package pod

import (
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/link"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// Trade is what a buyer knows of whom it buys from.
type Trade struct {
	topology.Supply
	Suppliers  []Supplier
	Purchasing sim.Addr
	Jitter     sim.Chance
	Regions    int64 // that share each contract
}

// Supplier is a contract partner and where the region reaches it.
type Supplier struct {
	Name string
	Addr sim.Addr
}

// Buyer replenishes the stock of a region. It follows the stock events of the bus
// as a planner does, and orders an article from its supplier when what is
// available and on order falls below a point. Each purchase order is a process of
// its own that ends closed, shed with a receipt, or compensated; all of its steps
// are events of the buyer's ledger.
//
//	bus --stock--> buyer ==link==> supplier -- 997, 855, 856 --> buyer
//	                 ^                      \-- goods --> warehouse --> pod --> bus
//
// The rate of a contract is divided by declaration: each region has its share, so
// that no call waits for a limiter elsewhere and a region that is cut off can
// neither borrow nor lend.
type Buyer struct {
	Planner
	trade   *Trade
	mint    event.Mint
	next    uint64 // number of the next order
	onOrder []int64
	orders  purchases
	links   []*link.Link
	expedite,
	wanting []bool // by article: the next order is urgent; an order was refused
	tech, business event.Queue[promised]
	notices        event.Queue[promised]
	armed          int64  // when the timer fires; 0 = it is not set
	upTo           uint64 // number of the first order from after suppliers were called again
	staged
	writes bool // calls that were decided on may not have left yet
}

// promised is something that is due for an order.
type promised struct {
	n  uint64
	at int64
}

const (
	cancelCall  = 1 << 36 // added to the number of an order in calls that take it back
	noticeCall  = 1 << 37
	changeCall  = 1 << 38 // that change it
	otherCalls  = cancelCall | noticeCall | changeCall
	noticeAfter = 2_000_000_000 // a notice that was not confirmed is repeated
)

// NewBuyer returns the buyer of a site, before its recovery.
func NewBuyer(site *Site, trade *Trade) *Buyer {
	b := &Buyer{Planner: *NewPlanner(site), trade: trade, mint: event.NewMint(site.Region, "buyer/"+site.Region), next: 1}
	b.name = "buyer/" + site.Region
	b.after = b.moved
	n := len(site.Catalog.Articles)
	b.onOrder, b.expedite, b.wanting = make([]int64, n), make([]bool, n), make([]bool, n)
	return b
}

// Step reacts to one input.
func (b *Buyer) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	b.clock, b.out = clock, out
	switch in.Kind {
	case sim.InDeliver:
		if !b.strange(in) {
			b.deliver(in)
		}
	case sim.InCall:
		b.heardOf(in)
	case sim.InReply:
		b.answered(in)
	case sim.InTimer:
		b.armed = 0
	case sim.InEntries:
		b.settled()
	case sim.InRecover:
		b.recover(in)
	}
	b.work()
	b.stirred()
	b.save(b.pack)
	b.out = nil
}

func (b *Buyer) recover(in *sim.Input) {
	b.unpack(in.Snapshot)
	b.replay(in, b.absorb)
	b.connect()
	b.resume()
	b.stir(b.site, &b.scribe, b.name, b.clock, b.out)
}

// connect makes the links. What they knew of the suppliers is lost with the
// process; their limiters begin with the burst spent.
func (b *Buyer) connect() {
	t := b.terms()
	shared := link.Breakers(t)
	for range b.trade.Suppliers {
		if !b.site.Defects.SharesBreaker() {
			shared = link.Breakers(t)
		}
		b.links = append(b.links, link.New(t, shared, b.clock.Mono, b.jitter))
		b.links[len(b.links)-1].Hold(b.holds(b.site, history.StageQueue))
	}
}

func (b *Buyer) jitter(n uint64, attempt uint32, limit int64) int64 {
	c := b.trade.Jitter
	c.Entity ^= history.Hash(b.name + "/" + strconv.FormatUint(n, 10))
	return int64(c.Below(uint64(attempt), uint64(limit)))
}

// spare is how many retries a region makes beyond its budget, once. What is left of
// its share of those that are agreed may be owed.
const spare = 2

// terms are what the region may do at one supplier.
func (b *Buyer) terms() *link.Terms {
	s := &b.trade.Supply
	t := &link.Terms{
		Rate: s.Rate / b.trade.Regions, Burst: s.Burst,
		Timeout: int64(s.Timeout), InFlight: 8, AttemptsMax: uint32(s.Attempts), Backoff: int64(s.Timeout) / 2, BackoffMax: int64(s.Open),
		Budget: s.Budget * 9 / 10, Spare: spare, Credit: max(topology.Spare/b.trade.Regions-spare, 0), Drip: int64(s.Drip),
		Window: 5 * int64(s.Timeout), CallsMin: 3, Failures: 500, Open: int64(s.Open), OpenMax: int64(s.OpenMax), Closes: 2,
		QueueMax: s.Queue, Reserve: s.Queue / 4, ParkedMax: s.Parked, ParkedFor: int64(s.Park),
		NeverProbes: b.site.Defects.NeverProbes(),
		NeverOpens:  b.site.Defects.NeverOpens(),
	}
	if b.site.Defects.LimitsPerPod() {
		t.Rate = s.Rate
	}
	if b.site.Defects.RetriesInLayers() {
		t.Layers = 3
	}
	return t
}

// resume takes up what open orders need.
func (b *Buyer) resume() {
	now := b.clock.Mono
	for _, p := range b.orders.list {
		switch l := b.links[p.supplier]; p.state {
		case poIssued:
			if p.called {
				l.RestoreTried(p.n, p.lane)
				continue
			}
			l.Restore(p.n, p.lane)
		case poParked:
			l.RestoreParked(p.n, now)
		case poAccepted:
			b.tech.Push(promised{n: p.n, at: now + int64(b.trade.Ack)})
		case poAcked:
			b.business.Push(promised{n: p.n, at: now + int64(b.trade.Confirm)})
		case poAdjusted:
			b.notices.Push(promised{n: p.n, at: now})
		case poChanging:
			l.Restore(p.n+changeCall, link.Critical)
		case poLate:
			l.Restore(p.n+cancelCall, link.Critical)
		}
	}
	for i := range b.wanting {
		b.wanting[i] = true
	}
}

// moved looks at an article whose stock has changed.
func (b *Buyer) moved(sku int, m *sim.Message, body *event.Body) {
	if body.Source != "" && m.Head.Type == event.InventoryReceived {
		if p := b.orders.named(body.Source); p != nil {
			p.came += body.Qty
			b.complete(p)
		}
	}
	b.replenish(sku)
}

// replenish orders an article if what is available and on order is below the
// point.
func (b *Buyer) replenish(sku int) {
	b.wanting[sku] = false
	f := &b.figures[sku]
	position := f.onHand - f.allocated + b.onOrder[sku]
	short := b.trade.Point - position
	if short <= 0 {
		b.trim(sku, -short)
		return
	}
	q := max(b.trade.Quantity, 1)
	qty := (short + q - 1) / q * q
	supplier, lane := b.source(sku)
	if !b.issue(sku, qty, supplier, lane) {
		b.out.Reach("purchase-refused")
		b.wanting[sku] = true
	}
}

// source returns who supplies an article, and by which lane it is ordered.
func (b *Buyer) source(sku int) (supplier int, lane link.Lane) {
	lane = link.Normal
	if sku%3 == 2 {
		supplier = 1
	}
	if n := b.trade.Critical; n > 0 && (sku+1)%n == 0 {
		lane = link.Critical
	}
	if b.expedite[sku] {
		return 1 - supplier, link.Critical
	}
	return supplier, lane
}

// issue orders from a supplier. It returns false, and does nothing, if the link
// takes no more: the article is looked at again later.
func (b *Buyer) issue(sku int, qty int64, supplier int, lane link.Lane) bool {
	l := b.links[supplier]
	if lane == link.Critical && !l.Open(lane) {
		if n, ok := l.Displace(); ok {
			b.out.Reach("purchase-displaced")
			b.shed(n, event.ReasonDisplaced)
		}
	}
	admission := l.Offer(b.next, lane, b.clock.Mono)
	if admission == link.Refused {
		return false
	}
	if b.expedite[sku] {
		b.out.Reach("purchase-expedited")
		b.out.Count("purchases_expedited", 1)
	}
	p := &purchase{n: b.next, name: event.PurchaseName(b.site.Region, b.next), sku: sku, qty: qty, supplier: supplier, lane: lane}
	b.note(p, event.POIssued, lane.String())
	if admission == link.Parked {
		b.out.Reach("purchase-parked")
		b.note(p, event.POParked, event.ReasonFull)
	}
	return true
}

// shed ends an order that was never sent, with a receipt.
func (b *Buyer) shed(n uint64, why string) {
	if p := b.orders.numbered(n); p != nil {
		b.out.Reach("purchase-shed")
		b.note(p, event.POShed, why)
		b.wanting[p.sku] = true
	}
}

// note records an event of a whole order and lets it take effect.
func (b *Buyer) note(p *purchase, typ, reason string) { b.noteOf(p, typ, reason, p.qty) }

// noteOf records an event of some units of an order and lets it take effect.
func (b *Buyer) noteOf(p *purchase, typ, reason string, qty int64) {
	body := b.bodies.New()
	body.Order, body.SKU, body.Qty, body.Reason = p.name, b.site.Catalog.Articles[p.sku], qty, reason
	body.Source = b.trade.Suppliers[p.supplier].Name
	version := p.version + 1
	m := b.message(&sim.Head{
		ID: b.mint.ID(history.Hash(p.name), typ, version), Type: typ, Source: p.name, Entity: p.name, Version: version, Epoch: 1,
		Region: b.site.Region, Tier: sim.Confidential, Corr: p.name, Cause: p.last, Time: b.clock.Wall, Ledger: b.name, Pos: b.pos + 1,
	}, body)
	b.write(m)
	b.take(p, &m.Head, body)
}

// absorb replays an entry.
func (b *Buyer) absorb(m *sim.Message, body *event.Body) {
	if m.Head.Ledger != b.name || m.Head.Type == event.Rejected {
		b.Planner.absorb(m, body)
		if p := b.orders.named(body.Source); p != nil && m.Head.Type == event.InventoryReceived {
			p.came += body.Qty
		}
		return
	}
	p := b.orders.named(body.Order)
	switch m.Head.Type {
	case event.POIssued:
		p = b.issued(body)
	case event.POSplit:
		if whole := b.orders.named(body.Reason); whole != nil {
			p = whole.rest(body.Qty)
		}
	}
	if p != nil {
		b.take(p, &m.Head, body)
	}
}

// issued returns the order that an entry says was issued.
func (b *Buyer) issued(body *event.Body) *purchase {
	_, n, _ := event.Number(body.Order)
	sku, _ := b.site.Catalog.Index(body.SKU)
	p := &purchase{n: n, name: body.Order, sku: sku, qty: body.Qty, lane: link.Normal}
	for i := range b.trade.Suppliers {
		if b.trade.Suppliers[i].Name == body.Source {
			p.supplier = i
		}
	}
	if body.Reason == link.Critical.String() {
		p.lane = link.Critical
	}
	return p
}

// take lets an event of an order take effect. It is the only way in which orders
// change, when an entry is written and when it is replayed.
func (b *Buyer) take(p *purchase, h *sim.Head, body *event.Body) {
	p.version, p.last = h.Version, h.ID
	switch h.Type {
	case event.POIssued:
		b.orders.add(p)
		b.next = max(b.next, p.n+1)
		p.issued = b.clock.Mono
		b.onOrder[p.sku] += p.qty
		b.expedite[p.sku] = false
	case event.POCalled:
		p.called = true
	case event.POSplit:
		b.orders.add(p)
		p.issued = b.clock.Mono
		b.onOrder[p.sku] += p.qty
	case event.POChangeAsked:
		p.cut = body.Qty
	case event.POReduced, event.POChanged:
		p.qty -= body.Qty
		b.onOrder[p.sku] -= body.Qty
	case event.LateSuccess:
		b.onOrder[p.sku] += p.qty
	case event.POShed, event.ReplenishmentReversed, event.POReceived, event.LateCancelled, event.LateReceived:
		b.onOrder[p.sku] -= p.qty
		if h.Type == event.ReplenishmentReversed {
			b.expedite[p.sku] = true
		}
	}
	if to := after(h.Type); to != poNone {
		p.state = to
	}
	if p.state == poChanging && (h.Type == event.POChanged || h.Type == event.POChangeRefused) {
		p.state = poConfirmed
	}
	if p.state == poClosed || p.state == poShed {
		b.orders.remove(p)
	}
}
