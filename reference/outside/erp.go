package outside

import (
	"slices"
	"strconv"
	"strings"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/x12"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Orders that make an ERP misbehave.
const (
	orderLate     = "BatchLate"     // every other batch comes late, after those that follow
	orderAgain    = "BatchAgain"    // batches come twice: as they were, or under another control number
	orderMiscount = "BatchMiscount" // batches come with wrong totals
	orderGarbage  = "BatchGarbage"  // what comes is torn, marked, of somebody else, or no file at all
)

// Timers of an ERP.
const (
	timerBatch = iota + 1
	timerTick
)

const (
	tickEvery   = 250_000_000   // how often it looks whether something is due
	resendAfter = 2_000_000_000 // until a file that is not answered goes again
	againAfter  = 700_000_000   // until a file goes a second time, for a fault
	batchLateBy = 3             // a batch that is late comes so many batches late
	callCollect = 1 << 40       // id of the call that collects; files are numbered below
)

// ERP is the business system of a partner, as old as such systems are: it sends
// batches of purchase orders as X12 files, and collects the answers. It opens every
// connection itself. Its ledger says what it sent, what is wrong with that, what it
// was answered, and what it gave up waiting for.
type ERP struct {
	party
	adapter  sim.Addr
	until    int64 // the last batch comes by then
	choice   sim.Chance
	control  int64  // last control number
	older    int64  // last control number of the older system beside it
	orders   uint64 // so far
	batches  []*batch
	byOp     map[string]*batch    // looked up, never ranged over
	byOrder  map[string]*erpOrder // likewise
	calls    []*transmission      // by number, from 1
	waiting  []*transmission      // not answered, oldest first
	held     []*batch             // to be sent late
	again    []*batch             // to be sent a second time
	misdeeds []misdeed
	damages  uint64 // so far
	have     uint64 // files collected
	asking   int64  // when it last asked for files; 0 = it is not asking
	armed    bool
}

// batch is a file with orders.
type batch struct {
	op     string // sender/receiver/control
	text   string
	orders []*erpOrder
	sentAt int64  // first; 0 = not yet
	due    int64  // when it is sent, if it is held
	corr   string // the fault that it is sent for; "" = none
	acked  bool
	gaveUp bool
	legacy bool // of the older system
}

// erpOrder is a purchase order.
type erpOrder struct {
	name, number string // po/tx/7, tx/7
	lines        []event.Line
	wrong        string // what is wrong with its file, where it knows; "" = nothing
	sentAt       int64
	accepted     bool // by a 997
	answered     bool // by an 855
	gaveUp       bool
}

// transmission is one attempt to hand over a file; what is repeated because nobody
// answered is the same one.
type transmission struct {
	n      uint64
	batch  *batch
	text   string
	corr   string
	lastAt int64
	done   bool
}

// NewERP returns the ERP of a site, which sends to an adapter.
func NewERP(s *Site, adapter sim.Addr) *ERP {
	return &ERP{party: newParty("erp", s), adapter: adapter, choice: s.chance(sim.StreamOutside, "erp"),
		byOp: map[string]*batch{}, byOrder: map[string]*erpOrder{}}
}

// Partner returns the names by which an ERP of a region and its partner know each
// other (ISA06 and ISA08).
func Partner(region string) (erp, house string) {
	return "ERP-" + strings.ToUpper(region), "SEATRIAL"
}

// Step reacts to one input.
func (e *ERP) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	e.begin(clock, out)
	defer e.end()
	switch in.Kind {
	case sim.InStart:
		e.until = clock.Mono + int64(e.site.Workload.Duration)
		e.await()
	case sim.InTimer:
		if in.ID == timerBatch {
			e.next()
			e.await()
		} else {
			e.armed = false
			e.tick()
		}
	case sim.InOperator:
		e.hear(in.Msg)
	case sim.InReply:
		e.answered(in)
	case sim.InCall:
		r := e.out.Witness(history.KindDocument)
		r.Type, r.Label, r.Event = history.N(in.Msg.Head.Type), history.N(history.LabelCalled), history.N(in.Msg.Head.ID)
	}
	e.arm()
}

