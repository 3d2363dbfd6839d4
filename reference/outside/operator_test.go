package outside

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/credential"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// operating puts an operator with a script on a stage.
func operating(acts ...topology.Act) *stage {
	w := load()
	w.Acts = acts
	s := siteOf(w)
	s.Issuer = credential.NewKey(7, "issuer")
	return newStage(NewOperator(s))
}

func acts(s *stage) string {
	var out []string
	for _, r := range s.records {
		if r.Kind == history.KindAct {
			out = append(out, fmt.Sprintf("%v %s %s %s of %s %s good until %v %s", time.Duration(s.now), r.Consumer, r.State, r.Type, r.From, r.Label,
				time.Duration(r.AsOf), r.Cause))
		}
	}
	s.records = nil
	return strings.TrimSpace(strings.Join(out, "; "))
}

func TestOperatorFollowsTheScript(t *testing.T) {
	s := operating(
		topology.Act{At: time.Second, Region: "tx", Who: "dana", Role: "analyst", Action: "export", On: "export/tx/1", TTL: time.Minute},
		topology.Act{At: time.Second, Region: "va", Who: "omar", Role: "analyst", Action: "export", On: "export/va/1", TTL: time.Minute},
		topology.Act{At: 2 * time.Second, Region: "tx", Who: "lee", Role: "auditor", Action: "read", On: "pod/tx", Home: "va", TTL: time.Minute, Age: 90 * time.Second})
	s.advance(999 * time.Millisecond)
	if got := acts(s); got != "" {
		t.Errorf("before the script begins = %s, want nothing", got)
	}
	s.advance(time.Millisecond)
	if got, want := acts(s), "1s dana analyst export of tx requested good until 1m1s"; got != want {
		t.Errorf("at 1s = %s, want %s", got, want)
	}
	first := body(s.calls[0].Msg).Key
	s.advance(time.Second)
	if got := body(s.calls[1].Msg).Key; got != first {
		t.Errorf("key of the repeated act = %s, want %s", got, first)
	}
	if got, want := acts(s), "2s lee auditor read of va requested good until -28s"; got != want {
		t.Errorf("at 2s = %s, want %s", got, want)
	}
	s.answer(0, event.Refused, "nobody approved")
	if got, want := acts(s), "2s dana analyst export of tx refused good until 1m1s"; got != want {
		t.Errorf("after the answer = %s, want %s", got, want)
	}
	s.answer(0, event.OK, "")
	if got := acts(s); got != "" {
		t.Errorf("after a second answer = %s, want nothing", got)
	}
	s.answer(0, event.Shed, "")
	s.advance(time.Second)
	if got := len(s.calls); got != 1 || acts(s) != "" {
		t.Errorf("calls after an act was shed = %d, want it asked for again, and nothing settled", got)
	}
}

// The token says what the script says, for as long as it says, signed by the
// issuer unless it is forged.
func TestOperatorCarriesCredentials(t *testing.T) {
	s := operating(
		topology.Act{At: time.Second, Region: "tx", Who: "dana", Role: "analyst", Action: "export", On: "x", TTL: time.Minute, Age: 10 * time.Second},
		topology.Act{At: time.Second, Region: "tx", Who: "mal", Role: "analyst", Action: "export", On: "x", TTL: time.Minute, Forged: true})
	s.advance(time.Second)
	public := credential.NewKey(7, "issuer").Public()
	got, err := public.Read(body(s.calls[0].Msg).Access.Token)
	if want := (credential.Credential{Subject: "dana", Role: "analyst", Region: "tx", Expires: int64(51 * time.Second)}); err != nil || got != want {
		t.Errorf("token = %+v, %v, want %+v", got, err, want)
	}
	if _, err := public.Read(body(s.calls[1].Msg).Access.Token); err == nil {
		t.Error("a forged token is read without an error, want one")
	}
	if r := s.records[1]; r.AsOf >= 0 {
		t.Errorf("forged credential is good until %v, want it never was", time.Duration(r.AsOf))
	}
}

func TestOperatorKnowsWhoApproved(t *testing.T) {
	s := operating(
		topology.Act{At: time.Second, Region: "tx", Who: "kim", Role: "privacy-officer", Action: "approve-export", On: "export/tx/1", TTL: time.Minute},
		topology.Act{At: 2 * time.Second, Region: "tx", Who: "dana", Role: "analyst", Action: "export", On: "export/tx/1", TTL: time.Minute})
	s.advance(time.Second)
	s.answer(0, event.OK, "")
	s.advance(time.Second)
	if got := s.records[len(s.records)-1]; got.Cause.Text != "kim" {
		t.Errorf("export was approved by %q, want kim", got.Cause)
	}
}

func TestNotaryKeepsHeads(t *testing.T) {
	s := newStage(NewNotary(siteOf(load())))
	if got := s.call(event.AnchorHead, &event.Body{Key: "audit/tx/7", Source: "audit/tx", Pos: 7, Reason: "ab12"}); got.Status != event.OK {
		t.Errorf("answer to a head = %+v, want ok", got)
	}
	if r := s.records[0]; r.Kind != history.KindAnchor || r.Stream.Text != "audit/tx" || r.Pos != 7 || r.Label.Text != "ab12" {
		t.Errorf("record of the notary = %v, want link 7 of audit/tx", &r)
	}
	if got := s.call(event.QueryStock, &event.Body{Key: "x"}); got.Status != event.Refused || len(s.records) != 1 {
		t.Errorf("answer to anything else = %+v, records %d, want it refused and nothing kept", got, len(s.records))
	}
}
