package pod

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"pgregory.net/rapid"
)

// twin steps a pod beside its plain model and compares what they append, answer
// and ask, step by step.
type twin struct {
	*Pod
	model *plain
	t     **rapid.T
}

// predict lets the model step.
func (w *twin) predict(in *sim.Input) {
	switch in.Kind {
	case sim.InRecover:
		w.model.recover()
	case sim.InTimer:
		if in.ID == timerWave {
			w.model.wave(w.site.Catalog.Articles)
		}
	case sim.InCall:
		if b := decode(in.Msg); in.Msg.Head.Type == event.DeliveryScan {
			w.model.delivered(b)
		} else {
			w.model.command(in.Msg.Head.Type, b)
		}
	case sim.InReply:
		w.model.done(event.OrderName("tx", in.ID>>24), int(in.ID>>8&0xFFFF), event.State(in.ID&0xFF), decode(in.Msg).Status)
	}
}

func (w *twin) Step(clock sim.Clock, in *sim.Input, out *sim.Effects) {
	t, m := *w.t, w.model
	m.now, m.entries, m.answer, m.room = clock.Mono, nil, "", w.Pod.room()
	w.predict(in)
	before := len(out.List())
	w.Pod.Step(clock, in, out)
	var entries []string
	answer := ""
	for _, e := range out.List()[before:] {
		switch e.Kind {
		case sim.EffAppend:
			h, b := &e.Msg.Head, decode(e.Msg)
			entries = append(entries, fmt.Sprintf("%s %s v%d #%d %v/%v %+v %s", h.Type, h.Entity, h.Version, b.Line, b.State, b.LineState, b.After, h.Corr))
		case sim.EffReply:
			b := decode(e.Msg)
			answer = b.Status + b.Reason
		case sim.EffCall:
			w.asked(t, &e)
		}
	}
	if got, want := strings.Join(entries, "\n"), m.String(); got != want {
		t.Fatalf("entries of a step =\n%s\nwant\n%s", got, want)
	}
	if answer != m.answer {
		t.Fatalf("answer = %q, want %q", answer, m.answer)
	}
}

// asked checks a call: it is what the line needs in its state, under its one key.
func (w *twin) asked(t *rapid.T, e *sim.Effect) {
	b := decode(e.Msg)
	o := w.model.find(b.Order)
	if o == nil {
		t.Fatalf("asked %s of %s, which is not open", e.Msg.Head.Type, b.Order)
	}
	l := o.lines[b.Line-1]
	if e.Msg.Head.Type != next(l.state) || b.Key != event.TaskKey(b.Order, b.Line) || b.SKU != l.sku || b.Qty != l.qty {
		t.Fatalf("asked %s %s for %d of %s, want what a line %v of %d of %s needs", e.Msg.Head.Type, b.Key, b.Qty, b.SKU, l.state, l.qty, l.sku)
	}
}

// paired puts a pod and its model on a stage, with a small bound.
func paired(t **rapid.T) (*stage, *plain) {
	s := site("")
	s.QueueMax = 40
	m := newPlain(s)
	st := newStage(func() sim.Machine { return &twin{Pod: New(s), model: m, t: t} })
	st.serve()
	return st, m
}

type command struct {
	from sim.Addr
	typ  string
	body *event.Body
}

// commands keeps what was asked, to ask it again under the same key.
type commands struct {
	stage *stage
	done  []command
	n     int
}

func (c *commands) fresh(t *rapid.T) command {
	c.n++
	sku := rapid.SampledFrom([]string{"s-0001", "s-0002"})
	order := event.OrderName("tx", uint64(rapid.IntRange(1, c.n+1).Draw(t, "order")))
	switch rapid.SampledFrom([]string{"place", "place", "cancel", "receive", "count", "count"}).Draw(t, "command") {
	case "place":
		b := &event.Body{Key: fmt.Sprintf("client/tx/%d", c.n), Order: event.OrderName("tx", uint64(c.n)), Purchase: &event.Purchase{Customer: "ACME", Price: 5}}
		if rapid.IntRange(0, 9).Draw(t, "same order") == 0 {
			b.Order = order
		}
		for range rapid.IntRange(1, 3).Draw(t, "lines") {
			b.Purchase.Lines = append(b.Purchase.Lines, event.Line{SKU: sku.Draw(t, "article"), Qty: rapid.Int64Range(1, 6).Draw(t, "qty")})
		}
		return command{client, event.PlaceOrder, b}
	case "cancel":
		return command{client, event.CancelOrder, &event.Body{Key: fmt.Sprintf("client/tx/cancel/%d", c.n), Order: order}}
	case "receive":
		return command{warehouse, event.ReceiveGoods, &event.Body{Key: fmt.Sprintf("warehouse/tx/%d", c.n), SKU: sku.Draw(t, "article"), Qty: rapid.Int64Range(1, 9).Draw(t, "qty")}}
	}
	qty := rapid.Int64Range(1, 4).Draw(t, "qty") * rapid.SampledFrom([]int64{-1, -1, 1}).Draw(t, "sign")
	return command{warehouse, event.AdjustStock, &event.Body{Key: fmt.Sprintf("warehouse/tx/%d", c.n), SKU: sku.Draw(t, "article"), Qty: qty}}
}