func (e *ERP) await() {
	if every := int64(e.site.Workload.Batches.Every); e.clock.Mono+every <= e.until {
		e.out.Timer(timerBatch, every)
	}
}

// arm sets the timer of the next look, as long as anything is open.
func (e *ERP) arm() {
	if !e.armed && (len(e.waiting)+len(e.held)+len(e.again) > 0 || e.expects()) {
		e.armed = true
		e.out.Timer(timerTick, tickEvery)
	}
}

// expects reports whether an answer is still to come that it has not given up.
func (e *ERP) expects() bool {
	for _, b := range e.batches {
		if b.sentAt > 0 && !b.acked && !b.gaveUp {
			return true
		}
		for _, o := range b.orders {
			if o.accepted && !o.answered && !o.gaveUp {
				return true
			}
		}
	}
	return false
}

// hear takes an order to misbehave, or takes one back.
func (e *ERP) hear(m *sim.Message) {
	switch m.Head.Type {
	case orderDesist:
		e.misdeeds = slices.DeleteFunc(e.misdeeds, func(d misdeed) bool { return d.id == m.Head.ID })
		for _, b := range slices.Concat(e.held, e.again) {
			if b.corr == m.Head.ID {
				b.corr, b.due = "", e.clock.Mono
			}
		}
	case orderLate, orderAgain, orderMiscount, orderGarbage:
		e.misdeeds = append(e.misdeeds, misdeed{id: m.Head.ID, order: m.Head.Type, region: m.Head.Entity})
	}
}

// told returns the id of the fault that gave an order, "" if none did.
func (e *ERP) told(order string) string {
	for _, d := range e.misdeeds {
		if d.order == order {
			return d.id
		}
	}
	return ""
}

// next makes the next batch, and sends it as it is told.
func (e *ERP) next() {
	b := e.newBatch()
	late, again := e.told(orderLate), e.told(orderAgain)
	if id := e.told(orderMiscount); id != "" && !b.legacy {
		e.damages++
		e.miscount(b, e.damages)
		b.corr = id
	}
	if late != "" && len(e.batches)%2 == 0 {
		b.corr, b.due = late, e.clock.Mono+batchLateBy*int64(e.site.Workload.Batches.Every)
		e.held = append(e.held, b)
	} else {
		e.send(b, b.text, b.corr)
	}
	if again != "" {
		e.again = append(e.again, e.double(b, again))
	}
	if id := e.told(orderGarbage); id != "" {
		e.damages++
		e.garbage(id, e.damages)
	}
}

// double returns what goes a second time: the batch as it was or, every third time,
// its orders under the next control number.
func (e *ERP) double(b *batch, corr string) *batch {
	due := e.clock.Mono + againAfter
	if len(e.batches)%3 != 0 || b.corr != "" || b.legacy {
		return &batch{op: b.op, text: b.text, orders: b.orders, corr: corr, due: due}
	}
	e.control++
	c := &batch{orders: b.orders, corr: corr, due: due}
	e.render(c, e.control, "")
	e.keep(c)
	return c
}

// tick looks what is due.
func (e *ERP) tick() {
	e.held = e.release(e.held, func(b *batch) { e.send(b, b.text, b.corr) })
	e.again = e.release(e.again, func(b *batch) {
		if first, ok := e.byOp[b.op]; ok && first != b {
			if first.sentAt == 0 {
				return // it is held, and comes once
			}
			e.send(first, b.text, b.corr)
			return
		}
		e.send(b, b.text, b.corr)
	})
	for _, t := range e.waiting {
		if e.clock.Mono-t.lastAt >= resendAfter {
			e.out.Reach("erp-repeats")
			e.call(t)
		}
	}
	e.giveUp()
	e.collect()
}

// release sends what is due and returns the rest.
func (e *ERP) release(list []*batch, send func(*batch)) []*batch {
	return slices.DeleteFunc(list, func(b *batch) bool {
		if b.due > e.clock.Mono {
			return false
		}
		send(b)
		return true
	})
}

