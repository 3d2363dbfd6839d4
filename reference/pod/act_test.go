package pod

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/access"
	"github.com/seatrial/seatrial/reference/credential"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

var issuer = credential.NewKey(1, "issuer")

// guarded puts a pod on a stage that people may act on, by the default rules;
// what is granted lasts ten seconds, and clocks may be a second off.
func guarded(t *testing.T, defects string) *stage {
	t.Helper()
	rules, err := access.Compile(access.Default)
	if err != nil {
		t.Fatal(err)
	}
	s := site(defects)
	s.Access = Access{Rules: rules, Issuer: issuer.Public(), Margin: int64(time.Second), Span: int64(10 * time.Second)}
	st := newStage(func() sim.Machine { return New(s) })
	st.serve()
	return st
}

// acting is who acts on a stage, and how often so far.
type acting struct {
	*stage
	n int
}

// act lets somebody act, as "dana analyst export export/tx/1", and returns the
// answer in words.
func (a *acting) act(text string) string {
	a.n++
	return a.again(text, a.n)
}

// again acts under a key.
func (a *acting) again(text string, n int) string {
	w := strings.Fields(text)
	x := &event.Access{Action: w[2], On: w[3], Why: "because", Ticket: "T-1", Count: 100,
		Token: issuer.Sign(credential.Credential{Subject: w[0], Role: w[1], Region: "tx", Expires: a.now + int64(time.Minute)})}
	got := a.call(client, event.Act, &event.Body{Key: fmt.Sprintf("operator/tx/%d", n), Access: x})
	return strings.TrimSpace(got.Status + " " + got.Reason)
}

func (a *acting) expect(t *testing.T, text, want string) {
	t.Helper()
	if got := a.act(text); got != want {
		t.Errorf("%s = %q, want %q", text, got, want)
	}
}

func TestExportTakesTwoAndEnds(t *testing.T) {
	a := &acting{stage: guarded(t, "")}
	a.expect(t, "dana analyst export export/tx/1", "refused approved-in-time requester-alone")
	a.expect(t, "kim privacy-officer approve-export export/tx/1", "refused somebody-else-approves")
	a.expect(t, "dana analyst request-export export/tx/1", "ok analyst-exports")
	a.expect(t, "omar analyst request-export export/tx/1", "refused asked-once")
	a.expect(t, "dana privacy-officer approve-export export/tx/1", "refused somebody-else-approves")
	a.expect(t, "kim privacy-officer approve-export export/tx/1", "ok officer-approves-exports")
	a.expect(t, "omar analyst export export/tx/1", "refused requester-alone")
	a.expect(t, "dana analyst break-glass export/tx/1", "refused approved-in-time requester-alone")
	a.advance(8 * time.Second)
	a.expect(t, "dana analyst export export/tx/1", "ok analyst-exports")
	a.advance(2 * time.Second)
	a.expect(t, "dana analyst export export/tx/1", "refused approved-in-time")
}

// What was decided and approved survives a crash, and whoever asks again under
// the same key is told the same.
func TestDecisionsSurviveACrash(t *testing.T) {
	a := &acting{stage: guarded(t, "")}
	a.act("dana analyst request-export export/tx/1")
	a.act("kim privacy-officer approve-export export/tx/1")
	refused := a.act("omar analyst export export/tx/1")
	for _, how := range []string{"log", "snapshot"} {
		a.crash()
		if got := a.again("omar analyst export export/tx/1", 3); got != refused {
			t.Errorf("the same key after a crash (%s) = %q, want %q as before", how, got, refused)
		}
		a.expect(t, "dana analyst export export/tx/1", "ok analyst-exports")
		for n := 1; how == "log" && a.snapshot == nil && n < 2000; n++ {
			a.call(warehouse, event.ReceiveGoods, &event.Body{Key: fmt.Sprintf("warehouse/tx/%d", n), SKU: "s-0001", Qty: 1})
		}
	}
	if a.snapshot == nil {
		t.Fatal("no snapshot was taken: the second crash tells nothing")
	}
	entries := 0
	for _, m := range a.ledger {
		if m.Head.Type == event.AccessDecided {
			entries++
			if strings.Contains(string(m.Body), "token") {
				t.Errorf("entry %s holds a credential, want none", m.Body)
			}
			if got, want := m.Head.Version, uint64(entries); got != want {
				t.Errorf("version of decision %d = %d, want %d", entries, got, want)
			}
		}
	}
	if want := 5; entries != want {
		t.Errorf("decisions in the ledger = %d, want %d: one for each key", entries, want)
	}
}

func TestCredentialsThatAreNotGood(t *testing.T) {
	for name, c := range map[string]struct {
		token string
		want  string
	}{
		"forged":    {credential.NewKey(2, "issuer").Sign(credential.Credential{Subject: "lee", Role: "auditor", Region: "tx", Expires: 1 << 62}), event.ReasonForged},
		"none":      {"", event.ReasonForged},
		"elsewhere": {issuer.Sign(credential.Credential{Subject: "lee", Role: "auditor", Region: "va", Expires: 1 << 62}), "home-region"},
		"expired":   {issuer.Sign(credential.Credential{Subject: "lee", Role: "auditor", Region: "tx", Expires: int64(2 * time.Second)}), "unexpired"},
		"no grant":  {issuer.Sign(credential.Credential{Subject: "lee", Role: "visitor", Region: "tx", Expires: 1 << 62}), event.ReasonDenied},
	} {
		s := guarded(t, "")
		got := s.call(client, event.Act, &event.Body{Key: "operator/tx/1", Access: &event.Access{Action: event.Read, On: "pod/tx", Why: "x", Token: c.token}})
		if got.Status != event.Refused || got.Reason != c.want {
			t.Errorf("%s: read = %s %s, want refused %s", name, got.Status, got.Reason, c.want)
		}
	}
}

// A pause holds back what is not released, loses nothing, and ends by itself.
func TestPause(t *testing.T) {
	for name, resumed := range map[string]bool{"by itself": false, "by somebody": true} {
		a := &acting{stage: guarded(t, "")}
		a.place(1, "s-0001:1")
		a.expect(t, "sam region-operator pause pod/tx", "ok operator-pauses")
		a.place(2, "s-0002:1")
		a.advance(5 * time.Second)
		if got := len(a.calls); got != 0 {
			t.Errorf("%s: tasks during the pause = %d, want none", name, got)
		}
		if resumed {
			a.expect(t, "sam region-operator resume pod/tx", "ok operator-pauses")
			a.advance(100 * time.Millisecond)
		} else {
			a.advance(5100 * time.Millisecond)
		}
		if got := len(a.calls); got != 2 {
			t.Errorf("tasks after the pause ended %s = %d, want 2", name, got)
		}
	}
}

// A replay puts on the bus what was there, as it was, and calls nobody.
func TestReplay(t *testing.T) {
	for defects, calls := range map[string]int{"": 0, "M33": 1} {
		a := &acting{stage: guarded(t, defects)}
		a.place(1, "s-0001:1")
		a.advance(300 * time.Millisecond)
		for range 3 {
			a.answer(event.OK, "")
		}
		before := onBus(a.stage)
		a.expect(t, "ravi replay-engineer replay pod/tx", "ok engineer-replays")
		got := onBus(a.stage)
		if want := append(dense(len(before)+1), before...); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: positions on the bus = %v, want all of before twice: %v", defects, got, want)
		}
		if len(a.calls) != calls {
			t.Errorf("%s: calls after the replay = %d, want %d", defects, len(a.calls), calls)
		}
	}
}
