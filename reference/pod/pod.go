// Package pod is one region of the reference system: the machine that owns
// orders and stock (the pod), and the machines that follow its events: the
// planner's and the dashboard's read models, and egress, the only one that sends
// anything out of the region.
//
// The pod decides in memory, appends what it decided to its ledger in one batch,
// and only then answers; a relay feeds the ledger to the region's bus. Recovery
// replays the ledger and never decides again. No machine here reads a clock,
// ranges over a map or calls another region, egress apart. Start at [Pod].
package pod

import (
	"time"

	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim"
)

// Site is what the machines of a region know about it from the start. It never
// changes.
type Site struct {
	Region     string
	Bus        sim.Bus
	Pod        sim.Addr
	Warehouse  sim.Addr
	Carrier    sim.Addr
	Aggregator sim.Addr
	Notary     sim.Addr
	Catalog    *event.Catalog
	Stock      int64         // units on hand per article at the start
	QueueMax   int           // declared bound of events not yet on the bus; 0 = 4096
	Horizon    time.Duration // for which an idempotency key is honoured; 0 = 2 minutes
	Hub        string
	Regions    []string // every region, the hub among them
	PolicyKey  []byte   // public key of who signs policy bundles
	Skew       int64    // ns by which clocks may differ
	TokenKey   policy.Key
	Access     Access
	Warden     sim.Addr // asks for the lease of the region
	RenewNano  int64    // between two questions for the lease; 0 = the pod needs none
	Wholesale  bool     // the standby goes on with what the pod has open: it releases nothing without its lease
	Staged     bool     // the region degrades by stages
	Stages     sim.Addr // who decides on them; set once everybody has an address
	Reconciled bool     // somebody compares the register of the region with the pod
	AsksHub    bool     // before it takes an order: a topology whose control plane is in the path of writes
	Payload    bool     // orders leave the region with all that they hold, whatever the policy says
	Defects    defect.Set
}

const (
	defaultQueueMax = 4096
	defaultHorizon  = 2 * time.Minute
)

// Limit is how many events the pod may hold back from its bus.
func (s *Site) Limit() int { return s.queueMax() }

func (s *Site) queueMax() int {
	if s.QueueMax > 0 {
		return s.QueueMax
	}
	return defaultQueueMax
}

func (s *Site) horizon() int64 {
	if s.Horizon > 0 {
		return int64(s.Horizon)
	}
	return int64(defaultHorizon)
}

// Timers of the pod.
const (
	timerWave  = iota + 1 // allocated lines go to the warehouse
	timerAsk              // unanswered calls are repeated
	timerBeat             // the relay looks whether the bus still has everything
	timerRelay            // the relay tries again
	timerLate             // with a planted defect: what was said is written
	timerLease            // the warden is asked for the lease
)

// Pod owns the orders and the stock of one region. It is the only writer of its
// ledger.
type Pod struct {
	site     *Site
	name     string
	epoch    uint32
	pos      uint64 // of the last entry
	mint     event.Mint
	orders   orders
	stock    []stock
	release  event.Queue[allocated] // lines not yet released
	asks     event.Queue[ask]
	keys     keys
	relay    relay
	saved    saved
	desk     desk
	rights   rights
	noted    noted
	replayed replay
	lease    lease
	hands    hands
	late     []*sim.Message // with a planted defect: said, not yet written
	held     []heldOrder    // with a planted defect: waiting for the aggregator
	holds    uint64         // so far
	scribe
	talk

	// Of the step under way.
	clock sim.Clock
	out   *sim.Effects
	waved bool // the wave timer is set
	asked bool // the ask timer is set

	owed    bool     // the command was answered already, by the standby
	changed []string // the orders by which a limit was changed by hand
	starved bool     // a backorder could be filled but for room
}

// New returns the pod of a site, before its recovery.
func New(site *Site) *Pod {
	p := &Pod{site: site, name: "pod/" + site.Region, mint: event.NewMint(site.Region, "pod/"+site.Region)}
	p.talk = newTalk(p.name, site.Region)
	p.rights.book = site.Access.Rules
	p.keys = keys{horizon: site.horizon()}
	p.relay = newRelay(p)
	p.stock = make([]stock, len(site.Catalog.Articles))
	for i := range p.stock {
		p.stock[i].OnHand = site.Stock
		p.stock[i].copy = p.stock[i].Book
	}
	return p
}