// send hands over a file as a transmission of its own.
func (e *ERP) send(b *batch, text, corr string) {
	t := &transmission{n: uint64(len(e.calls) + 1), batch: b, text: text, corr: corr}
	e.calls = append(e.calls, t)
	e.waiting = append(e.waiting, t)
	first := b != nil && b.sentAt == 0
	if first {
		b.sentAt = e.clock.Mono
	}
	e.sent(t, first)
	e.call(t)
}

func (t *transmission) id(name string) string { return name + "/" + strconv.FormatUint(t.n, 10) }

func (e *ERP) call(t *transmission) {
	t.lastAt = e.clock.Mono
	m := e.messages.New()
	m.Head = sim.Head{ID: t.id(e.name), Type: event.SendBatch, Source: e.name, Entity: e.name, Region: e.site.Region, Tier: sim.Restricted,
		Corr: t.corr, Time: e.clock.Wall}
	if m.Head.Corr == "" {
		m.Head.Corr = m.Head.ID
	}
	m.Body = []byte(t.text)
	e.out.Call(e.adapter, t.n, m)
}

// collect asks for answers, one question at a time.
func (e *ERP) collect() {
	open := slices.ContainsFunc(e.batches, func(b *batch) bool {
		return slices.ContainsFunc(b.orders, func(o *erpOrder) bool { return o.accepted && !o.answered })
	})
	if !open || e.asking > 0 && e.clock.Mono-e.asking < resendAfter {
		return
	}
	e.asking = e.clock.Mono
	m := e.messages.New()
	m.Head = sim.Head{ID: e.name + "/collect/" + strconv.FormatUint(e.have, 10), Type: event.CollectFiles, Source: e.name, Entity: e.name,
		Version: e.have, Region: e.site.Region, Tier: sim.Restricted, Corr: e.name, Time: e.clock.Wall}
	e.out.Call(e.adapter, callCollect, m)
}

// giveUp notes what did not come in time, once.
func (e *ERP) giveUp() {
	w := &e.site.Workload.Batches
	for _, b := range e.batches {
		if b.sentAt > 0 && !b.acked && !b.gaveUp && e.clock.Mono-b.sentAt >= int64(w.Ack) {
			b.gaveUp = true
			e.out.Reach("erp-gave-up")
			for _, o := range b.orders {
				e.document("850", history.LabelTimedOut, b.op, o).Reason = "997"
			}
		}
		for _, o := range b.orders {
			if o.accepted && !o.answered && !o.gaveUp && e.clock.Mono-o.sentAt >= int64(w.Answer) {
				o.gaveUp = true
				e.out.Reach("erp-gave-up")
				e.document("850", history.LabelTimedOut, b.op, o).Reason = "855"
			}
		}
	}
}

// answered takes an answer to a file, or a file that was collected.
func (e *ERP) answered(in *sim.Input) {
	text := string(in.Msg.Body)
	if in.ID == callCollect {
		e.asking = 0
		if text != "" && in.Msg.Head.Version == e.have+1 {
			e.have++
			e.read(text)
			e.collect()
		}
		return
	}
	if in.ID == 0 || in.ID > uint64(len(e.calls)) || e.calls[in.ID-1].done {
		return
	}
	t := e.calls[in.ID-1]
	t.done = true
	e.waiting = slices.DeleteFunc(e.waiting, func(w *transmission) bool { return w == t })
	if text != "" {
		e.read(text)
	}
}

// read takes what a file says.
func (e *ERP) read(text string) {
	r, err := x12.ParseDocuments("answer", text, x12.Strict)
	if err != nil || len(r.Quarantines) > 0 {
		w := e.out.Witness(history.KindDocument)
		w.Type, w.Label, w.Reason = history.N("997"), history.N(history.LabelReceived), "not valid"
	}
	for i := range r.Interchanges {
		ix := &r.Interchanges[i]
		own := ix.Sender + "/" + ix.Receiver + "/" + ix.Control
		for k := range ix.Groups {
			g := &ix.Groups[k]
			for j := range g.Reports {
				e.report(ix, own, &g.Reports[j])
			}
			for j := range g.Answers {
				e.answer(own, &g.Answers[j])
			}
		}
	}
}
