package hub

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/scenarios/policies"
	"github.com/seatrial/seatrial/sim"
)

// desk lets an authority of two edges step, and keeps its ledger and its calls.
type desk struct {
	machine  *Authority
	ledger   []*sim.Message
	snapshot []byte
	snapPos  uint64
	calls    []sim.Effect
	armed    bool
	out      sim.Effects
}

func newDesk() *desk {
	d := &desk{}
	d.boot()
	return d
}

func (d *desk) boot() {
	d.machine = NewAuthority(&AuthoritySite{Region: "hub", Edges: []sim.Addr{10, 20}, PolicyKey: policy.AuthorityKey(1).Public().(ed25519.PublicKey)})
	d.calls, d.armed = nil, false
	d.step(&sim.Input{Kind: sim.InRecover, Snapshot: d.snapshot, Tail: d.ledger[d.snapPos:], Pos: uint64(len(d.ledger))})
}

func (d *desk) step(in *sim.Input) (answer *event.Body) {
	d.out.Reset()
	d.machine.Step(sim.Clock{}, in, &d.out)
	for _, e := range d.out.List() {
		switch e.Kind {
		case sim.EffAppend:
			d.ledger = append(d.ledger, e.Msg)
		case sim.EffCall:
			d.calls = append(d.calls, e)
		case sim.EffTimer:
			d.armed = true
		case sim.EffReply:
			answer, _ = event.View(nil, e.Msg.Body)
		}
	}
	return answer
}

// signed returns a version of the default policy, signed by somebody.
func signed(version uint64, issued int64, by uint64) string {
	p := policies.Default("hub")
	p.Version = version
	s := policy.Sign(&p, issued, policy.AuthorityKey(by))
	return base64.StdEncoding.EncodeToString(s.Encode())
}

func (d *desk) publish(text string) *event.Body {
	b := &event.Body{Bundle: &event.Bundle{Signed: text}}
	return d.step(&sim.Input{Kind: sim.InCall, From: 1, ID: 1, Msg: &sim.Message{Head: sim.Head{Type: event.OfferBundle}, Body: event.AppendBody(nil, b)}})
}

func (d *desk) answer(c sim.Effect, status string) {
	b := &event.Body{Status: status}
	d.step(&sim.Input{Kind: sim.InReply, From: c.To, ID: c.ID, Msg: &sim.Message{Body: event.AppendBody(nil, b)}})
}

// offered lists who is offered what: edge and version.
func (d *desk) offered(t *testing.T) (out []string) {
	for _, c := range d.calls {
		b, err := event.View(nil, c.Msg.Body)
		if err != nil {
			t.Fatal(err)
		}
		known, ok := d.machine.open(b.Bundle.Signed)
		if !ok {
			t.Fatalf("offered %q, want what the office signed", b.Bundle.Signed)
		}
		out = append(out, fmt.Sprint(c.To, " v", known.Version))
	}
	return out
}

func TestAuthorityOffersUntilAnswered(t *testing.T) {
	d := newDesk()
	if got := d.publish(signed(1, 5, 1)); got.Status != event.OK || len(d.ledger) != 1 || !d.armed {
		t.Fatalf("publish = %+v with %d entries, want ok and one", got, len(d.ledger))
	}
	first := d.calls
	if got := fmt.Sprint(d.offered(t)); got != "[10 v1 20 v1]" {
		t.Fatalf("offered %s, want both edges version 1", got)
	}
	d.answer(first[0], event.OK)
	d.answer(first[1], event.Refused) // it came garbled
	d.calls = nil
	d.step(&sim.Input{Kind: sim.InTimer, ID: 1})
	if got := fmt.Sprint(d.offered(t)); got != "[20 v1]" {
		t.Fatalf("offered again %s, want the edge that did not take it", got)
	}
	d.answer(d.calls[0], event.OK)
	d.calls, d.armed = nil, false
	d.step(&sim.Input{Kind: sim.InTimer, ID: 1})
	if len(d.calls) != 0 || d.armed {
		t.Fatalf("offered %v when all have answered, want nothing", d.calls)
	}
}

func TestAuthorityTakesOnlyWhatTheOfficeSigned(t *testing.T) {
	d := newDesk()
	for name, text := range map[string]string{"another key": signed(1, 5, 2), "no base64": "?", "too short": "AAAA"} {
		if got := d.publish(text); got.Status != event.Refused {
			t.Errorf("publish of %s = %+v, want refused", name, got)
		}
	}
	if len(d.ledger)+len(d.calls) != 0 {
		t.Errorf("%d entries and %d calls, want none", len(d.ledger), len(d.calls))
	}
}

// A confirmation takes the place of what it confirms; a version that is still
// under way stays.
func TestAuthorityConfirms(t *testing.T) {
	d := newDesk()
	d.publish(signed(1, 5, 1))
	d.publish(signed(2, 6, 1))
	d.publish(signed(2, 9, 1))
	again := d.publish(signed(2, 9, 1))
	if again.Status != event.OK || len(d.ledger) != 3 {
		t.Fatalf("the same publication again = %+v with %d entries, want ok and 3", again, len(d.ledger))
	}
	d.calls = nil
	d.step(&sim.Input{Kind: sim.InTimer, ID: 1})
	if got := fmt.Sprint(d.offered(t)); got != "[10 v1 20 v1 10 v2 20 v2]" {
		t.Errorf("offered %s, want versions 1 and 2 once", got)
	}
}

// After a restart, from the ledger or a snapshot, everybody is told once more.
func TestAuthorityRecovers(t *testing.T) {
	d := newDesk()
	d.publish(signed(1, 5, 1))
	for _, c := range d.calls {
		d.answer(c, event.OK)
	}
	d.publish(signed(2, 6, 1))
	for _, way := range []string{"ledger", "snapshot"} {
		if way == "snapshot" {
			d.snapshot, d.snapPos = d.machine.pack(), uint64(len(d.ledger))
		}
		d.boot()
		if got := fmt.Sprint(d.offered(t)); got != "[10 v1 20 v1 10 v2 20 v2]" {
			t.Errorf("offered after a restart from the %s %s, want everything to everybody", way, got)
		}
	}
}
