package specimen

import (
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Every so many orders of a region it freezes its analytics, for as many as visitFor.
const (
	visitEvery, visitFor = 64, 4
	loadFigure           = "load"
	loadHigh, loadLow    = 90, 50
)

var (
	frozen, load           = history.N(history.StageName(history.StageFreeze)), history.N(loadFigure)
	entered, leavingStage  = history.N(history.LabelEntered), history.N(history.LabelLeaving)
	leftStage, frozenAlert = history.N(history.LabelLeft), history.N(history.StageRule(history.StageFreeze))
)

// stages says when a region does without what.
func stages() *history.Stages {
	hour := int64(time.Hour)
	return &history.Stages{EveryNano: int64(5 * time.Millisecond), DwellNano: int64(20 * time.Millisecond), CalmNano: int64(time.Millisecond),
		GraceNano: hour, ToldNano: hour, PickNano: hour,
		Guards: []history.Guard{{Stage: history.StageFreeze, Figure: loadFigure, Above: loadHigh, Below: loadLow}}}
}

// stageRule is whom a stage concerns.
func stageRule() history.Rule {
	return history.Rule{Name: frozenAlert.Text, Why: "figures stand still", Next: "look at the load", Owner: "platform", Rota: "nights"}
}

// degradation is the stage of a region.
type degradation struct {
	name, entity history.Name
	since        int // order with which a stage was entered; 0 = none is in force
	changes      uint64
}

// degrade lets a region enter a stage, or leave it once what it held back has gone.
func (h *History) degrade(r *region) {
	d := &r.degraded
	switch {
	case d.since == 0 && r.orders%visitEvery == 0:
		d.since = r.orders
		h.stage(r, entered, loadHigh+1)
		h.stageAlert(r, raised)
	case d.since > 0 && r.orders >= d.since+visitFor && r.cut == 0:
		h.stage(r, leavingStage, loadLow-1)
		h.export(r)
		h.stage(r, leftStage, 0)
		h.stageAlert(r, resolved)
		d.since = 0
	}
}

func (h *History) stage(r *region, label history.Name, value int64) {
	d := &r.degraded
	d.changes++
	s := h.say(history.KindStage, r.name)
	s.Witness, s.Consumer, s.Entity, s.Version, s.Label, s.State, s.Type, s.Qty = d.name, d.name, d.entity, d.changes, label, frozen, load, value
}

func (h *History) stageAlert(r *region, how history.Name) {
	rule := stageRule()
	a := h.say(history.KindAlert, r.name)
	a.Type, a.Entity, a.Label, a.Note, a.Reason = frozenAlert, r.degraded.entity, how, "the stage of "+r.name.Text, rule.Why
	a.Purpose, a.To, a.Cause = history.N(rule.Next), history.N(rule.Owner), history.N(rule.Rota)
}

// recover lets a region leave the stage that it is at, at the end.
func (h *History) recover(r *region) {
	if r.degraded.since > 0 {
		r.degraded.since = r.orders - visitFor
		h.degrade(r)
	}
}
