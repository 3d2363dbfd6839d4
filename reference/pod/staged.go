package pod

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// staged is what a machine knows of the stage of its region. One that has come up
// knows nothing until it is told, and holds back what any stage might hold back.
type staged struct {
	stage   int64
	sure    bool // it was told in this life
	resting bool // nobody looks at it any more until it stirs
}

// learn takes what a look says. It reports whether the stage is new to the machine.
func (s *staged) learn(b *event.Body) bool {
	was := *s
	s.stage, s.sure, s.resting = b.Qty, true, b.Reason == history.ReasonResting
	return !was.sure || was.stage != s.stage
}

// holds reports whether what a stage and those after it hold back must wait.
func (s *staged) holds(site *Site, from int64) bool {
	return site.Staged && (!s.sure || s.stage >= from)
}

// stir tells the machine that decides on the stage that something moves again.
func (s *staged) stir(site *Site, w *scribe, name string, clock sim.Clock, out *sim.Effects) {
	if !site.Staged {
		return
	}
	s.resting = false
	out.Call(site.Stages, 0, w.message(&sim.Head{ID: name + "~", Type: event.StirStage, Source: name, Entity: "stage/" + site.Region,
		Region: site.Region, Tier: sim.Internal, Time: clock.Wall}, w.bodies.New()))
}

// reading is what a machine answers to a look: a figure, how far it has come, how
// much of what it held back is still there, and whether nothing moves in it.
type reading struct {
	figure string
	value  int64
	pos    uint64
	held   int64
	idle   bool
}

// reasonIdle is the reason of the answer of a machine in which nothing moves.
const reasonIdle = "idle"

func (r reading) body(b *event.Body) *event.Body {
	b.Status, b.Pos, b.Qty = event.OK, r.pos, r.held
	if r.idle {
		b.Reason = reasonIdle
	}
	b.Batch = &event.Batch{Items: []event.Item{{Type: r.figure, Qty: r.value}}}
	return b
}

// readingOf reads an answer; false if it is none.
func readingOf(b *event.Body) (reading, bool) {
	if b.Status != event.OK || b.Batch == nil || len(b.Batch.Items) != 1 {
		return reading{}, false
	}
	it := &b.Batch.Items[0]
	return reading{figure: it.Type, value: it.Qty, pos: b.Pos, held: b.Qty, idle: b.Reason == reasonIdle}, true
}
