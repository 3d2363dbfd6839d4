package outside

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

const authority sim.Addr = 5

func sign(effective, issued int64) (string, string) {
	return fmt.Sprintf("signed %d %d", effective, issued), fmt.Sprintf("hash %d", effective)
}

// The office publishes at the instants it was told, witnesses it, repeats what is
// not answered and confirms the newest three times within its time to live.
func TestOfficePublishesAndConfirms(t *testing.T) {
	sec := int64(time.Second)
	office := NewOffice(siteOf(load()), &OfficeSite{Authority: authority, Publications: []Publication{
		{Name: "p", Version: 1, TTL: 30 * sec, Sign: sign},
		{Name: "p", Version: 2, At: 4 * sec, Effective: 9 * sec, TTL: 30 * sec, Sign: sign}}})
	s := newStage(office)
	s.advance(3500 * time.Millisecond)
	if len(s.calls) < 4 || len(s.records) != 1 {
		t.Fatalf("%d offers and %d records in 3.5 s without an answer, want about one a second and one", len(s.calls), len(s.records))
	}
	s.answerFirst()
	s.advance(12 * time.Second)
	s.answerFirst()
	var got []string
	for _, r := range s.records {
		got = append(got, fmt.Sprintf("%s v%d %s at %d", r.Reason, r.Version, r.Label, r.AsOf/sec))
	}
	want := "published v1 hash 0 at 0, published v2 hash 9000000000 at 9, published v2 hash 9000000000 at 9"
	if text := strings.Join(got, ", "); text != want {
		t.Fatalf("records = %s, want %s", text, want)
	}
	if s.records[1].Op == s.records[2].Op || s.records[0].Kind != history.KindBundle {
		t.Errorf("two publications are both %s, want a name for each", s.records[1].Op)
	}
}

// answerFirst answers the call that was made last, and so on until nothing new
// is offered.
func (s *stage) answerFirst() {
	for len(s.calls) > 0 {
		c := s.calls[len(s.calls)-1]
		s.calls = nil
		b := &event.Body{Status: event.OK}
		s.step(sim.Input{Kind: sim.InReply, From: c.To, ID: c.ID, Msg: &sim.Message{Head: sim.Head{ID: c.Msg.Head.ID}, Body: event.AppendBody(nil, b)}})
	}
}

func order(id, typ, region string) sim.Input {
	return sim.Input{Kind: sim.InOperator, Msg: &sim.Message{Head: sim.Head{ID: id, Type: typ, Entity: region}}}
}

func TestStrangerDoesWhatHeIsTold(t *testing.T) {
	stranger := NewStranger(siteOf(load()), &StrangerSite{Hub: "hub", Edges: map[string]sim.Addr{"tx": 7, "va": 8},
		Forge: func(n uint64, _ int64) string { return fmt.Sprint("forged ", n) }})
	s := newStage(stranger)
	s.advance(time.Second)
	if len(s.calls) != 0 {
		t.Fatalf("calls before any order = %d, want none", len(s.calls))
	}
	s.step(order("f1", "Forge", "tx"))
	s.step(order("f2", "Subscribe", "va"))
	s.advance(time.Second)
	seen := map[string]int{}
	for _, c := range s.calls {
		seen[fmt.Sprint(c.Msg.Head.Corr, " ", c.Msg.Head.Type, " ", c.To)]++
	}
	if len(seen) != 2 || seen["f1 OfferBundle 7"] < 4 || seen["f2 Subscribe 8"] < 3 {
		t.Fatalf("calls = %v, want bundles to tx for f1 and requests to va for f2", seen)
	}
	s.step(order("f1", "Desist", "tx"))
	s.step(order("f2", "Desist", "va"))
	s.calls = nil
	s.advance(time.Second)
	if len(s.calls) != 0 {
		t.Fatalf("calls after he was told to stop = %d, want none", len(s.calls))
	}
}

func TestProducerMasksNothing(t *testing.T) {
	for name, tier := range map[string]sim.Tier{"Unmask": sim.Public, "Unlabel": 0} {
		s := newStage(NewProducer(siteOf(load()), 3))
		var out []*sim.Message
		take := func() {
			for _, e := range s.out.List() {
				if e.Kind == sim.EffPublish {
					out = append(out, e.Msg)
				}
			}
		}
		s.step(order("f", name, "tx"))
		take()
		for range 5 {
			s.now += int64(misbehaveEvery)
			s.step(sim.Input{Kind: sim.InTimer, ID: 1})
			take()
		}
		if len(out) != 6 {
			t.Fatalf("%s: published %d events, want 6", name, len(out))
		}
		types := map[string]bool{}
		for i, m := range out {
			types[m.Head.Type] = true
			if m.Head.Tier != tier || m.Head.Corr != "f" || m.Head.Ledger != "producer/tx" || m.Head.Pos != uint64(i+1) || !strings.Contains(string(m.Body), "CANARY-0001") {
				t.Errorf("%s: published %+v %s, want a customer under tier %v", name, m.Head, m.Body, tier)
			}
		}
		if len(types) != 3 {
			t.Errorf("%s: published %v, want three types", name, types)
		}
	}
}
