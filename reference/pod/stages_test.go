package pod

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// Addresses of those that the stages of a region look at and tell, on a stage.
const (
	lookedPod sim.Addr = iota + 40
	lookedEgress
	lookedBuyer
	toldPager
)

func stageRules() *history.Stages {
	sec := int64(time.Second)
	return &history.Stages{EveryNano: sec / 2, DwellNano: 3 * sec, CalmNano: 2 * sec, Guards: []history.Guard{
		{Stage: 1, Figure: history.FigureExport, Above: 4 * sec, Below: sec},
		{Stage: 2, Figure: history.FigureSupplier, Above: 5 * sec, Below: sec},
		{Stage: 3, Figure: history.FigureQueue, Above: 400_000, Below: 50_000, ForNano: sec},
	}}
}

// town is the stages of a region among machines that answer as they are told to.
type town struct {
	*stage
	says   map[sim.Addr]reading
	silent map[sim.Addr]bool
	told   []string // changes that the pager heard of, each once, as it knows their numbers
	looks  int
}

func newTown(defects string) *town {
	s := site(defects)
	s.Pod, s.Staged = lookedPod, true
	w := &town{silent: map[sim.Addr]bool{}, says: map[sim.Addr]reading{
		lookedPod: {figure: history.FigureQueue}, lookedEgress: {figure: history.FigureExport}, lookedBuyer: {figure: history.FigureSupplier}}}
	w.stage = &stage{timers: map[uint64]int64{}, reached: map[string]int{}, now: 1_000_000_000,
		start: func() sim.Machine { return NewStages(s, stageRules(), lookedEgress, lookedBuyer, toldPager) }}
	w.boot()
	w.pump()
	return w
}

// pump answers the open calls.
func (w *town) pump() {
	for len(w.calls) > 0 {
		c := w.calls[0]
		w.calls = w.calls[1:]
		if w.silent[c.To] {
			continue
		}
		b := &event.Body{Status: event.OK}
		if c.Msg.Head.Type == event.LookStage {
			w.looks++
			b = w.says[c.To].body(b)
		} else if x := decode(c.Msg); c.To == toldPager && x.Pos == uint64(len(w.told))+1 {
			w.told = append(w.told, fmt.Sprint(x.Reason, " ", x.Qty))
		}
		w.step(sim.Input{Kind: sim.InReply, From: c.To, ID: c.ID, Msg: &sim.Message{Head: sim.Head{Type: c.Msg.Head.Type}, Body: event.AppendBody(nil, b)}})
	}
}

// wait lets time pass, in small steps so that every look is answered.
func (w *town) wait(d time.Duration) {
	for range d / (100 * time.Millisecond) {
		w.advance(100 * time.Millisecond)
		w.pump()
	}
}

func (w *town) set(who sim.Addr, value int64, held int64) {
	r := w.says[who]
	r.value, r.held = value, held
	w.says[who] = r
}

// changes lists what the ledger says: "entered 1, leaving 1, left 1".
func (w *town) changes() string {
	var out []string
	for _, m := range w.ledger {
		b := decode(m)
		out = append(out, fmt.Sprint(b.Reason, " ", b.Qty))
	}
	return strings.Join(out, ", ")
}

func TestStagesGoUpAndDownInOrder(t *testing.T) {
	w := newTown("")
	w.set(lookedPod, 500_000, 0)
	w.wait(3 * time.Second)
	if got := w.changes(); got != "entered 1" {
		t.Fatalf("after 3 s = %q, want the first stage alone: a dwell lies between two", got)
	}
	w.wait(6 * time.Second)
	w.set(lookedPod, 0, 0)
	w.wait(20 * time.Second)
	want := "entered 1, entered 2, entered 3, leaving 3, left 3, leaving 2, left 2, leaving 1, left 1"
	if got := w.changes(); got != want {
		t.Fatalf("up and down = %q, want %q", got, want)
	}
	if got := strings.Join(w.told, ", "); got != want {
		t.Errorf("the pager was told %q, want each change once: %q", got, want)
	}
}

// Between its two bounds a guard neither asks for its stage nor lets it go.
func TestStagesHaveHysteresis(t *testing.T) {
	w := newTown("")
	between := 2 * int64(time.Second)
	w.set(lookedEgress, between, 0)
	w.wait(20 * time.Second)
	if got := w.changes(); got != "" {
		t.Fatalf("between the bounds = %q, want no change", got)
	}
	w.set(lookedEgress, 2*between+1, 0)
	w.wait(5 * time.Second)
	w.set(lookedEgress, between, 0)
	w.wait(20 * time.Second)
	if got := w.changes(); got != "entered 1" {
		t.Fatalf("between the bounds again = %q, want the stage kept", got)
	}
	w.silent[lookedEgress] = true
	w.set(lookedEgress, 0, 0)
	w.wait(20 * time.Second)
	if got := w.changes(); got != "entered 1" {
		t.Fatalf("with an egress that says nothing = %q, want the stage kept", got)
	}
}

