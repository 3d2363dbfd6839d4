package invariants

import (
	"strconv"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// trading is the header of a house whose partners wait 10 s for a 997 and 30 s for
// an 855.
func trading() history.Header {
	return with(func(h *history.Header) {
		h.Bounds.AckNano, h.Bounds.AnswerNano = int64(10*time.Second), int64(30*time.Second)
	})
}

const (
	po           = " op=E/S/1 entity=po/tx/1"
	sent         = "document at=1s type=850 label=sent event=f1" + po
	line         = "document type=850 label=sent event=f1 line=1 sku=s-1 qty=5" + po
	taken        = "document type=850 label=accepted event=f1" + po
	acked        = "document at=2s type=997 label=received state=A op=S/E/1 cause=E/S/1 entity=po/tx/1"
	repliedTo    = "document at=3s type=855 label=received state=AD op=S/E/2 entity=po/tx/1"
	agreedInFull = "document type=855 label=received state=IA line=1 sku=s-1 qty=5 op=S/E/2 entity=po/tx/1"
	later        = "phase at=2m note=quiet"
)

func TestAcknowledgements(t *testing.T) {
	whole := []string{sent, line, taken, acked, repliedTo, agreedInFull}
	and := func(more ...string) string { return lines(append(append([]string(nil), whole...), more...)...) }
	shipped := func(op, qty string) string {
		return "document at=5s type=856 label=accepted line=1 sku=s-1 op=" + op + " entity=po/tx/1 qty=" + qty
	}
	try(t, Acknowledgements, []trial{
		{"acknowledged, answered and shipped", trading(), and(shipped("S/E/3", "2"), shipped("S/E/4", "3"), later), Held, ""},
		{"the same again has no second effect", trading(), and("document type=850 label=sent event=f2"+po, "document type=850 label=repeated event=f2"+po, acked, repliedTo, agreedInFull), Held, ""},
		{"taken twice", trading(), and("document type=850 label=accepted event=f2" + po), Violated, "po/tx/1 was taken twice"},
		{"taken again from another interchange", trading(), and("document type=850 label=accepted op=E/S/2 entity=po/tx/1"), Violated, "po/tx/1 was taken twice"},
		{"acknowledged twice", trading(), and("document type=997 label=received state=R op=S/E/9 cause=E/S/1 entity=po/tx/1"), Violated, "acknowledged twice"},
		{"answered twice", trading(), and("document type=855 label=received state=AD op=S/E/9 entity=po/tx/1"), Violated, "answered twice"},
		{"never acknowledged", trading(), lines(sent, later), Violated, "never acknowledged (997)"},
		{"not acknowledged yet", trading(), lines(sent, "document type=850 label=repeated op=E/S/0", "phase at=9s note=quiet"), Unknown, "never occurred"},
		{"given up once", trading(), lines(sent, "document at=12s type=850 label=timed-out reason=997"+po, later), Held, ""},
		{"given up twice", trading(), lines(sent, "document at=12s type=850 label=timed-out reason=997"+po, "document type=850 label=timed-out reason=997"+po), Violated, "given up twice"},
		{"given up a little too soon", trading(), lines(sent, "document at=8800ms type=850 label=timed-out reason=997"+po), Violated, "before its time"},
		{"given up by a clock that is a little fast", trading(), lines(sent, "document at=9200ms type=850 label=timed-out reason=997"+po), Held, ""},
		{"given up at once", trading(), lines(sent, "document at=5s type=850 label=timed-out reason=997"+po), Violated, "before its time"},
		{"late and nobody gave it up", trading(), lines(sent, "document at=20s type=997 label=received state=A op=S/E/1 cause=E/S/1 entity=po/tx/1"), Violated, "after its time"},
		{"late and given up", trading(), lines(sent, "document at=12s type=850 label=timed-out reason=997"+po,
			"document at=20s type=997 label=received state=R op=S/E/1 cause=E/S/1 entity=po/tx/1", later), Held, ""},
		{"never answered", trading(), lines(sent, line, taken, acked, later), Violated, "never answered (855)"},
		{"rejected and so not answered", trading(), lines(sent, "document type=997 label=received state=R op=S/E/1 cause=E/S/1 entity=po/tx/1", later), Held, ""},
		{"wrong and taken", trading(), lines(sent+" reason=torn", taken), Violated, "accepted, and is wrong: torn"},
		{"wrong and acknowledged as good", trading(), lines(sent+" reason=torn", acked), Violated, "acknowledged as good"},
		{"set aside without a reason", trading(), lines(sent, "document type=850 label=quarantined op=E/S/1"), Violated, "without a reason"},
		{"an answer that is not valid", trading(), "document type=997 label=received reason=malformed", Violated, "received and is malformed"},
		{"one number for two answers", trading(), lines(sent, acked, "document type=850 label=sent op=E/S/2 entity=po/tx/2",
			"document type=997 label=received state=A op=S/E/1 cause=E/S/2 entity=po/tx/2"), Violated, "used for two answers"},
		{"one number for a 997 and an 855", trading(), lines(sent, acked, "document at=3s type=855 label=received state=AD op=S/E/1 entity=po/tx/1"), Violated, "used for two answers"},
		{"one number for two 855s", trading(), and("document at=9s type=855 label=received state=AD op=S/E/2 entity=po/tx/2"), Violated, "used for two answers"},
		{"two 855s in one interchange", trading(), and("document type=855 label=received state=AD op=S/E/2 entity=po/tx/2"), Held, ""},
		{"one number for an 855 and an 856", trading(), and(shipped("S/E/2", "2")), Violated, "used for two answers"},
		{"more promised than ordered", trading(), lines(sent, line, acked, repliedTo, "document type=855 label=received state=IA line=1 sku=s-1 qty=6 op=S/E/2 entity=po/tx/1"),
			Violated, "po/tx/1 line 1: 6 promised, 5 ordered"},
		{"more shipped than promised", trading(), and(shipped("S/E/3", "3"), shipped("S/E/4", "3")), Violated, "6 shipped, 5 promised"},
		{"a ship notice that comes twice", trading(), and(shipped("S/E/3", "5"), shipped("S/E/3", "5")), Held, ""},
		{"shipped and nothing promised", trading(), lines(sent, line, shipped("S/E/3", "1")), Violated, "nothing was promised"},
		{"what was only sent may be set aside", trading(), and("document type=856 label=sent line=1 sku=s-1 qty=50 op=S/E/7 entity=po/tx/1"), Held, ""},
		{"rejected line", trading(), lines(sent, line, acked, repliedTo, "document type=855 label=received state=IR line=1 sku=s-1 qty=5 op=S/E/2 entity=po/tx/1", shipped("S/E/3", "1")),
			Violated, "1 shipped, 0 promised"},
		{"changed to less", trading(), lines(sent, line, acked, "document type=860 label=sent line=1 qty=3 op=E/S/2 entity=po/tx/1", repliedTo, agreedInFull), Violated, "5 promised, 3 ordered"},
		{"a number that is missing, and told", trading(), and("document type=850 label=sent op=E/S/3 entity=po/tx/3", "document type=file label=gap op=E/S/3 qty=1"), Held, ""},
		{"a number that is missing, and not told", trading(), and("document type=850 label=sent op=E/S/3 entity=po/tx/3"), Violated, "control number 2 of E/S was never used"},
		{"half of the missing numbers told", trading(), and("document type=850 label=sent op=E/S/100000 entity=po/tx/3", "document type=file label=gap op=E/S/100000 qty=50000"), Violated, "control number 2 of E/S was never used"},
		{"most numbers are missing, and told", trading(), and("document type=850 label=sent op=E/S/100000 entity=po/tx/3", "document type=850 label=sent op=E/S/50000 entity=po/tx/4", "document type=file label=gap op=E/S/100000 qty=99998"), Held, ""},
		{"a number that came late", trading(), and("document type=850 label=sent op=E/S/3 entity=po/tx/3", "document type=850 label=sent op=E/S/2 entity=po/tx/2"), Held, ""},
		{"nothing decided", trading(), sent, Unknown, "premise"},
		{"breaks off", trading(), lines(sent, acked, "cut"), Unknown, "breaks off"},
	})
}

func TestAdapterIsolation(t *testing.T) {
	const torn = sent + " reason=torn"
	const aside = "document type=850 label=quarantined reason=truncated event=f1 op=E/S/1 witness=adapter/tx"
	const hang, over = "fault at=1s event=h type=adapter-hang reason=injected", "fault at=9s event=h type=adapter-hang reason=reverted"
	const asks, done = "invoke at=2s op=k1 type=PlaceOrder", "ok at=3s op=k1"
	try(t, AdapterIsolation, []trial{
		{"what is wrong is set aside", trading(), lines(torn, aside, later), Held, ""},
		{"never set aside", trading(), lines(torn, later), Violated, "f1 (torn) was never set aside"},
		{"set aside without a reason", trading(), lines(torn, "document type=850 label=quarantined event=f1 op=E/S/1"), Violated, "without a reason"},
		{"taken although wrong", trading(), lines(torn, taken), Violated, "po/tx/1 of f1 was accepted, and is wrong: torn"},
		{"half a file is wrong", trading(), lines(torn, aside, "document type=850 label=sent event=f1 op=E/S/1 entity=po/tx/2", "document type=850 label=accepted event=f1 op=E/S/1 entity=po/tx/2"), Held, ""},
		{"counted twice", trading(), lines(sent, taken, "document type=850 label=accepted event=f2 op=E/S/2 entity=po/tx/1"), Violated, "po/tx/1 was counted twice"},
		{"fields come through", trading(), lines(sent, line, taken, "document type=850 label=accepted line=1 sku=s-1 qty=5 event=f1"+po, agreedInFull), Held, ""},
		{"another article comes through", trading(), lines(sent, line, "document type=850 label=accepted line=1 sku=s-2 qty=5 event=f1"+po), Violated, "sent were 5 s-1, and 5 s-2 came through"},
		{"fewer come through", trading(), lines(sent, line, "document type=850 label=accepted line=1 sku=s-1 qty=4 event=f1"+po), Violated, "and 4 s-1 came through"},
		{"fewer are promised", trading(), lines(sent, line, taken, "document type=855 label=received state=IQ line=1 sku=s-1 qty=4 op=S/E/2 entity=po/tx/1"), Held, ""},
		{"the partner is called", trading(), "document type=Query label=called witness=erp/tx", Violated, "opened a connection to erp/tx"},
		{"others go on", trading(), lines(sent, taken, hang, asks, done, over), Held, ""},
		{"others wait", trading(), lines(sent, taken, hang, asks, "info at=8s op=k1", over), Violated, "tx answered 0 of 1 commands"},
		{"others never hear", trading(), lines(sent, taken, hang, asks, over), Violated, "tx answered 0 of 1 commands"},
		{"others are turned away", trading(), lines(sent, taken, hang, asks, "fail at=3s op=k1 reason=busy", over), Violated, "tx answered 0 of 1 commands"},
		{"others are turned away as ever", trading(), lines("invoke at=100ms op=k0 type=PlaceOrder", "fail op=k0 reason=busy", sent, taken, hang, asks, "fail at=3s op=k1 reason=busy", over), Held, ""},
		{"others wait while some link is slow", trading(), lines(sent, taken, "fault event=x type=delay reason=injected", hang, asks, "info at=8s op=k1", over), Violated, "tx answered 0 of 1 commands"},
		{"others wait for a bus that is dead", trading(), lines(sent, taken, "fault event=x type=bus-outage reason=injected", hang, asks, "info at=8s op=k1", over), Held, ""},
		{"others wait for a pod that is down", trading(), lines(sent, hang, "down at=1500ms witness=pod/tx", asks, "info at=8s op=k1", taken, "up at=9s witness=pod/tx"), Held, ""},
		{"nothing decided", trading(), sent, Unknown, "premise"},
		{"breaks off", trading(), lines(sent, taken, "cut"), Unknown, "breaks off"},
	})
}

// What there is no room for is counted, and never taken for told.
func TestControlNumbersTooMany(t *testing.T) {
	s, out := &controls{name: "E/S"}, &Result{}
	for n := 1; n <= 2*missingMax+41; n += 2 {
		s.use(&history.Record{Op: history.N("E/S/" + strconv.Itoa(n))})
	}
	if s.quiet(out); out.Breaches != missingMax || out.Skipped != 20 {
		t.Fatalf("control numbers: %d breaches and %d skipped, want %d and 20", out.Breaches, out.Skipped, missingMax)
	}
}
