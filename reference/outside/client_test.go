package outside

import (
	"fmt"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// brief is a load that ends at once.
func brief() topology.Workload {
	w := load()
	w.Rate, w.Duration = 100_000, 100*time.Millisecond
	return w
}

func TestClientAnswers(t *testing.T) {
	for _, c := range []struct {
		name    string
		answers []string // status, or "" for silence until the client gives up
		reason  string
		want    history.Kind
	}{
		{"ok", []string{event.OK}, "", history.KindOK},
		{"refused", []string{event.Refused}, event.ReasonSoldOut, history.KindFail},
		{"every attempt shed", []string{event.Shed}, event.ReasonQueueFull, history.KindFail},
		{"beyond the horizon it may have happened", []string{event.Refused}, event.ReasonHorizon, history.KindInfo},
		{"silence proves nothing", []string{""}, "", history.KindInfo},
	} {
		s := newStage(NewClient(siteOf(brief())))
		s.advance(150 * time.Millisecond)
		if len(s.calls) == 0 {
			t.Fatalf("%s: no command in 150 ms at 100 per second, want some", c.name)
		}
		for _, status := range c.answers {
			if status == "" {
				s.advance(20 * time.Second)
				continue
			}
			for len(s.calls) > 0 {
				s.answer(0, status, c.reason)
			}
		}
		ends := 0
		for _, r := range s.records {
			if r.Kind == history.KindOK || r.Kind == history.KindFail || r.Kind == history.KindInfo {
				ends++
				if r.Kind != c.want {
					t.Errorf("%s: the client wrote %v, want %v", c.name, r.Kind, c.want)
				}
			}
		}
		if ends == 0 {
			t.Errorf("%s: the client wrote no end, want one per command", c.name)
		}
	}
}

func TestClientRepeatsUnderTheSameKey(t *testing.T) {
	s := newStage(NewClient(siteOf(brief())))
	s.advance(5 * time.Second)
	attempts := map[string]uint32{}
	for _, r := range s.records {
		if r.Kind == history.KindInvoke {
			if attempts[r.Op.Text]++; r.Attempt != attempts[r.Op.Text] {
				t.Errorf("attempt of %s = %d, want %d", r.Op, r.Attempt, attempts[r.Op.Text])
			}
		}
	}
	for key, n := range attempts {
		if n < 3 {
			t.Errorf("attempts of %s in 5 s = %d, want one every 2 s", key, n)
		}
	}
	bodies := map[string]string{}
	for _, c := range s.calls {
		key := c.Msg.Head.Corr
		if b, ok := bodies[key]; ok && b != string(c.Msg.Body) {
			t.Errorf("command %s = %s, then %s: want the same again", key, b, c.Msg.Body)
		}
		bodies[key] = string(c.Msg.Body)
	}
}

func TestClientWithOneAttemptUnderWayIsNotShed(t *testing.T) {
	s := newStage(NewClient(siteOf(brief())))
	s.advance(2200 * time.Millisecond) // every command has two attempts now
	first := s.calls[0].Msg.Head.Corr
	s.answer(0, event.Shed, event.ReasonQueueFull)
	for _, r := range s.records {
		if r.Op.Text == first && r.Kind == history.KindFail {
			t.Fatalf("%s failed after one of two attempts was shed, want it open: the other may be taken", first)
		}
	}
}

func TestClientsAreTheSameForTheSameSeed(t *testing.T) {
	run := func(seed uint64) string {
		site := siteOf(load())
		site.Seed = seed
		s := newStage(NewClient(site))
		s.advance(3 * time.Second)
		out := ""
		for _, c := range s.calls {
			out += string(c.Msg.Body)
		}
		return out + fmt.Sprint(s.said(history.KindInvoke))
	}
	if a, b := run(7), run(7); a != b {
		t.Errorf("commands of seed 7 differ between two runs, want the same")
	}
	if a, b := run(7), run(8); a == b {
		t.Errorf("commands of seeds 7 and 8 are the same, want different ones")
	}
}

func TestEveryThirdOrderCarriesTheCanary(t *testing.T) {
	s := newStage(NewClient(siteOf(load())))
	s.advance(4 * time.Second)
	for _, c := range s.calls {
		b := body(c.Msg)
		if b.Purchase == nil {
			continue
		}
		_, n, _ := event.Number(b.Key)
		if got, want := b.Purchase.Customer == "CANARY-0001", n%canaryEvery == 0; got != want {
			t.Errorf("order %d of customer %q: canary %v, want %v", n, b.Purchase.Customer, got, want)
		}
	}
}
