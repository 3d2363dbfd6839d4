package adapter

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/x12"
	"github.com/seatrial/seatrial/sim"
)

// bench drives one adapter: it keeps its ledger, and answers for the pod.
type bench struct {
	t       rapid.TB
	site    *Site
	a       *Adapter
	ledger  []*sim.Message
	replies []*sim.Message
	asked   []string // keys of commands, in the order asked
	n       uint64
	clock   sim.Clock
	every   int    // entries between two snapshots; 0 = as usual
	saved   []byte // the last snapshot
	savedAt uint64
}

func newBench(t rapid.TB, mode x12.Mode, bugs defect.Set) *bench {
	b := &bench{t: t, site: &Site{Region: "tx", Pod: 7, Defects: bugs,
		Routes: []Route{{Sender: "ERP", Receiver: "HOUSE", Document: "850", Command: event.PlaceOrder, Mode: mode}}}}
	b.a = New(b.site)
	b.step(&sim.Input{Kind: sim.InRecover})
	return b
}

// step lets the adapter react and carries out what it wants.
func (b *bench) step(in *sim.Input) {
	var out sim.Effects
	b.clock.Mono += 1_000_000
	b.clock.Wall = 1772435700_000_000_000 + b.clock.Mono
	b.a.Step(b.clock, in, &out)
	for _, e := range out.List() {
		switch e.Kind {
		case sim.EffAppend:
			if e.Pos != uint64(len(b.ledger)+1) {
				b.t.Fatalf("append at %d, want %d", e.Pos, len(b.ledger)+1)
			}
			m := *e.Msg
			m.View = nil
			b.ledger = append(b.ledger, &m)
		case sim.EffSnapshot:
			b.saved, b.savedAt = e.Bytes, e.Pos
			for i := range b.ledger[:e.Pos] {
				b.ledger[i] = nil // it may go
			}
		case sim.EffReply:
			b.replies = append(b.replies, e.Msg)
		case sim.EffCall:
			if e.To != b.site.Pod {
				b.t.Fatalf("a call to %d, want none but to the pod", e.To)
			}
			b.asked = append(b.asked, e.Msg.Head.ID)
		}
	}
}

// send hands over a file and returns the answer.
func (b *bench) send(id, text string) string {
	b.n++
	b.step(&sim.Input{Kind: sim.InCall, From: 3, ID: b.n, Msg: &sim.Message{Head: sim.Head{ID: id, Type: event.SendBatch, Source: "erp/tx"}, Body: []byte(text)}})
	return string(b.replies[len(b.replies)-1].Body)
}

// collect returns the file after those that the partner has.
func (b *bench) collect(have uint64) string {
	b.n++
	b.step(&sim.Input{Kind: sim.InCall, From: 3, ID: b.n, Msg: &sim.Message{Head: sim.Head{ID: "c", Type: event.CollectFiles, Version: have}}})
	return string(b.replies[len(b.replies)-1].Body)
}

// podSays answers the command of an order.
func (b *bench) podSays(order uint64, status string) {
	var ink event.Ink
	body, bytes := event.Reply(&ink, status, "")
	b.step(&sim.Input{Kind: sim.InReply, From: 7, ID: order, Msg: &sim.Message{Body: bytes, View: body}})
}

// crash lets the adapter recover from its snapshot and its ledger.
func (b *bench) crash() {
	limits := [...]int{b.a.answers.limit, b.a.known.limit}
	b.a = New(b.site)
	b.a.answers.limit, b.a.known.limit = limits[0], limits[1]
	if b.every > 0 {
		b.a.every = b.every
	}
	b.step(&sim.Input{Kind: sim.InRecover, Snapshot: b.saved, Tail: b.ledger[b.savedAt:], Pos: uint64(len(b.ledger))})
}

