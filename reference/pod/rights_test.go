package pod

import (
	"fmt"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/access"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim"
)

const readingOnly = `@id("auditor-reads") permit (principal in Role::"auditor", action == Action::"read", resource);`

// ruled is a bundle that brings access rules, "" = the default ones.
func ruled(version uint64, rules string) policy.Bundle {
	p := bundle(version)
	p.Access = rules
	return p
}

// changing is a pod to which bundles may bring rules.
func changing(t *testing.T, defects string) *acting {
	t.Helper()
	rules, err := access.Compile(access.Default)
	if err != nil {
		t.Fatal(err)
	}
	s := site(defects)
	s.Access = Access{Rules: rules, Issuer: issuer.Public(), Margin: int64(time.Second), Span: int64(10 * time.Second), Changes: true}
	st := newStage(func() sim.Machine { return New(s) })
	st.serve()
	return &acting{stage: st}
}

func (a *acting) empower(text string) string {
	got := a.call(client, event.OfferBundle, &event.Body{Bundle: &event.Bundle{Signed: text}})
	return got.Status + " " + got.Reason
}

func TestRightsChangeWithoutARestart(t *testing.T) {
	a := changing(t, "")
	a.expect(t, "ravi replay-engineer replay pod/tx", "ok engineer-replays")
	two := signedText(ruled(2, readingOnly), 1)
	for _, offer := range []struct{ name, text, want string }{
		{"forged", encoded(policy.Sign(ptr(ruled(9, "")), 1, policy.AuthorityKey(2))), "refused forged"},
		{"rules that do not compile", signedText(ruled(9, "permit"), 1), "refused forged"},
		{"new", two, "ok "}, {"known", two, "ok known"}, {"older", signedText(ruled(1, ""), 2), "ok known"},
	} {
		if got := a.empower(offer.text); got != offer.want {
			t.Errorf("offer of a bundle that is %s = %q, want %q", offer.name, got, offer.want)
		}
	}
	for _, how := range []string{"live", "log", "snapshot"} {
		if how != "live" {
			a.crash()
		}
		a.expect(t, "ravi replay-engineer replay pod/tx", "refused denied")
		a.expect(t, "lee auditor read pod/tx", "ok auditor-reads")
		for n := 1; how == "log" && a.snapshot == nil && n < 2000; n++ {
			a.call(warehouse, event.ReceiveGoods, &event.Body{Key: fmt.Sprintf("warehouse/tx/%d", n), SKU: "s-0001", Qty: 1})
		}
	}
	if a.snapshot == nil {
		t.Fatal("no snapshot was taken: the second crash tells nothing")
	}
	if got := a.empower(signedText(ruled(3, ""), 3)); got != "ok " {
		t.Fatalf("offer of bundle 3 = %q, want it taken", got)
	}
	a.expect(t, "ravi replay-engineer replay pod/tx", "ok engineer-replays")
}

// With M50 planted the first rules hold for ever.
func TestFirstRights(t *testing.T) {
	a := changing(t, "M50")
	if got := a.empower(signedText(ruled(2, readingOnly), 1)); got != "ok " {
		t.Fatalf("offer of bundle 2 = %q, want it taken", got)
	}
	a.expect(t, "ravi replay-engineer replay pod/tx", "ok engineer-replays")
}

// Egress tells the pod which bundle is in force until the pod has answered, and
// again in its next life; where no bundle brings rules it says nothing.
func TestEgressTellsThePod(t *testing.T) {
	for _, changes := range []bool{true, false} {
		s := site("")
		s.Pod, s.Access.Changes = 77, changes
		g := &gate{next: 1, acked: map[uint64]bool{}}
		g.stage = &stage{timers: map[uint64]int64{}, reached: map[string]int{}, start: func() sim.Machine { return NewEgress(s) }}
		g.restart()
		told := func() (n int) {
			for _, c := range g.calls {
				if c.To == s.Pod {
					n++
				}
			}
			return n
		}
		if g.offer(ruled(1, "")); !changes {
			if told() != 0 {
				t.Errorf("told the pod %d times where no bundle brings rules, want never", told())
			}
			continue
		}
		g.offer(ruled(2, readingOnly))
		if before := told(); before != 2 {
			t.Fatalf("told %d times, want once of each bundle in force", before)
		}
		answer := func(version uint64, status string) {
			m := &sim.Message{Body: event.AppendBody(nil, &event.Body{Status: status})}
			g.step(sim.Input{Kind: sim.InReply, From: s.Pod, ID: rightsOf(version), Msg: m})
		}
		answer(1, event.OK) // of a bundle that is in force no more
		answer(2, event.Shed)
		if g.advance(rightsAgain); told() != 3 {
			t.Errorf("told %d times after no answer, want once more", told())
		}
		answer(2, event.OK)
		if g.advance(5 * rightsAgain); told() != 3 {
			t.Errorf("told %d times after an answer, want no more", told())
		}
		if g.restart(); told() != 1 {
			t.Errorf("told %d times in its next life, want once", told())
		}
	}
}

func ptr[T any](v T) *T { return &v }
