package hub

import (
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// counter lets the leases of two regions step: tx, for which va stands by, and va.
type counter struct {
	machine *Leases
	bugs    defect.Set
	ledger  []*sim.Message
	now     time.Duration
	out     sim.Effects
}

func newCounter(t *testing.T, bugs string) *counter {
	t.Helper()
	set, err := defect.Parse(bugs)
	if err != nil {
		t.Fatal(err)
	}
	c := &counter{bugs: set}
	c.boot()
	return c
}

func (c *counter) boot() {
	c.machine = NewLeases(&LeasesSite{Region: "hub", Owner: []string{"pod/tx", "pod/va"}, Standby: []string{"standby/tx", "standby/va"}, Peer: []int{1, 0},
		Defects: c.bugs, Terms: history.Failover{LeaseNano: int64(10 * time.Second), RenewNano: int64(2 * time.Second), MarginNano: int64(time.Second), LagMax: 5}})
	c.step(&sim.Input{Kind: sim.InRecover, Tail: c.ledger, Pos: uint64(len(c.ledger))})
}

func (c *counter) step(in *sim.Input) (answer *event.Body) {
	c.out.Reset()
	c.machine.Step(sim.Clock{Mono: int64(c.now)}, in, &c.out)
	for _, e := range c.out.List() {
		switch e.Kind {
		case sim.EffAppend:
			c.ledger = append(c.ledger, e.Msg)
		case sim.EffReply:
			answer, _ = event.View(nil, e.Msg.Body)
		}
	}
	return answer
}

// ask asks for a lease at an instant and returns what is said.
func (c *counter) ask(at time.Duration, l event.Lease) (status, reason string, term uint64) {
	c.now = at
	b := &event.Body{Lease: &l}
	r := c.step(&sim.Input{Kind: sim.InCall, Msg: &sim.Message{Head: sim.Head{Type: event.RenewLease}, View: b}})
	if r.Lease != nil {
		term = r.Lease.Term
	}
	return r.Status, r.Reason, term
}

func (c *counter) wants(t *testing.T, at time.Duration, l event.Lease, status, reason string, term uint64) {
	t.Helper()
	if s, r, n := c.ask(at, l); s != status || r != reason || n != term {
		t.Errorf("at %v %+v: %s %q term %d, want %s %q term %d", at, l, s, r, n, status, reason, term)
	}
}

func owner(pos uint64) event.Lease {
	return event.Lease{Holder: "pod/tx", Pos: pos, Bundle: 1, Permits: true}
}

func standby(pos uint64) event.Lease { return event.Lease{Holder: "standby/tx", Pos: pos} }

// other lets the hub hear of the region of the standby.
func (c *counter) other(at time.Duration, bundle uint64) {
	c.ask(at, event.Lease{Holder: "pod/va", Bundle: bundle, Permits: true})
}

// A standby gets a lease when it has ended and a margin is over, not before, and gives
// it back when the owner has everything.
func TestLeasesChangeHands(t *testing.T) {
	c := newCounter(t, "")
	c.other(0, 1)
	c.wants(t, time.Second, owner(7), event.OK, "", 1)
	c.wants(t, 11*time.Second, standby(7), event.Refused, event.ReasonElsewhere, 1)
	c.wants(t, 12*time.Second+1, standby(7), event.OK, "", 2)
	c.wants(t, 13*time.Second, owner(7), event.Refused, event.ReasonElsewhere, 2)
	early := owner(7)
	early.Done, early.Term = true, 1
	c.wants(t, 14*time.Second, early, event.Refused, event.ReasonElsewhere, 2)
	c.boot()
	done := owner(7)
	done.Done, done.Term = true, 2
	c.wants(t, 15*time.Second, done, event.OK, "", 3)
	c.wants(t, 16*time.Second, standby(7), event.Refused, event.ReasonElsewhere, 3)
}

// A restart lets nobody in sooner: all leases are as if they had just been asked for.
func TestLeasesAfterARestart(t *testing.T) {
	c := newCounter(t, "")
	c.other(0, 1)
	c.ask(time.Second, owner(7))
	c.now = 11 * time.Second
	c.boot()
	c.wants(t, 13*time.Second, standby(7), event.Refused, event.ReasonElsewhere, 1)
	c.wants(t, 23*time.Second, standby(7), event.Refused, history.WithheldUnknown, 1)
}

// A standby that lacks too much, with an older policy, or where no order may be, does
// not take over; each reason stands in the ledger once.
func TestLeasesAreWithheld(t *testing.T) {
	for _, k := range []struct {
		name, why string
		owner     event.Lease
		bundle    uint64
		copied    uint64
	}{
		{"stale", history.WithheldStale, owner(13), 1, 7},
		{"as stale as allowed", "", owner(12), 1, 7},
		{"older policy", history.WithheldBundle, owner(7), 0, 7},
		{"residency", history.WithheldResidency, event.Lease{Holder: "pod/tx", Pos: 7, Bundle: 1}, 1, 7},
	} {
		t.Run(k.name, func(t *testing.T) {
			c := newCounter(t, "")
			c.other(0, k.bundle)
			c.ask(time.Second, k.owner)
			status, term := event.Refused, uint64(1)
			if k.why == "" {
				status, term = event.OK, 2
			}
			c.wants(t, 20*time.Second, standby(k.copied), status, k.why, term)
			c.wants(t, 21*time.Second, standby(k.copied), status, k.why, term)
			if len(c.ledger) != 1 {
				t.Errorf("%d entries after two questions, want 1", len(c.ledger))
			}
		})
	}
}

// What is planted does what it says.
func TestLeasesWithDefects(t *testing.T) {
	early := newCounter(t, "M23")
	early.other(0, 1)
	early.ask(time.Second, owner(7))
	early.wants(t, 6*time.Second, standby(7), event.OK, "", 2)
	anywhere := newCounter(t, "M24")
	anywhere.other(0, 1)
	anywhere.ask(time.Second, event.Lease{Holder: "pod/tx", Pos: 7, Bundle: 1})
	anywhere.wants(t, 20*time.Second, standby(7), event.OK, "", 2)
}

// Whoever has no lease to ask for, or asks for something else, is refused.
func TestLeasesRefuseStrangers(t *testing.T) {
	c := newCounter(t, "")
	c.wants(t, 0, event.Lease{Holder: "pod/mars"}, event.Refused, event.ReasonUnknown, 0)
	if r := c.step(&sim.Input{Kind: sim.InCall, Msg: &sim.Message{Head: sim.Head{Type: event.QueryStock}, View: &event.Body{}}}); r.Status != event.Refused {
		t.Errorf("a question for stock: %q, want %q", r.Status, event.Refused)
	}
}