// file is an interchange of the ERP with an order of one line for each number.
func file(t rapid.TB, sender string, control int, orders ...int) string {
	g := x12.Group{Sender: sender, Receiver: "HOUSE", Date: "20260302", Time: "0715", Control: fmt.Sprint(control), Version: "004010"}
	for i, n := range orders {
		g.Orders = append(g.Orders, x12.PurchaseOrder{Set: fmt.Sprintf("%04d", i+1), Purpose: "00", Type: "SA", Number: fmt.Sprintf("tx/%d", n), Date: "20260302",
			Lines: []x12.Line{{Number: "1", Quantity: int64(n), Unit: "EA", Parts: []x12.Part{{Qualifier: "VN", ID: "s-0001"}}}}})
	}
	var out strings.Builder
	if err := x12.Write(&out, []x12.Interchange{{SenderQualifier: "ZZ", Sender: sender, ReceiverQualifier: "ZZ", Receiver: "HOUSE", Date: "260302", Time: "0715",
		Version: "00401", Control: fmt.Sprint(control), Usage: "P", Groups: []x12.Group{g}}}); err != nil {
		t.Fatalf("Write = %v", err)
	}
	return out.String()
}

// says is the first report of an answer: kind of status and counts.
func says(t rapid.TB, text string) string {
	r, err := x12.ParseDocuments("answer", text, x12.Strict)
	if err != nil || len(r.Quarantines) > 0 {
		t.Fatalf("the answer is not valid: %v %v\n%s", err, r.Quarantines, text)
	}
	var out []string
	for _, ix := range r.Interchanges {
		for _, a := range ix.Acks {
			out = append(out, "TA1 "+string(a.Status)+" "+a.Note)
		}
		for _, g := range ix.Groups {
			for _, f := range g.Reports {
				out = append(out, fmt.Sprintf("997 %s %d/%d", f.Status, f.Accepted, f.Received))
			}
			for _, a := range g.Answers {
				out = append(out, "855 "+string(a.Type)+" "+a.Number)
			}
		}
	}
	return strings.Join(out, ", ")
}

func TestAdapter(t *testing.T) {
	good := file(t, "ERP", 1, 5, 6)
	for _, test := range []struct {
		name, text, want string
		commands         int
	}{
		{"taken", good, "997 A 2/2", 2},
		{"torn", good[:strings.Index(good, "\nCTT")], "TA1 R 023, 997 R 0/1", 0},
		{"a byte order mark", "\ufeff" + good, "TA1 R 022, 997 R 0/2", 0},
		{"miscounted set", strings.Replace(good, "\nSE*", "\nSE*9", 1), "997 P 1/2", 1},
		{"miscounted group", strings.Replace(good, "\nGE*", "\nGE*9", 1), "997 R 0/2", 0},
		{"nobody agreed", file(t, "STRANGER", 1, 5), "997 R 0/1", 0},
		{"no file at all", "\x00\x00GARBAGE", "", 0},
	} {
		b := newBench(t, x12.Strict, 0)
		got := b.send("t1", test.text)
		if got != "" {
			got = says(t, got)
		}
		if got != test.want || len(b.asked) != test.commands {
			t.Errorf("%s: answer %q and %d commands, want %q and %d", test.name, got, len(b.asked), test.want, test.commands)
		}
		if again := b.send("t1", test.text); test.want != "" && says(t, again) != test.want || len(b.ledger) != 1 || len(b.asked) != test.commands {
			t.Errorf("%s: the same transmission again = %q, %d entries, %d commands; want the same answer and nothing else", test.name, again, len(b.ledger), len(b.asked))
		}
	}
}

