package outside

import (
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Timers of the warehouse.
const (
	timerReceive = iota + 1
	timerCount
	timerScan
)

// Warehouse is the physical truth of a region: what really stands on its
// shelves. Goods arrive and vanish whether or not the system knows; every
// movement is in its ledger. It does each task once, however often it is asked.
type Warehouse struct {
	party
	shelf    []int64 // units, by article
	names    []accounts
	tasks    event.Index[task] // by hash of the key
	aged     event.Queue[aged]
	receipts arrivals
	counts   arrivals
	choice   sim.Chance
	scans    []scan // by article: what the pod has not confirmed; n 0 = nothing
	n        uint64 // scans so far
	repeats  event.Queue[scanDue]
	armed    bool
}

// accounts are the physical accounts of an article.
type accounts struct{ article, shelf, staged, shipped, scrap history.Name }

type task uint8

const (
	taskPicked task = iota + 1
	taskShort
)

type aged struct {
	key uint64
	at  int64
}

// scan is a command to the pod about goods that already moved.
type scan struct {
	n   uint64
	typ string
	qty int64
	why string
	po  string // of a receipt: the purchase order that it belongs to
	msg *sim.Message
}

type scanDue struct {
	sku int
	n   uint64
	at  int64
}

// NewWarehouse returns the warehouse of a site.
func NewWarehouse(s *Site) *Warehouse {
	w := &Warehouse{party: newParty("warehouse", s), choice: s.chance(sim.StreamOutside, "warehouse")}
	for _, article := range s.Catalog.Articles {
		w.shelf = append(w.shelf, s.Workload.Stock)
		w.names = append(w.names, accountsOf(s.Region, article))
	}
	w.scans = make([]scan, len(w.shelf))
	return w
}

func accountsOf(region, article string) accounts {
	return accounts{article: history.N(article), shelf: account(history.AccountShelf, region, article),
		staged: account(history.AccountStaged, region, article), shipped: account(history.AccountShipped, region, article),
		scrap: account(history.AccountScrap, region, article)}
}

// Step reacts to one input.
func (w *Warehouse) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	w.begin(clock, out)
	defer w.end()
	switch in.Kind {
	case sim.InCall:
		w.call(in)
	case sim.InReply:
		w.answered(in)
	case sim.InTimer:
		w.timer(in.ID)
	case sim.InStart:
		load := &w.site.Workload
		until := clock.Mono + int64(load.Duration)
		w.receipts = newArrivals(w.site.chance(sim.StreamOutside, "receipts"), load.Receive, 1, until)
		w.counts = newArrivals(w.site.chance(sim.StreamOutside, "counts"), load.Adjust, 1, until)
		w.await(timerReceive, &w.receipts)
		w.await(timerCount, &w.counts)
	}
}

func (w *Warehouse) timer(id uint64) {
	switch id {
	case timerReceive:
		if n := w.receipts.n; w.site.Workload.Receipts.Keeps(w.site.Region, n) {
			w.receive(n)
		}
		w.await(id, &w.receipts)
	case timerCount:
		if n := w.counts.n; w.site.Workload.Counts.Keeps(w.site.Region, n) {
			w.count(n)
		}
		w.await(id, &w.counts)
	case timerScan:
		w.repeat()
	}
}

func (w *Warehouse) await(id uint64, a *arrivals) {
	if gap, ok := a.next(w.clock.Mono); ok {
		w.out.Timer(id, gap)
	}
}

// move witnesses goods moving from one account to another.
func (w *Warehouse) move(sku int, qty int64, from, to history.Name) *history.Record {
	r := w.out.Witness(history.KindMove)
	r.SKU, r.Qty, r.From, r.To = w.names[sku].article, qty, from, to
	return r
}

// call takes a task of the pod.
func (w *Warehouse) call(in *sim.Input) {
	b, ok := w.read(in)
	sku, known := 0, false
	if ok {
		sku, known = w.site.Catalog.Index(b.SKU)
	}
	if !known {
		w.reply(in, event.Refused, event.ReasonInvalid)
		return
	}
	key := history.Hash(b.Key)
	switch in.Msg.Head.Type {
	case event.PickTask:
		w.confirm(in, w.pick(key, sku, b) == taskPicked)
	case event.DeliverGoods:
		w.unload(in, key, sku, b)
	case event.PackTask:
		t, _ := w.tasks.Get(key)
		w.confirm(in, t == taskPicked)
	default:
		w.reply(in, event.Refused, event.ReasonInvalid)
	}
}

func (w *Warehouse) confirm(in *sim.Input, done bool) {
	if done {
		w.reply(in, event.OK, "")
		return
	}
	w.reply(in, event.Refused, event.ReasonShortPick)
}

// pick takes goods from the shelf for a line, once. If there are not enough the
// line is short for good: the pod will end it, and goods that come later belong
// to others. It returns what became of the task.
func (w *Warehouse) pick(key uint64, sku int, b *event.Body) task {
	w.forget()
	if t, ok := w.tasks.Get(key); ok {
		w.out.Reach("task-repeated")
		return t
	}
	w.aged.Push(aged{key: key, at: w.clock.Mono})
	if w.shelf[sku] < b.Qty {
		w.out.Reach("shelf-short")
		w.tasks.Set(key, taskShort)
		return taskShort
	}
	w.tasks.Set(key, taskPicked)
	w.shelf[sku] -= b.Qty
	r := w.move(sku, b.Qty, w.names[sku].shelf, w.names[sku].staged)
	r.Entity, r.Line, r.Op = history.N(b.Order), b.Line, history.N(b.Key)
	return taskPicked
}