// A stage is left when nothing of what it held back is there any more, and may be
// entered again until then.
func TestStagesDrain(t *testing.T) {
	for _, c := range []struct{ defects, want string }{{"", "entered 1, entered 2, leaving 2"}, {"M47", "entered 1, entered 2, leaving 2, left 2, leaving 1, left 1"}} {
		w := newTown(c.defects)
		w.set(lookedBuyer, 6e9, 0)
		w.wait(8 * time.Second)
		w.set(lookedBuyer, 0, 3)
		w.wait(10 * time.Second)
		if got := w.changes(); got != c.want {
			t.Fatalf("%q: with three orders held back = %q, want %q", c.defects, got, c.want)
		}
		if c.defects != "" {
			continue
		}
		w.set(lookedBuyer, 6e9, 3)
		w.wait(4 * time.Second)
		w.set(lookedBuyer, 0, 0)
		w.wait(4 * time.Second)
		if got, want := w.changes(), c.want+", entered 2, leaving 2, left 2"; got != want {
			t.Fatalf("entered again and drained = %q, want %q", got, want)
		}
	}
}

// What is frozen has gone when egress has come as far as the pod was.
func TestStagesWaitForExports(t *testing.T) {
	w := newTown("")
	w.set(lookedEgress, 5e9, 0)
	w.wait(5 * time.Second)
	w.says[lookedPod] = reading{figure: history.FigureQueue, pos: 100}
	w.set(lookedEgress, 0, 0)
	w.wait(10 * time.Second)
	if got := w.changes(); got != "entered 1, leaving 1" {
		t.Fatalf("with 100 events behind = %q, want it not left", got)
	}
	w.says[lookedEgress] = reading{figure: history.FigureExport, pos: 100}
	w.wait(time.Second)
	if got := w.changes(); got != "entered 1, leaving 1, left 1" {
		t.Fatalf("with all of them there = %q, want it left", got)
	}
}

// Whenever the machine dies, it knows afterwards at which stage it is, and nobody is
// told of a change who has not heard of it in order.
func TestStagesRecover(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newTown("")
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				stage, leaving := int64(0), false
				for _, c := range strings.Split(w.changes(), ", ") {
					label, n, _ := strings.Cut(c, " ")
					if label == "" {
						continue
					}
					fmt.Sscan(n, &stage)
					leaving = label == history.LabelLeaving
					if label == history.LabelLeft {
						stage--
					}
				}
				if s := w.machine.(*Stages); s.stage != stage || s.leaving != leaving {
					t.Fatalf("stage %d, leaving %v after %q", s.stage, s.leaving, w.changes())
				}
			},
			"figure": func(t *rapid.T) {
				who := rapid.SampledFrom([]sim.Addr{lookedPod, lookedEgress, lookedBuyer}).Draw(t, "who")
				w.set(who, rapid.SampledFrom([]int64{0, 600_000, 7e9}).Draw(t, "value"), rapid.Int64Range(0, 1).Draw(t, "held"))
			},
			"silent": func(t *rapid.T) {
				who := rapid.SampledFrom([]sim.Addr{lookedPod, lookedEgress, lookedBuyer, toldPager}).Draw(t, "who")
				w.silent[who] = !w.silent[who]
			},
			"wait": func(t *rapid.T) {
				w.wait(time.Duration(rapid.IntRange(1, 60).Draw(t, "tenths")) * 100 * time.Millisecond)
			},
			"crash": func(*rapid.T) { w.crash(); w.pump() },
		})
		for who := range w.silent {
			w.silent[who] = false
		}
		for _, who := range []sim.Addr{lookedPod, lookedEgress, lookedBuyer} {
			w.set(who, 0, 0)
		}
		w.wait(60 * time.Second)
		if s := w.machine.(*Stages); s.stage != 0 || s.leaving || !s.news.done() {
			t.Fatalf("when all is calm: stage %d, told of %v of %d changes", s.stage, s.news.told, s.news.n)
		}
	})
}

// When nothing moves nobody looks any more, until somebody stirs.
func TestStagesRestAndWake(t *testing.T) {
	w := newTown("")
	for who, r := range w.says {
		r.idle = true
		w.says[who] = r
	}
	w.wait(10 * time.Second)
	before := w.looks
	w.wait(10 * time.Second)
	if w.looks != before || w.reached["stages-rest"] != 1 {
		t.Fatalf("%d looks at a region in which nothing moves, want none", w.looks-before)
	}
	w.step(sim.Input{Kind: sim.InCall, From: lookedPod, Msg: &sim.Message{Head: sim.Head{Type: event.StirStage}, Body: []byte("{}")}})
	w.pump()
	if w.looks != before+3 || w.reached["stages-woke"] != 1 {
		t.Errorf("%d looks after somebody stirred, want one at each of three", w.looks-before)
	}
}

