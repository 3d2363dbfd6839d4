package pod

import (
	"strconv"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// Addresses of a failback.
const (
	fbPod sim.Addr = iota + 1
	fbMirror
	fbStandby
	fbLeases
	fbWarden
)

// failback is a standby that took some commands, the warden that fetches them, and a
// pod and a hub that are only what they answer. Messages are lost, come twice and
// late, and both machines restart, as it is drawn.
type failback struct {
	t        *rapid.T
	now      int64
	machines map[sim.Addr]sim.Machine
	ledgers  map[sim.Addr][]*sim.Message
	timers   map[sim.Addr]map[uint64]int64
	flying   []flown
	done     []string // keys in the order in which the pod did them
	known    map[string]bool
	owned    bool // the hub has given the region its commands back
	scribe
}

type flown struct {
	to, from sim.Addr
	id       uint64
	kind     sim.InputKind
	msg      *sim.Message
}

func newFailback(t *rapid.T) *failback {
	f := &failback{t: t, machines: map[sim.Addr]sim.Machine{}, ledgers: map[sim.Addr][]*sim.Message{}, timers: map[sim.Addr]map[uint64]int64{}, known: map[string]bool{}}
	f.boot(fbStandby)
	return f
}

func (f *failback) boot(at sim.Addr) {
	terms := history.Failover{LeaseNano: int64(10 * time.Second), RenewNano: int64(time.Second), MarginNano: int64(time.Second), Commands: []string{event.PlaceOrder}}
	if at == fbStandby {
		f.machines[at] = NewStandby(&StandbySite{Home: "tx", Region: "va", Leases: fbLeases, Terms: terms, Most: 100, Catalog: event.NewCatalog("tx", 1), Queue: 100})
	} else {
		f.machines[at] = NewWarden(&WardenSite{Region: "tx", Pod: fbPod, Mirror: fbMirror, Standby: fbStandby, Leases: fbLeases, Terms: terms})
	}
	f.timers[at] = map[uint64]int64{}
	f.step(at, sim.Input{Kind: sim.InRecover, Tail: f.ledgers[at], Pos: uint64(len(f.ledgers[at]))})
}

// poll lets the pod ask for its lease.
func (f *failback) poll() {
	if f.machines[fbWarden] == nil {
		return
	}
	b := f.bodies.New()
	b.Lease = &event.Lease{Pos: 1}
	f.flying = append(f.flying, flown{to: fbWarden, from: fbPod, kind: sim.InCall, msg: f.message(&sim.Head{Type: event.AskLease}, b)})
}

func (f *failback) step(at sim.Addr, in sim.Input) {
	var out sim.Effects
	f.machines[at].Step(sim.Clock{Mono: f.now, Wall: f.now}, &in, &out)
	for _, e := range out.List() {
		switch e.Kind {
		case sim.EffAppend:
			f.ledgers[at] = append(f.ledgers[at], e.Msg)
		case sim.EffTimer:
			f.timers[at][e.ID] = f.now + e.After
		case sim.EffCall, sim.EffReply:
			kind := sim.InCall
			if e.Kind == sim.EffReply {
				kind = sim.InReply
			}
			f.flying = append(f.flying, flown{to: e.To, from: at, id: e.ID, kind: kind, msg: e.Msg})
		}
	}
}

// answer lets the pod or the hub answer a call.
func (f *failback) answer(m flown) {
	b, _ := event.View(m.msg.View, m.msg.Body)
	r := f.bodies.New()
	r.Status = event.OK
	switch {
	case m.msg.Head.Type == event.TellHands:
	case m.to == fbPod:
		if !f.known[b.Key] {
			f.known[b.Key] = true
			f.done = append(f.done, b.Key)
		}
	case m.to == fbLeases && b.Lease.Holder == "pod/tx" && b.Lease.Done && b.Lease.Term == 2 || f.owned:
		f.owned = true
		r.Lease = &event.Lease{Term: 3, Holder: "pod/tx", Left: int64(10 * time.Second)}
	case m.to == fbLeases && b.Lease.Holder == "pod/tx":
		r.Status, r.Reason, r.Lease = event.Refused, event.ReasonElsewhere, &event.Lease{Term: 2, Holder: "standby/tx"}
	case m.to == fbLeases:
		r.Lease = &event.Lease{Term: 2, Holder: "standby/tx"}
	default:
		return
	}
	f.flying = append(f.flying, flown{to: m.from, from: m.to, id: m.id, kind: sim.InReply, msg: f.message(&m.msg.Head, r)})
}

// deliver brings one message, drawn, or loses it, or leaves a second one behind.
func (f *failback) deliver(calm bool) {
	i := 0
	if !calm {
		i = rapid.IntRange(0, len(f.flying)-1).Draw(f.t, "which")
	}
	m := f.flying[i]
	f.flying = append(f.flying[:i:i], f.flying[i+1:]...)
	if !calm {
		switch rapid.SampledFrom([]string{"lost", "twice", "", "", "", ""}).Draw(f.t, "fate") {
		case "lost":
			return
		case "twice":
			f.flying = append(f.flying, m)
		}
	}
	if f.machines[m.to] == nil {
		if m.kind == sim.InCall {
			f.answer(m)
		}
		return
	}
	f.step(m.to, sim.Input{Kind: m.kind, From: m.from, ID: m.id, Msg: m.msg})
}

// tick lets time pass until the next timer.
func (f *failback) tick() {
	who, id, at := sim.Addr(0), uint64(0), int64(0)
	for _, a := range []sim.Addr{fbStandby, fbWarden} {
		for n := range uint64(8) {
			if due, set := f.timers[a][n]; set && (at == 0 || due < at) {
				who, id, at = a, n, due
			}
		}
	}
	if at == 0 {
		return
	}
	f.now = max(f.now, at)
	f.poll()
	delete(f.timers[who], id)
	f.step(who, sim.Input{Kind: sim.InTimer, ID: id})
}

// take lets clients send commands to the standby.
func (f *failback) take(n int) (keys []string) {
	for i := range n {
		b := f.bodies.New()
		b.Key, b.Order = "client/tx/"+strconv.Itoa(i+1), event.OrderName("tx", uint64(i+1))
		b.Purchase = &event.Purchase{Lines: []event.Line{{SKU: "s-0001", Qty: 1}}}
		m := f.message(&sim.Head{Type: event.PlaceOrder}, b)
		for range rapid.IntRange(1, 2).Draw(f.t, "attempts") {
			f.step(fbStandby, sim.Input{Kind: sim.InCall, From: 99, Msg: m})
		}
		keys = append(keys, b.Key)
	}
	return keys
}

// Whatever is lost, late or twice on the way, and whoever restarts: what a standby
// took comes home in its order, each command once, before the region opens, and the
// standby takes no more.
func TestFailbackBringsEverythingHome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := newFailback(t)
		for len(f.ledgers[fbStandby]) == 0 {
			for len(f.flying) > 0 {
				f.deliver(true)
			}
			f.tick()
		}
		keys := f.take(rapid.IntRange(0, 40).Draw(t, "commands"))
		f.boot(fbWarden)
		for range rapid.IntRange(0, 150).Draw(t, "wild steps") {
			switch what := rapid.IntRange(0, 9).Draw(t, "step"); {
			case what == 0:
				f.boot(rapid.SampledFrom([]sim.Addr{fbStandby, fbWarden}).Draw(t, "restarts"))
			case what < 3 || len(f.flying) == 0:
				f.tick()
			default:
				f.deliver(false)
			}
		}
		for range 4000 {
			if len(f.flying) > 0 {
				f.deliver(true)
			} else if f.owned && f.reopened() {
				break
			} else {
				f.tick()
			}
		}
		f.check(keys)
	})
}

func (f *failback) reopened() bool {
	l := f.ledgers[fbWarden]
	return len(l) > 0 && l[len(l)-1].Head.Type == event.CommandsReopened
}

func (f *failback) check(keys []string) {
	if len(f.done) != len(keys) {
		f.t.Fatalf("%d commands came home, want %d", len(f.done), len(keys))
	}
	for i, k := range f.done {
		if k != keys[i] {
			f.t.Fatalf("the %d-th command that came home is %s, want %s", i+1, k, keys[i])
		}
	}
	count := map[string]int{}
	for _, m := range f.ledgers[fbWarden] {
		count[m.Head.Type]++
	}
	if count[event.IntakeReturned] != len(keys) || count[event.IntakeHanded] != 1 || count[event.CommandsReopened] != 1 {
		f.t.Fatalf("the warden wrote %v, want each of %d commands once, one end and one opening", count, len(keys))
	}
	if got := f.take(1); len(f.ledgers[fbStandby]) > 0 && f.ledgers[fbStandby][len(f.ledgers[fbStandby])-1].Head.Type == event.IntakeTaken {
		f.t.Fatalf("the standby took %v after it had closed", got)
	}
}
