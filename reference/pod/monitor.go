package pod

import (
	"fmt"
	"strings"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/kpi"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Timers of a monitor.
const (
	timerReport = iota + 1 // it is time to look at the bus and report
	timerBlind             // the bus has not said how far it is
	timerAgain             // it is asked once more
)

// asksIn is how often a bus that says nothing is asked while it is waited for.
const asksIn = 8

// restAfter is how many reports about nothing new a monitor makes before it rests.
const restAfter = 2

// Monitor measures a region: it takes in every event in the order of the owner's
// ledger and reports the figures of package kpi, as an entry of its own ledger and
// to the pager. It computes from what it receives; nobody tells it how well they do.
//
// When nothing happens, nothing is owed to anybody and no figure grows towards the
// bound of a rule by itself, it says that it rests, until the next event comes.
type Monitor struct {
	follower
	pager sim.Addr
	rules *history.Watch
	sheet *kpi.Sheet
	turns
	from uint64 // first position that is new since the last report

	delivered, twice uint64 // in this life
	tail             uint64 // last position that the bus has; good if seen
	seen             bool
	asked            int64 // when the bus was asked how far it is; -1 = it was not
	idle             int
	resting          bool
	unheard          *event.Body // the report that the pager has not confirmed
	reports          uint64      // so far, in this life
	landed           int64       // planted: when the newest stock event came
	compared         kpi.Figure  // of the last run of reconciliation
	teller           *sim.Input  // who told it, and waits until it is reported
}

// NewMonitor returns the monitor of a site, before its recovery.
func NewMonitor(site *Site, rules *history.Watch, pager sim.Addr) *Monitor {
	return &Monitor{follower: follower{site: site, name: "monitor/" + site.Region, owner: "pod/" + site.Region}, pager: pager, rules: rules,
		sheet: kpi.NewSheet(rules.CommitNano), turns: newTurns(), asked: -1}
}

// Step reacts to one input.
func (m *Monitor) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	m.clock, m.out = clock, out
	switch in.Kind {
	case sim.InDeliver:
		if !m.strange(in) {
			m.deliver(in)
		}
	case sim.InTimer:
		m.timer(in.ID)
	case sim.InInfo:
		m.informed(in)
	case sim.InCall: // the pager has forgotten what it heard, or a run of reconciliation has ended
		m.told(in)
		m.wake()
	case sim.InReply:
		if in.ID == m.reports {
			m.unheard = nil
		}
	case sim.InRecover:
		m.unpack(in.Snapshot)
		m.replay(in, m.absorb)
		m.from = m.mark + 1
		out.Timer(timerReport, m.rules.EveryNano)
	}
	m.save(m.pack)
	m.out = nil
}

func (m *Monitor) deliver(in *sim.Input) {
	pos := in.Msg.Head.Pos
	_, waits := m.parked[pos]
	m.delivered++
	if pos <= m.mark || waits {
		m.twice++
	}
	switch v := (parked{token: in.Token, msg: in.Msg}); {
	case pos <= m.mark:
		m.out.Reach("duplicate-ignored")
		m.out.Ack(in.Token)
	case pos > m.mark+1:
		m.park(v, m.out)
	default:
		for ok := true; ok; v, ok = m.next(m.out) {
			m.apply(v)
		}
	}
}

// apply takes in an event, or buries it.
func (m *Monitor) apply(v parked) {
	m.mark = v.msg.Head.Pos
	m.wake()
	b, ok := m.open(v.msg)
	if !ok {
		m.bury(v.msg)
		m.out.Term(v.token)
		return
	}
	m.write(v.msg)
	m.take(v.msg, b, false)
	m.out.Ack(v.token)
}

func (m *Monitor) take(v *sim.Message, b *event.Body, replay bool) {
	e := kpi.Event{Type: v.Head.Type, Entity: v.Head.Entity, Line: b.Line, Lines: b.Qty, Reason: b.Reason, Occurred: v.Head.Time, Taken: m.clock.Wall}
	m.sheet.Take(&e, replay)
	if strings.HasPrefix(v.Head.Entity, event.StockPrefix) {
		m.landed = m.clock.Wall
	}
}

// absorb replays an entry.
func (m *Monitor) absorb(v *sim.Message, b *event.Body) {
	switch v.Head.Type {
	case event.Measured:
		m.recall(b)
	case event.Rejected:
		m.mark = max(m.mark, b.Pos)
	default:
		m.mark = max(m.mark, v.Head.Pos)
		m.take(v, b, true)
	}
}

// wake begins to report again. Whoever tells people hears at once that there is a
// report to be missed, should the monitor die before it makes one.
func (m *Monitor) wake() {
	m.idle = 0
	if !m.resting {
		return
	}
	m.resting = false
	m.out.Reach("monitor-woke")
	m.out.Timer(timerReport, m.rules.EveryNano)
	b := m.bodies.New()
	b.Source, b.Batch = m.owner, &event.Batch{}
	m.say(0, b)
}

// say sends the pager a report, by its number; 0 = it is none yet.
func (m *Monitor) say(n uint64, b *event.Body) {
	m.out.Call(m.pager, n, m.message(&sim.Head{ID: fmt.Sprintf("%s#%d", m.name, n), Type: event.ReportFigures, Source: m.name,
		Entity: m.name, Region: m.site.Region, Tier: sim.Internal, Time: m.clock.Wall}, b))
}

