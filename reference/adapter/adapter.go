// Package adapter is the zone between a partner's files and a region: it takes
// batches of X12 as they come (late, again, torn, miscounted), turns what is fit
// for use into commands of the pod, once, and answers in the partner's own form:
// a 997 for every interchange and an 855 for every order.
//
//	ERP --SendBatch--> adapter --PlaceOrder--> pod
//	    <---- 997 ----         <----- ok -----
//	    --CollectFiles->
//	    <---- 855 ----
//
// Only the partner opens a connection, so that nothing behind the adapter can be
// held up by it. What may become which command stands in a table of routes; what
// is not in it is denied. What is denied, wrong or known is set aside with its
// reason. The adapter decides in memory, writes what it decided to its ledger, and
// answers when that is durable; a file that comes again is answered from it.
//
// Start at [Adapter].
package adapter

import (
	"strconv"

	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/x12"
	"github.com/seatrial/seatrial/sim"
)

// Site is what an adapter knows from the start. It never changes.
type Site struct {
	Region  string
	Pod     sim.Addr
	Routes  []Route
	Defects defect.Set
}

// Route lets a document of a partner become a command. What no route names is
// denied.
type Route struct {
	Sender, Receiver string   // ISA06 and ISA08
	Document         string   // ST01
	Command          string   // of the pod: [event.PlaceOrder]
	Mode             x12.Mode // how its files are read
}

// Adapter is the machine of a region.
type Adapter struct {
	site *Site
	name string
	pos  uint64 // of its last entry

	control   int64             // last control number that it gave
	answers   memory[string]    // by hash of the transmission
	known     memory[exchange]  // by hash of the interchange's name
	partners  []*numbers        // by hash of sender and receiver, in the order met
	orders    memory[uint64]    // number of the purchase order, by hash of sender and its number
	count     uint64            // orders taken
	taken     map[uint64]*order // those that the pod has not answered, by number; looked up, never ranged over
	open      []uint64          // their numbers
	outbox    []string          // files that the partner has to collect, oldest first
	collected uint64            // files before them, which it has
	armed     bool

	every int    // entries between two snapshots, at least
	saved uint64 // position of the last snapshot
	size  int    // its bytes

	bodies   event.Slab[event.Body]
	messages event.Slab[sim.Message]
	ink      event.Ink
	clock    sim.Clock
	out      *sim.Effects
}

// exchange is an interchange that was decided on.
type exchange struct {
	digest uint64
	answer string
}

// order is a purchase order that was taken.
type order struct {
	n       uint64
	po      string // the partner's number
	op      string // the interchange that it came in
	key     string // of the command
	date    string
	parties parties
	lines   []event.Line
}

// parties are sender and receiver with their qualifiers, as in ISA.
type parties struct{ senderQualifier, sender, receiverQualifier, receiver string }

const (
	askAgain = 1_000_000_000 // until a command that the pod has not answered goes again
	fileMax  = 1 << 20       // bytes of a file that is taken
	timerAsk = 1
)

// New returns the adapter of a site, before its recovery.
func New(site *Site) *Adapter {
	return &Adapter{site: site, name: "adapter/" + site.Region, every: saveEvery, answers: newMemory[string](answersMax),
		known: newMemory[exchange](knownMax), orders: newMemory[uint64](ordersMax), taken: map[uint64]*order{}}
}

// Step reacts to one input.
func (a *Adapter) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	a.clock, a.out = clock, out
	switch in.Kind {
	case sim.InCall:
		a.call(in)
	case sim.InReply:
		a.answered(in)
	case sim.InTimer:
		a.armed = false
		a.ask()
	case sim.InRecover:
		a.recover(in)
		a.ask()
	}
	a.save()
	a.out = nil
}

// call takes a file, or hands out what is there.
func (a *Adapter) call(in *sim.Input) {
	switch in.Msg.Head.Type {
	case event.SendBatch:
		a.take(in)
	case event.CollectFiles:
		a.collect(in)
	default:
		a.reply(in, "", 0)
	}
}

