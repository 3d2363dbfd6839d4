package outside

import (
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/credential"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

func TestIntruderActsWhileItIsTold(t *testing.T) {
	s := siteOf(load())
	s.Issuer, s.Elsewhere = credential.NewKey(7, "issuer"), "va"
	st := newStage(NewIntruder(s))
	tell := func(word string, on bool) {
		st.step(sim.Input{Kind: sim.InOperator, OK: on, Msg: &sim.Message{Head: sim.Head{Type: word}}})
	}
	st.advance(5 * time.Second)
	tell(event.AuditOrder, true)
	st.advance(5 * time.Second)
	if len(st.calls) != 0 {
		t.Fatalf("acts before it is told = %d, want none", len(st.calls))
	}
	for word, home := range map[string]string{event.UseStolen: "va", event.UseExpired: "tx"} {
		st.calls, st.records = nil, nil
		tell(word, true)
		st.advance(2 * time.Second)
		tell(word, false)
		st.advance(5 * time.Second)
		if got := len(st.calls); got != 3 {
			t.Errorf("%s: acts within 2 s = %d, want 3", word, got)
		}
		who, err := s.Issuer.Public().Read(body(st.calls[0].Msg).Access.Token)
		expired := who.Expires < st.now
		if err != nil || who.Region != home || expired != (word == event.UseExpired) {
			t.Errorf("%s: credential = %+v, %v, want one of %s", word, who, err, home)
		}
		st.answer(0, event.Refused, "no")
		last := st.records[len(st.records)-1]
		if last.Kind != history.KindAct || last.Label.Text != actRefused || last.From.Text != home {
			t.Errorf("%s: last record = %v, want the refusal", word, &last)
		}
	}
}