// A pod that appends while nobody looks says so, once, and puts each change on record
// once.
func TestPodStirsAndPutsChangesOnRecord(t *testing.T) {
	s := site("")
	s.Staged, s.Stages = true, lookedBuyer
	p := newStage(func() sim.Machine { return New(s) })
	p.serve()
	p.call(lookedBuyer, event.LookStage, &event.Body{Key: "look", Reason: history.ReasonResting})
	p.calls = nil
	p.place(1, "s-0001:2")
	stirs := 0
	for _, c := range p.calls {
		if c.Msg.Head.Type == event.StirStage {
			stirs++
		}
	}
	if stirs != 1 {
		t.Errorf("an order stirs %d times, want once", stirs)
	}
	change := &event.Body{Key: "change", Pos: 1, Qty: 3, Reason: history.LabelEntered}
	for range 2 {
		if b := p.call(lookedBuyer, event.TellStage, change); b == nil || b.Status != event.OK {
			t.Fatalf("answer to a change = %v, want ok", b)
		}
	}
	n := 0
	for _, m := range p.ledger {
		if m.Head.Type == event.StageChanged {
			n++
		}
	}
	if pod := p.machine.(*Pod); n != 1 || !pod.reroutes() || p.reached["reroute"] != 1 {
		t.Errorf("%d changes on record, reroutes %v, want one and true", n, pod.reroutes())
	}
	p.crash()
	if !p.machine.(*Pod).reroutes() {
		t.Error("after a crash the pod does not reroute, want it to")
	}
	p.call(lookedBuyer, event.TellStage, &event.Body{Key: "left", Pos: 2, Qty: 3, Reason: history.LabelLeaving})
	if p.machine.(*Pod).reroutes() {
		t.Error("the stage was let go of, and the pod reroutes, want it not to")
	}
}

// look tells a machine on a stage which stage is in force, and returns its answer.
func (s *stage) look(n int64) reading {
	b := s.call(lookedBuyer, event.LookStage, &event.Body{Key: "look", Qty: n})
	if b == nil {
		return reading{}
	}
	r, _ := readingOf(b)
	return r
}

// Egress that knows no stage, or is frozen, sends nothing but a probe, and then all.
func TestEgressFreezes(t *testing.T) {
	p := newPod("")
	p.place(1, "s-0001:2")
	s := site("")
	s.Staged, s.Stages = true, lookedBuyer
	g := &gate{next: 1, acked: map[uint64]bool{}}
	g.stage = &stage{timers: map[uint64]int64{}, reached: map[string]int{}, now: 1_000_000_000, start: func() sim.Machine { return NewEgress(s) }}
	g.restart()
	g.offer(bundle(1))
	batches := func() (events, probes int) {
		for _, c := range g.calls {
			switch {
			case c.Msg.Head.Type != event.ExportBatch:
			case len(decode(c.Msg).Batch.Items) > 0:
				events++
			default:
				probes++
			}
		}
		return events, probes
	}
	hub := func() { // it answers the oldest open call
		for len(g.calls) > 0 && g.calls[0].Msg.Head.Type != event.ExportBatch {
			g.calls = g.calls[1:]
		}
		g.fold(0, true)
	}
	hub()
	for _, m := range p.bus {
		g.deliver(m)
	}
	g.advance(100 * time.Millisecond)
	if n, _ := batches(); n != 0 {
		t.Fatalf("batches with events before any stage is known = %d, want none", n)
	}
	g.stage.look(history.StageFreeze)
	g.advance(5 * time.Second)
	n, probes := batches()
	if r := g.stage.look(history.StageFreeze); n != 0 || probes == 0 || r.value < int64(4*time.Second) {
		t.Fatalf("frozen: %d batches with events, %d probes, age %v, want probes alone and an age of 4 s or more", n, probes, time.Duration(r.value))
	}
	for len(g.calls) > 1 {
		g.calls = g.calls[1:]
	}
	hub()
	if r := g.stage.look(history.StageFreeze); r.value != 0 {
		t.Fatalf("age after the hub has answered = %v, want 0", time.Duration(r.value))
	}
	g.calls = nil
	g.advance(2 * time.Second)
	if _, probes := batches(); probes == 0 {
		t.Fatal("no probe after one was answered, want them to go on")
	}
	g.stage.look(history.StageNormal)
	g.advance(30 * time.Millisecond)
	if n, _ := batches(); n == 0 || g.reached["analytics-resumed"] == 0 {
		t.Fatalf("batches with events once the stage is let go of = %d, want some", n)
	}
}

// A buyer whose suppliers are queued calls none with what can wait, and then each once.
func TestBuyerHoldsOrdersBack(t *testing.T) {
	s := newBuyer(0)
	b := s.machine.(*Buyer)
	b.site.Staged, b.site.Stages = true, lookedEgress
	s.calls = nil
	s.look(history.StageQueue)
	s.shelf(2, "", 0, -5) // it falls again, and is ordered
	s.advance(5 * time.Second)
	for _, c := range s.calls {
		if c.Msg.Head.Type == event.SubmitPurchase && decode(c.Msg).Order == "po/tx/2" {
			t.Fatalf("a supplier is called with %s while orders wait", decode(c.Msg).Order)
		}
	}
	if r := s.look(history.StageNormal); r.held != 1 || r.idle {
		t.Fatalf("held back as suppliers may be called again = %d, want the one order", r.held)
	}
	s.advance(2 * time.Second)
	if r := s.look(history.StageNormal); r.held != 0 {
		t.Errorf("held back after a while = %d, want none", r.held)
	}
}