// collect hands out the next file after the version that the partner has. What it
// has is not kept.
func (a *Adapter) collect(in *sim.Input) {
	have := in.Msg.Head.Version
	if have > a.collected+uint64(len(a.outbox)) {
		a.reply(in, "", have)
		return
	}
	for a.collected < have {
		a.outbox[0] = ""
		a.outbox = a.outbox[1:]
		a.collected++
	}
	if have != a.collected || len(a.outbox) == 0 {
		a.reply(in, "", have)
		return
	}
	a.reply(in, a.outbox[0], have+1)
}

// reply answers a call with a file; the version is how many files the partner has
// collected with it.
func (a *Adapter) reply(in *sim.Input, text string, version uint64) {
	h := &in.Msg.Head
	m := a.messages.New()
	m.Head = sim.Head{ID: h.ID, Type: h.Type, Source: a.name, Entity: h.Entity, Version: version, Region: a.site.Region, Tier: h.Tier,
		Corr: h.Corr, Time: a.clock.Wall}
	m.Body = []byte(text)
	a.out.Reply(in.From, in.ID, m)
}

// ask gives the pod every command that it has not answered.
func (a *Adapter) ask() {
	for _, n := range a.open {
		a.command(a.taken[n])
	}
	a.arm()
}

func (a *Adapter) arm() {
	if !a.armed && len(a.open) > 0 {
		a.armed = true
		a.out.Timer(timerAsk, askAgain)
	}
}

// command asks the pod for an order. The key is the adapter's own number of the
// order, which stands in its ledger: however often it asks, it is the same command.
func (a *Adapter) command(o *order) {
	b := a.bodies.New()
	b.Key, b.Order = o.key, event.OrderName(a.site.Region, event.FileOrders+o.n)
	b.Purchase = &event.Purchase{Customer: o.parties.sender + "/" + strconv.FormatUint(o.n%97, 10), ShipTo: "dock " + strconv.FormatUint(o.n%31, 10),
		Terms: "net 30", Lines: o.lines}
	m := a.messages.New()
	m.Head = sim.Head{ID: b.Key, Type: event.PlaceOrder, Source: a.name, Entity: b.Order, Region: a.site.Region, Tier: sim.Restricted, Corr: b.Key, Time: a.clock.Wall}
	m.Body, m.View = a.ink.Body(b), b
	a.out.Call(a.site.Pod, o.n, m)
}

// answered takes what the pod made of a command. One that was shed goes again, and so
// does one that the pod may not take now: a partner has nobody else to send it to.
func (a *Adapter) answered(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || event.ValidateReply(b) != nil {
		return
	}
	o := a.taken[in.ID]
	if o == nil || b.Status != event.OK && b.Status != event.Refused || b.Reason == event.ReasonElsewhere {
		return
	}
	if b.Reason == event.ReasonHorizon { // it may have been taken so long ago that the pod no longer knows: that is for people to find out
		a.out.Count("orders_in_doubt", 1)
		return
	}
	file, err := a.answer(o, b.Status == event.OK || b.Reason == event.ReasonKnown)
	if err != nil {
		a.out.Count("answers_unwritten", 1)
	}
	e := a.bodies.New()
	e.Key, e.Status, e.Reason, e.Pos = o.key, b.Status, b.Reason, o.n
	e.Letter = &event.Letter{Type: "x12", Original: file}
	a.write(event.BatchAnswered, o.key+"/answer", e)
}

// write appends an entry and lets it take effect.
func (a *Adapter) write(typ, id string, b *event.Body) {
	m := a.messages.New()
	m.Head = sim.Head{ID: id, Type: typ, Source: a.name, Entity: a.name, Region: a.site.Region, Tier: sim.Restricted, Corr: b.Key,
		Time: a.clock.Wall, Ledger: a.name, Pos: a.pos + 1}
	m.Body, m.View = a.ink.Body(b), b
	a.pos++
	a.absorb(typ, b)
	a.out.Append(a.pos, m)
}