// A file that comes again is answered as before and ordered once; under another
// control number it is rejected; another file under its number, too.
func TestAdapterTakesOnce(t *testing.T) {
	b := newBench(t, x12.Strict, 0)
	first := b.send("t1", file(t, "ERP", 1, 5))
	if again := b.send("t2", file(t, "ERP", 1, 5)); again != first || len(b.asked) != 1 {
		t.Errorf("the same file again = %q and %d commands, want %q and one", again, len(b.asked), first)
	}
	if got := says(t, b.send("t3", file(t, "ERP", 2, 5))); got != "997 R 0/1" || len(b.asked) != 1 {
		t.Errorf("the same order again = %s and %d commands, want R and one", got, len(b.asked))
	}
	if got := says(t, b.send("t4", file(t, "ERP", 1, 8))); got != "TA1 R 025" || len(b.asked) != 1 {
		t.Errorf("another file under the number = %s and %d commands, want TA1 R 025 and one", got, len(b.asked))
	}
	b.podSays(1, event.OK)
	b.podSays(1, event.Refused)
	if got := says(t, b.collect(0)); got != "855 AD tx/5" || b.collect(1) != "" {
		t.Errorf("collected %s and then %q, want one 855", got, b.collect(1))
	}
}

// The interchanges of one file follow on one another, and one without an order is
// one of them.
func TestAdapterCountsEveryInterchange(t *testing.T) {
	b := newBench(t, x12.Strict, 0)
	b.send("t1", file(t, "ERP", 1, 5)+file(t, "ERP", 2, 6)+file(t, "ERP", 3, 7))
	b.send("t2", file(t, "ERP", 4))
	b.send("t3", file(t, "ERP", 5, 8))
	if gaps := b.gaps(); len(gaps) > 0 || len(b.asked) != 4 {
		t.Errorf("gaps %v and %d commands, want none and four", gaps, len(b.asked))
	}
	b.send("t4", file(t, "ERP", 7, 9)+file(t, "ERP", 9, 10))
	if gaps := b.gaps(); fmt.Sprint(gaps) != "[ERP/HOUSE/000000007+1 ERP/HOUSE/000000009+1]" {
		t.Errorf("gaps %v, want one before 7 and one before 9", gaps)
	}
}

// gaps lists the gaps that the ledger tells of.
func (b *bench) gaps() (list []string) {
	for _, m := range b.ledger {
		body, err := event.View(nil, m.Body)
		if err != nil {
			b.t.Fatalf("View = %v", err)
		}
		for i := range body.Batch.Items {
			if it := &body.Batch.Items[i]; it.Cause == "gap" {
				list = append(list, fmt.Sprintf("%s+%d", it.Event, it.Qty))
			}
		}
	}
	return list
}

// How a file is read goes by who sent it, not by whom it mentions.
func TestAdapterModeIsTheSenders(t *testing.T) {
	a := New(&Site{Routes: []Route{{Sender: "ERP", Mode: x12.Tolerant}}})
	for text, want := range map[string]x12.Mode{
		file(t, "ERP", 1, 5): x12.Tolerant, "\ufeff" + file(t, "ERP", 1, 5): x12.Tolerant, strings.ReplaceAll(file(t, "ERP", 1, 5), "*", "|"): x12.Tolerant,
		file(t, "ERP-OLD", 1, 5): x12.Strict, strings.Replace(file(t, "OTHER", 1, 5), "HOUSE", "ERP  ", 1): x12.Strict, "": x12.Strict, "ISA": x12.Strict, "ERP ISA*": x12.Strict,
	} {
		if got := a.mode(&sim.Message{Body: []byte(text)}); got != want {
			t.Errorf("mode(%.60q) = %v, want %v", text, got, want)
		}
	}
}

// What was forgotten is not ordered again: its control number was used. One that
// never came may still come, and a restart from a snapshot changes none of it.
func TestAdapterForgets(t *testing.T) {
	b := newBench(t, x12.Strict, 0)
	b.a.answers.limit, b.a.known.limit, b.every, b.a.every = 2, 2, 1, 1
	for n := 1; n <= 10; n++ {
		if n != 5 {
			b.send(fmt.Sprint("t", n), file(t, "ERP", n, n))
		}
	}
	for _, when := range []string{"at once", "after a restart"} {
		if got := says(t, b.send("again", file(t, "ERP", 2, 2))); got != "TA1 R 025" || len(b.asked) != 9 {
			t.Errorf("a file that was forgotten, %s = %s and %d commands, want TA1 R 025 and nine", when, got, len(b.asked))
		}
		b.asked = nil
		b.crash()
		if len(b.asked) != 9 {
			t.Fatalf("%d commands %s, want nine: none was answered", len(b.asked), when)
		}
	}
	if got := says(t, b.send("late", file(t, "ERP", 5, 5))); got != "997 A 1/1" {
		t.Errorf("a file that came late = %s, want 997 A 1/1", got)
	}
	if kept := len(b.a.answers.at) + len(b.a.known.at); kept != 4 {
		t.Errorf("%d answers and interchanges are kept, want four", kept)
	}
}

