package pod

import (
	"fmt"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"pgregory.net/rapid"
)

// auditor is an audit log on a stage, with what it has acknowledged.
type auditor struct {
	*stage
	settled map[uint64]bool
}

func newAuditor(defects string) *auditor {
	s := site(defects)
	s.Notary = notary
	return &auditor{stage: newStage(func() sim.Machine { return NewAudit(s) }), settled: map[uint64]bool{}}
}

const notary sim.Addr = 9

func (a *auditor) deliver(bus []*sim.Message, i int) {
	m := *bus[i]
	m.View = nil
	a.step(sim.Input{Kind: sim.InDeliver, Token: uint64(i + 1), Attempt: 1, Pos: uint64(i + 1), Msg: &m})
	a.settle()
}

func (a *auditor) settle() {
	for _, e := range a.last {
		if e.Kind == sim.EffAck {
			a.settled[e.ID] = true
		}
	}
}

// flush lets the stretch be written.
func (a *auditor) flush() {
	if _, armed := a.timers[timerStretch]; armed {
		a.now += stretchAfter
		delete(a.timers, timerStretch)
		a.step(sim.Input{Kind: sim.InTimer, ID: timerStretch})
		a.settle()
	}
}

// chain returns the facts on record, and an error if the chain is broken.
func chain(ledger []*sim.Message) (facts []event.Fact, err error) {
	head, number, until := "", uint64(0), uint64(0)
	for _, m := range ledger {
		b := decode(m)
		if b.Pos != until+1 || b.Trail.Before != head || b.Trail.First != number+1 {
			return nil, fmt.Errorf("stretch of %d to %d, link %d after %q: want it to follow on %d, link %d, %q", b.Pos, b.Trail.Until, b.Trail.First, b.Trail.Before, until, number, head)
		}
		until = b.Trail.Until
		for _, l := range b.Trail.Links {
			number++
			if head = event.Chain(head, l.Text); head != l.Hash {
				return nil, fmt.Errorf("hash of link %d = %s, want %s", number, l.Hash, head)
			}
			f, err := event.ParseFact(l.Text)
			if err != nil {
				return nil, err
			}
			facts = append(facts, f)
		}
	}
	return facts, nil
}

// Whatever order events come in, twice or with crashes in between, each decision
// is on record once, in the order of the owner's ledger, in a chain that is whole;
// and nothing is acknowledged before it is.
func TestAuditIsWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bus := events(t)
		a := newAuditor("")
		var todo []int
		for i := range bus {
			todo = append(todo, i)
		}
		for len(todo) > 0 {
			i := rapid.IntRange(0, min(len(todo)-1, 8)).Draw(t, "next")
			a.deliver(bus, todo[i])
			switch rapid.IntRange(0, 9).Draw(t, "then") {
			case 0: // it comes again later
			case 1:
				a.boot()
			case 2:
				a.flush()
			default:
				todo = append(todo[:i], todo[i+1:]...)
			}
			check(t, a, bus)
		}
		for range 100 { // what is not settled comes again
			for i := range bus {
				if !a.settled[uint64(i+1)] {
					a.deliver(bus, i)
				}
			}
			a.flush()
		}
		check(t, a, bus)
		facts, _ := chain(a.ledger)
		var want []*sim.Message
		for _, m := range bus {
			if event.Linked(m.Head.Type) {
				want = append(want, m)
			}
		}
		if len(facts) != len(want) {
			t.Fatalf("decisions on record = %d, want %d", len(facts), len(want))
		}
		for i, f := range facts {
			if m := want[i]; f.Event != m.Head.ID || f.Pos != m.Head.Pos || f.Digest != event.Sum(m.Body) || f.Op != m.Head.Corr {
				t.Errorf("record %d = %+v, want that of %+v", i+1, f, m.Head)
			}
		}
	})
}

// check holds what is acknowledged to what is on record.
func check(t *rapid.T, a *auditor, bus []*sim.Message) {
	if _, err := chain(a.ledger); err != nil {
		t.Fatal(err)
	}
	until := uint64(0)
	if n := len(a.ledger); n > 0 {
		until = decode(a.ledger[n-1]).Trail.Until
	}
	for token := range a.settled {
		if pos := bus[token-1].Head.Pos; pos > until {
			t.Fatalf("position %d is acknowledged, and the log reaches %d", pos, until)
		}
	}
}

// The notary is given the head as it is on record, again until it answers.
func TestAuditAnchorsItsHead(t *testing.T) {
	s := newPod("")
	s.place(1, "s-0001:1")
	a := newAuditor("")
	for i := range s.bus {
		a.deliver(s.bus, i)
	}
	a.flush()
	for range 2 {
		a.advance(2 * time.Second)
		facts, err := chain(a.ledger)
		if err != nil || len(a.calls) == 0 {
			t.Fatalf("calls to the notary = %d (%v), want one", len(a.calls), err)
		}
		b := decode(a.calls[len(a.calls)-1].Msg)
		if b.Pos != uint64(len(facts)) || b.Reason != a.machine.(*Audit).before || a.calls[0].To != notary {
			t.Errorf("head given away = link %d, %s, want link %d, %s", b.Pos, b.Reason, len(facts), a.machine.(*Audit).before)
		}
	}
	a.answer(event.OK, "")
	a.calls = nil
	a.advance(10 * time.Second)
	if len(a.calls) != 0 {
		t.Errorf("calls after the notary has the head = %d, want none", len(a.calls))
	}
}

// With M32 what was acknowledged can be lost.
func TestAuditThatWritesLaterHasGaps(t *testing.T) {
	s := newPod("")
	s.place(1, "s-0001:1")
	a := newAuditor("M32")
	for i := range s.bus {
		a.deliver(s.bus, i)
	}
	if len(a.settled) != len(s.bus) || len(a.ledger) != 0 {
		t.Errorf("with M32 acknowledged %d of %d, on record %d: want all and none", len(a.settled), len(s.bus), len(a.ledger))
	}
}