func (m *Monitor) timer(id uint64) {
	switch {
	case id == timerBlind && m.clock.Mono-m.asked > m.rules.EveryNano: // it stood still meanwhile
		m.ask()
	case id == timerBlind:
		m.asked = -1
		m.out.Cancel(timerAgain)
		m.report(false)
	case id == timerAgain:
		m.out.Inspect(m.site.Bus)
	case m.resting:
		m.tell() // until the pager knows
	default:
		m.ask()
	}
}

// ask asks the bus how far it is.
func (m *Monitor) ask() {
	m.asked = m.clock.Mono
	m.out.Inspect(m.site.Bus)
	m.out.Timer(timerBlind, m.patience())
}

// patience is for how long the bus is waited for.
func (m *Monitor) patience() int64 { return m.rules.EveryNano / 2 }

// informed takes what the bus says of its last message. An answer that lay here while
// the monitor stood still says how far the bus was then, and nothing of now. A bus
// that says nothing is asked again as long as it is waited for.
func (m *Monitor) informed(in *sim.Input) {
	if m.asked < 0 || m.resting {
		return
	}
	if m.clock.Mono-m.asked > m.rules.EveryNano {
		m.ask()
		return
	}
	if !in.OK {
		m.out.Timer(timerAgain, m.patience()/asksIn)
		return
	}
	m.asked = -1
	m.out.Cancel(timerBlind)
	m.out.Cancel(timerAgain)
	m.seen = in.Msg != nil && in.Msg.Head.Ledger == m.owner
	if m.seen {
		m.tail = in.Msg.Head.Pos
	}
	m.report(true)
}

// report writes down the figures and tells the pager. A bus that does not answer is
// no reason to rest.
func (m *Monitor) report(answered bool) {
	figures := m.figures()
	if m.from > m.mark && answered && !m.sheet.Owes() && !m.nears(figures) {
		m.idle++
	} else {
		m.idle = 0
	}
	m.resting = m.idle >= restAfter
	b := m.bodies.New()
	b.Source = m.owner
	b.Batch = &event.Batch{Until: m.mark, Label: history.LabelMeasured}
	if m.resting {
		m.out.Reach("monitor-rests")
		b.Batch.Label = history.ReasonResting
	}
	for _, f := range figures {
		it := event.Item{Type: f.Name, Pos: m.from, Version: f.Of, Qty: f.Value}
		if !f.Known {
			it.Reason = history.LabelNotApplicable
		}
		b.Batch.Items = append(b.Batch.Items, it)
	}
	m.from, m.seen = m.mark+1, false
	m.write(m.message(&sim.Head{ID: fmt.Sprintf("%s!%d", m.name, m.pos+1), Type: event.Measured, Source: m.name, Entity: m.name, Region: m.site.Region,
		Tier: sim.Internal, Time: m.clock.Wall, Ledger: m.name, Pos: m.pos + 1}, b))
	m.confirm()
	m.reports++
	m.unheard = b
	m.tell()
}

// nears reports whether a figure grows although nothing happens, and has not passed
// the bound of a rule yet: whoever rests would not see it pass.
func (m *Monitor) nears(figures []kpi.Figure) bool {
	for i := range m.rules.Rules {
		r := &m.rules.Rules[i]
		if !kpi.Grows(r.Figure) {
			continue
		}
		for j := range figures {
			if f := &figures[j]; f.Name == r.Figure && f.Known && f.Value <= r.Above {
				return true
			}
		}
	}
	return false
}

// tell sends the last report to the pager, and comes again while there is a reason.
func (m *Monitor) tell() {
	if m.unheard != nil {
		m.say(m.reports, m.unheard)
	}
	if !m.resting || m.unheard != nil {
		m.out.Timer(timerReport, m.rules.EveryNano)
	}
}

// figures returns all figures, in the order of their definitions.
func (m *Monitor) figures() []kpi.Figure {
	of := m.sheet.Figures(m.clock.Wall)
	if m.site.Defects.MeasuresArrival() && of[1].Known {
		of[1].Value = m.clock.Wall - m.landed
	}
	backlog := kpi.Figure{Name: kpi.Backlog}
	if m.seen {
		backlog.Known = true
		if m.tail > m.mark {
			backlog.Value = int64(m.tail - m.mark)
		}
	}
	twice := kpi.Figure{Name: kpi.Duplicates, Of: m.delivered, Known: m.delivered > 0}
	if m.delivered > 0 {
		twice.Value = int64(m.twice * 1_000_000 / m.delivered)
	}
	m.compared.Name = kpi.Reconciliation
	return append(of, backlog, m.compared, twice)
}

func (m *Monitor) pack() []byte {
	k := &event.Pack{}
	k.Uint(m.pos)
	k.Uint(m.mark)
	m.sheet.Pack(k)
	if m.site.Reconciled {
		packFigure(k, &m.compared)
	}
	return k.Bytes
}

func (m *Monitor) unpack(snapshot []byte) {
	if snapshot == nil {
		return
	}
	m.out.Reach("snapshot-recovered")
	u := event.NewUnpack(snapshot)
	m.pos = u.Uint()
	m.saved, m.size = m.pos, len(snapshot)
	m.mark = u.Uint()
	m.sheet.Unpack(u)
	if m.site.Reconciled {
		m.compared = unpackFigure(u)
	}
	if u.Err != nil {
		panic(fmt.Sprintf("%s: %v", m.name, u.Err))
	}
}