func (c *commands) run(k command) {
	c.done = append(c.done, k)
	c.stage.call(k.from, k.typ, k.body)
}

// reply answers a call.
func reply(s *stage, t *rapid.T, c *sim.Effect) {
	b := &event.Body{Status: event.OK}
	switch rapid.IntRange(0, 9).Draw(t, "mood") {
	case 0:
		b.Status, b.Reason = event.Refused, event.ReasonShortPick
	case 1:
		b.Status, b.Reason = event.Shed, event.ReasonQueueFull
	}
	s.step(sim.Input{Kind: sim.InReply, From: c.To, ID: c.ID, Msg: &sim.Message{Head: sim.Head{Type: c.Msg.Head.Type}, Body: event.AppendBody(nil, b)}})
	s.serve()
}

// Whatever comes to a pod (commands, some again; answers, some late or twice; a
// bus that is down; crashes; appends that are refused), it appends, answers and
// asks what the plain model does. It never has more than its bound unpublished,
// but for the entry with which each restart begins its epoch.
func TestPodIsThePlainModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := t
		s, m := paired(&now)
		c := &commands{stage: s}
		var old []sim.Effect
		restarts := 0
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				now = t
				if open := len(s.ledger) - len(s.bus); open > m.bound+restarts {
					t.Fatalf("entries not on the bus after %d restarts = %d, want at most %d and one for each", restarts, open, m.bound)
				}
			},
			"command": func(t *rapid.T) {
				for range rapid.IntRange(1, 6).Draw(t, "commands") {
					c.run(c.fresh(t))
				}
			},
			"again": func(t *rapid.T) {
				if len(c.done) > 0 {
					c.run(rapid.SampledFrom(c.done).Draw(t, "which"))
				}
			},
			"answer": func(t *rapid.T) {
				for len(s.calls) > 0 && rapid.IntRange(0, 4).Draw(t, "more") > 0 {
					i := rapid.IntRange(0, len(s.calls)-1).Draw(t, "call")
					k := s.calls[i]
					s.calls = append(s.calls[:i], s.calls[i+1:]...)
					old = append(old, k)
					reply(s, t, &k)
				}
			},
			"late": func(t *rapid.T) {
				if len(old) > 0 {
					k := old[rapid.IntRange(0, len(old)-1).Draw(t, "call")]
					reply(s, t, &k)
				}
			},
			"scan": func(t *rapid.T) {
				order := event.OrderName("tx", uint64(rapid.IntRange(1, c.n+1).Draw(t, "order")))
				s.call(carrier, event.DeliveryScan, &event.Body{Key: "scan", Order: order, Line: uint32(rapid.IntRange(1, 3).Draw(t, "line")), SKU: "s-0001", Qty: 1})
			},
			"wait": func(t *rapid.T) {
				s.advance(time.Duration(rapid.SampledFrom([]int{1, 100, 300, 300, 2500, 61_000}).Draw(t, "ms")) * time.Millisecond)
			},
			"bus":   func(t *rapid.T) { s.busDown = rapid.Bool().Draw(t, "down") },
			"crash": func(*rapid.T) { restarts++; s.crash() },
			"snapshot": func(*rapid.T) {
				s.snapshot, s.snapPos = s.machine.(*twin).pack(), uint64(len(s.ledger))
				m.keys.since = nil
				m.snapshot = m.keys.clone()
			},
			"refused append": func(t *rapid.T) {
				saved, k := m.clone(), c.fresh(t)
				var out sim.Effects
				in := sim.Input{Kind: sim.InCall, From: k.from, ID: 1, Msg: &sim.Message{Head: sim.Head{Type: k.typ}, Body: event.AppendBody(nil, k.body)}}
				s.machine.Step(sim.Clock{Mono: s.now, Wall: s.now}, &in, &out)
				*m = *saved
				restarts++
				s.crash()
			},
		})
		drained(t, s)
	})
}

// drained lets the bus come back: everything gets there, and what was allocated
// is released.
func drained(t *rapid.T, s *stage) {
	s.busDown = false
	s.advance(5 * time.Second)
	if got, want := len(s.bus), len(s.ledger); got != want {
		t.Fatalf("entries on a bus that came back = %d, want all %d", got, want)
	}
	for _, o := range s.machine.(*twin).model.orders {
		for i, l := range o.lines {
			if l.state == event.StateAllocated {
				t.Fatalf("%s line %d = allocated after 5 s with room, want it released", o.name, i+1)
			}
		}
	}
}