// What the partner has collected, and what the pod has answered, is not kept.
func TestAdapterLetsGo(t *testing.T) {
	b := newBench(t, x12.Strict, 0)
	b.every = 1
	b.crash()
	for n := 1; n <= 5; n++ {
		b.send(fmt.Sprint("t", n), file(t, "ERP", n, n))
		b.podSays(uint64(n), event.OK)
	}
	for have := range uint64(5) {
		want := fmt.Sprintf("855 AD tx/%d", have+1)
		if got := says(t, b.collect(have)); got != want {
			t.Errorf("collect(%d) = %s, want %s", have, got, want)
		}
		if again := says(t, b.collect(have)); again != want {
			t.Errorf("collect(%d) again = %s, want %s", have, again, want)
		}
		b.crash()
	}
	if b.collect(5) != "" || len(b.a.outbox) > 0 || len(b.a.taken) > 0 || len(b.a.open) > 0 {
		t.Errorf("kept are %d files, %d orders and %d open ones, want none", len(b.a.outbox), len(b.a.taken), len(b.a.open))
	}
}

// With M36 a file that comes again is ordered again.
func TestAdapterCountsResent(t *testing.T) {
	bugs, _ := defect.Parse("M36")
	b := newBench(t, x12.Strict, bugs)
	b.send("t1", file(t, "ERP", 1, 5))
	b.send("t2", file(t, "ERP", 1, 5))
	if len(b.asked) != 2 || b.asked[0] == b.asked[1] {
		t.Errorf("commands = %q, want two with different keys", b.asked)
	}
}

// TestAdapterAgainstAModel: whatever comes, in whatever order, with crashes between,
// the orders asked for are those that came first in a good file of the partner,
// each under one key, and each that the pod answered has one 855.
func TestAdapterAgainstAModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := newBench(t, x12.Strict, 0)
		b.every = rapid.SampledFrom([]int{0, 1, 3}).Draw(t, "every")
		b.crash()
		seen, orders, order := map[int]string{}, map[int]bool{}, 0
		answered := map[uint64]bool{}
		for i := range rapid.IntRange(1, 30).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"send", "send", "send", "crash", "answer"}).Draw(t, "step") {
			case "send":
				control, po := rapid.IntRange(1, 6).Draw(t, "control"), rapid.IntRange(1, 6).Draw(t, "order")
				text := file(t, "ERP", control, po)
				if rapid.IntRange(0, 3).Draw(t, "spoilt") == 0 {
					text = strings.Replace(text, "\nSE*", "\nSE*9", 1)
				}
				b.send(fmt.Sprint("t", i), text)
				if _, known := seen[control]; known {
					break
				}
				seen[control] = text
				if !orders[po] && !strings.Contains(text, "\nSE*9") {
					orders[po] = true
					order++
				}
			case "crash":
				b.crash()
			case "answer":
				if order > 0 {
					n := uint64(rapid.IntRange(1, order).Draw(t, "which"))
					b.podSays(n, rapid.SampledFrom([]string{event.OK, event.Refused}).Draw(t, "status"))
					answered[n] = true
				}
			}
			keys := map[string]bool{}
			for _, k := range b.asked {
				keys[k] = true
			}
			if len(keys) != order {
				t.Fatalf("%d commands with keys of their own, want %d: %q", len(keys), order, b.asked)
			}
			if len(b.a.outbox) != len(answered) {
				t.Fatalf("%d answers (855), want %d", len(b.a.outbox), len(answered))
			}
		}
	})
}