func (w *Warehouse) forget() {
	for w.aged.Len() > 0 && w.aged.Front().at < w.clock.Mono-forgetAfter {
		w.tasks.Remove(w.aged.Pop().key)
	}
}

// The numbers that a receipt and a count may take: those of the n-th begin at
// 4n, and each has its own, so that one that is left out moves no other.
const (
	drawReceipt = iota
	drawArticle
	drawUnits
	drawLess
)

// draw returns a number of the n-th receipt or count in [0, limit).
func (w *Warehouse) draw(n, which uint64, limit int64) int64 {
	return int64(w.choice.Below(4*n+which, uint64(max(limit, 1))))
}

// receive takes in goods for the emptiest shelf, up to what it held at the start.
func (w *Warehouse) receive(n uint64) {
	sku := -1
	for i := range w.shelf {
		if w.scans[i].n == 0 && (sku < 0 || w.shelf[i] < w.shelf[sku]) {
			sku = i
		}
	}
	if sku < 0 {
		return // every article has a scan under way
	}
	qty := max(w.site.Workload.Stock-w.shelf[sku], 1+w.draw(n, drawReceipt, w.site.Workload.QuantityMax))
	w.shelf[sku] += qty
	w.move(sku, qty, history.N(history.AccountOutside), w.names[sku].shelf)
	w.scan(sku, scan{typ: event.ReceiveGoods, qty: qty})
}

// unload takes goods from a truck, once. While an article has a scan under way
// the truck waits, and says again that it is there.
func (w *Warehouse) unload(in *sim.Input, key uint64, sku int, b *event.Body) {
	w.forget()
	if _, known := w.tasks.Get(key); known {
		w.reply(in, event.OK, "")
		return
	}
	if w.scans[sku].n != 0 {
		w.out.Reach("truck-waits")
		return
	}
	w.tasks.Set(key, taskPicked)
	w.aged.Push(aged{key: key, at: w.clock.Mono})
	w.shelf[sku] += b.Qty
	r := w.move(sku, b.Qty, history.N(history.AccountOutside), w.names[sku].shelf)
	r.Entity, r.Op = history.N(b.Order), history.N(b.Key)
	w.scan(sku, scan{typ: event.ReceiveGoods, qty: b.Qty, po: b.Order})
	w.reply(in, event.OK, "")
}

// count finds that a shelf holds a little less or more than was thought.
func (w *Warehouse) count(n uint64) {
	sku := int(w.draw(n, drawArticle, int64(len(w.shelf))))
	qty := 1 + w.draw(n, drawUnits, 3)
	less := w.draw(n, drawLess, 2) == 0
	if w.scans[sku].n != 0 {
		return // one scan of an article at a time, so that the pod sees them in order
	}
	if less && w.shelf[sku] >= qty {
		w.shelf[sku] -= qty
		w.move(sku, qty, w.names[sku].shelf, w.names[sku].scrap).Reason = event.ReasonShrink
		w.scan(sku, scan{typ: event.AdjustStock, qty: -qty, why: event.ReasonShrink})
		return
	}
	w.shelf[sku] += qty
	w.move(sku, qty, history.N(history.AccountOutside), w.names[sku].shelf).Reason = event.ReasonSurplus
	w.scan(sku, scan{typ: event.AdjustStock, qty: qty, why: event.ReasonSurplus})
}

// scan tells the pod what happened to an article, until it confirms.
func (w *Warehouse) scan(sku int, s scan) {
	w.n++
	s.n = w.n
	b := w.bodies.New()
	b.Key, b.SKU, b.Qty, b.Reason = w.name+"/"+strconv.FormatUint(s.n, 10), w.site.Catalog.Articles[sku], s.qty, s.why
	b.Source = s.po
	s.msg = w.message(s.typ, w.site.Catalog.Entities[sku], sim.Internal, b)
	w.scans[sku] = s
	w.tell(sku)
}

func (w *Warehouse) tell(sku int) {
	s := &w.scans[sku]
	w.out.Call(w.site.Pod, s.n<<16|uint64(sku), s.msg)
	w.repeats.Push(scanDue{sku: sku, n: s.n, at: w.clock.Mono + repeatAfter})
	w.arm()
}

func (w *Warehouse) arm() {
	if !w.armed && w.repeats.Len() > 0 {
		w.armed = true
		w.out.Timer(timerScan, max(w.repeats.Front().at-w.clock.Mono, 0))
	}
}

// repeat tells the pod again what it did not confirm.
func (w *Warehouse) repeat() {
	w.armed = false
	for w.repeats.Len() > 0 {
		d := *w.repeats.Front()
		open := w.scans[d.sku].n == d.n
		if open && d.at > w.clock.Mono {
			break
		}
		w.repeats.Pop()
		if open {
			w.out.Reach("scan-repeated")
			w.tell(d.sku)
		}
	}
	w.arm()
}

// answered ends a scan that was confirmed. One that was put off is told again
// later. One whose key the pod no longer honours was put off all that time, or an
// earlier repetition would have been confirmed: it gets a new key.
func (w *Warehouse) answered(in *sim.Input) {
	sku := int(in.ID & 0xFFFF)
	if sku >= len(w.scans) || w.scans[sku].n != in.ID>>16 {
		return
	}
	switch status, reason := w.status(in); {
	case status == event.OK:
		w.scans[sku] = scan{}
	case status == event.Refused && reason == event.ReasonHorizon:
		w.out.Reach("scan-rekeyed")
		w.scan(sku, w.scans[sku])
	case status == event.Refused:
		w.out.Reach("scan-refused")
		w.scans[sku] = scan{}
	}
}