// Step reacts to one input.
func (p *Pod) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	p.clock, p.out = clock, out
	p.keys.kept = !p.mayTake() // what a standby took meanwhile may have been taken here before
	switch in.Kind {
	case sim.InCall:
		p.call(in)
	case sim.InReply:
		if in.ID&heldCall != 0 {
			p.goOn(in.ID &^ heldCall)
			break
		}
		if in.ID&leaseCall != 0 {
			p.leased(in)
			break
		}
		p.answered(in)
	case sim.InStored:
		if in.ID&replaying == 0 {
			p.relay.isStored(in.ID, in.Pos)
		}
	case sim.InTimer:
		p.timer(in.ID)
	case sim.InRefused:
		if in.ID&replaying == 0 {
			p.relay.refused(in.ID)
		}
	case sim.InInfo:
		p.relay.info(in)
	case sim.InEntries:
		if !p.replays(in) {
			p.relay.entries(in)
		}
	case sim.InRecover:
		p.recover(in)
		p.recovered(out, clock, p.pos)
		p.askLease()
	case sim.InOperator:
		p.hear(in, orderVerbose)
		p.changes(in)
	}
	p.relay.pump()
	p.save()
	p.out = nil
}

func (p *Pod) timer(id uint64) {
	switch id {
	case timerWave:
		p.wave()
	case timerAsk:
		p.askAgain()
	case timerBeat:
		p.relay.beat()
	case timerRelay:
		p.relay.retry()
	case timerLate:
		p.writeLate()
	case timerLease:
		p.askLease()
	}
}

// call takes a command or a scan.
func (p *Pod) call(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err == nil {
		err = event.Validate(in.Msg.Head.Type, b)
	}
	if err != nil {
		p.reply(in, event.Refused, event.ReasonInvalid)
		return
	}
	switch in.Msg.Head.Type {
	case event.DeliveryScan:
		p.deliver(in, b)
	case event.PlaceOrder, event.CancelOrder, event.ReceiveGoods, event.AdjustStock:
		p.command(in, b)
	case event.Act:
		p.act(in, b)
	case event.OfferBundle:
		p.empower(in, b)
	case event.LookStage:
		p.looked(in, b)
	case event.TellStage:
		p.isTold(in, b)
	case event.TellHands:
		p.noteHands(in, b)
	case event.ReadSettings:
		p.tellSettings(in)
	case event.ReadRows:
		p.tellRows(in, b)
	default:
		p.reply(in, event.Refused, event.ReasonInvalid)
	}
}

// command takes a command once, however often it comes.
func (p *Pod) command(in *sim.Input, b *event.Body) {
	known := p.keys.look(b.Key, p.clock.Mono)
	switch {
	case known == keyFresh && p.elsewhere(in):
		p.out.Reach("command-sent-elsewhere")
		p.reply(in, event.Refused, event.ReasonElsewhere)
		return
	case known == keyRemembered:
		p.out.Reach("command-repeated")
		p.reply(in, event.OK, "")
		return
	case known == keyExpired:
		p.out.Reach("key-expired")
		p.reply(in, event.Refused, event.ReasonHorizon)
		return
	case known == keyInvalid:
		p.reply(in, event.Refused, event.ReasonInvalid)
		return
	}
	if p.site.AsksHub && in.Msg.Head.Type == event.PlaceOrder {
		p.holdOrder(in, b)
		return
	}
	p.take(in, b)
}

// take decides on a command that is not known yet.
func (p *Pod) take(in *sim.Input, b *event.Body) {
	p.owed = p.site.RenewNano > 0 && in.Msg.Head.Purpose == event.Continuity
	status, reason := p.decide(in.Msg.Head.Type, b)
	if reason == event.ReasonQueueFull {
		p.out.Reach("shed-with-receipt")
		p.out.Count("commands_shed", 1)
	}
	p.debug(in, b, status, reason)
	p.reply(in, status, reason)
}

func (p *Pod) decide(typ string, b *event.Body) (status, reason string) {
	switch typ {
	case event.PlaceOrder:
		return p.place(b)
	case event.CancelOrder:
		return p.cancel(b)
	case event.ReceiveGoods:
		return p.receive(b)
	}
	return p.adjust(b)
}

// reply answers a call; the answer is as sensitive as what was asked.
func (p *Pod) reply(in *sim.Input, status, reason string) {
	h := &in.Msg.Head
	m := p.passing.New()
	m.Head = sim.Head{ID: h.ID, Type: h.Type, Source: p.name, Entity: h.Entity, Region: p.site.Region, Tier: h.Tier,
		Corr: h.Corr, Time: p.clock.Wall, Epoch: p.epoch}
	b, body := event.Reply(&p.ink, status, reason)
	m.View, m.Body = b, body
	p.out.Reply(in.From, in.ID, m)
}

// room is how many entries the pod may still append before its declared bound of
// unpublished events.
func (p *Pod) room() int {
	if p.site.Defects.UnboundedQueue() {
		return defaultQueueMax << 20
	}
	return p.limit() - int(p.pos-p.relay.acked)
}

// openTo reports whether a client's command of n entries may be taken. A quarter
// of the bound is kept for the orders that were taken already.
func (p *Pod) openTo(n int) bool { return p.room() >= p.limit()/4+n }

// stepRoom is what one step about an order line may append at most.
const stepRoom = 4
