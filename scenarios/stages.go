package scenarios

import (
	"slices"
	"strconv"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/history"
)

// StageChanged is the type of the event that a region's stage of degradation changed.
const StageChanged = "StageChanged"

// usualStages is what a scenario gets that only says stages: {}.
func usualStages() history.Stages {
	return history.Stages{EveryNano: int64(500 * time.Millisecond), DwellNano: int64(3 * time.Second), CalmNano: int64(3 * time.Second),
		GraceNano: int64(2 * time.Second), ToldNano: int64(5 * time.Second), PickNano: int64(5 * time.Second)}
}

// usualGuards are the guards of a scenario that writes none.
func usualGuards() []history.Guard {
	const sec = int64(time.Second)
	return []history.Guard{
		{Stage: history.StageFreeze, Figure: history.FigureExport, Above: 4 * sec, Below: sec},
		{Stage: history.StageQueue, Figure: history.FigureSupplier, Above: 5 * sec, Below: sec},
		{Stage: history.StageQueue, Figure: history.FigureQueue, Above: 200_000, Below: 50_000, ForNano: sec},
		{Stage: history.StageReroute, Figure: history.FigureQueue, Above: 400_000, Below: 50_000, ForNano: 2 * sec},
	}
}

// GuardFigures lists what a guard may be about, with the unit of each: ns or ppm.
func GuardFigures() map[string]string {
	return map[string]string{history.FigureExport: "ns", history.FigureSupplier: "ns", history.FigureQueue: "ppm"}
}

var stagesForm = strict.Checked(strict.Object("the stages", []strict.Key[*history.Stages]{
	stageSpan("every", "between two looks at the figures; 500ms if left out", func(s *history.Stages) *int64 { return &s.EveryNano }),
	stageSpan("dwell", "between two changes of a region's stage, at least; 3s if left out", func(s *history.Stages) *int64 { return &s.DwellNano }),
	stageSpan("calm", "a stage is left when its guards, and those of later ones, were below for so long; 3s if left out", func(s *history.Stages) *int64 { return &s.CalmNano }),
	stageSpan("grace", "what is under way as a stage is entered may still go within this; 2s if left out", func(s *history.Stages) *int64 { return &s.GraceNano }),
	stageSpan("told", "somebody is told of a change within this; 5s if left out", func(s *history.Stages) *int64 { return &s.ToldNano }),
	stageSpan("pick", "an allocated line is released, a released one picked and a picked one packed within this, in every stage; 5s if left out", func(s *history.Stages) *int64 { return &s.PickNano }),
	strict.Into("guards", "what lets a region enter which stage; the usual guards if left out", strict.List(guardForm), func(s **history.Stages, g []history.Guard) {
		stagesOf(s).Guards = g
	}),
}, nil), func(_ strict.Node, s **history.Stages) {
	if stagesOf(s).Guards == nil {
		(*s).Guards = usualGuards()
	}
})

func stagesOf(s **history.Stages) *history.Stages {
	if *s == nil {
		usual := usualStages()
		*s = &usual
	}
	return *s
}

func stageSpan(name, doc string, at func(*history.Stages) *int64) strict.Key[*history.Stages] {
	return strict.Into(name, doc, strict.Duration, func(s **history.Stages, d time.Duration) { *at(stagesOf(s)) = int64(d) })
}

var guardForm = strict.Object("a guard", []strict.Key[history.Guard]{
	strict.At("stage", "1 freeze-analytics, 2 queue-suppliers or 3 reroute; a region cannot see that it is lost", strict.Whole[int64](1, history.StageReroute),
		func(g *history.Guard) *int64 { return &g.Stage }).Needed(),
	strict.At("figure", "which figure it is about", strict.Choice[string]("figure", guardFigures()), func(g *history.Guard) *string { return &g.Figure }).Needed(),
	strict.At("above", "it asks for the stage while the figure is above this: 5s or 20%", limit, func(g *history.Guard) *int64 { return &g.Above }).Needed(),
	strict.At("below", "and lets it go while the figure is below this", limit, func(g *history.Guard) *int64 { return &g.Below }).Needed(),
	strict.Into("for", "how long it is above before it asks; at once if left out", strict.Duration,
		func(g *history.Guard, d time.Duration) { g.ForNano = int64(d) }),
}, func(m strict.Mapping, g *history.Guard) {
	if g.Below >= g.Above {
		m.Key("below").Report("give less than above", "a guard that lets go where it asks sends the region to and fro")
	}
})

func guardFigures() []string {
	var out []string
	for n := range GuardFigures() {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// checkStages refuses stages without anybody who is told of them.
func (f *file) checkStages(m strict.Mapping) {
	if f.Stages != nil && f.Monitor == nil {
		m.Key("stages").Report("add monitor: {}", "nobody would be told that a stage is in force")
	}
}

// encodeStages writes when a region does without what.
func (s *Scenario) encodeStages(w *writer) {
	x := s.Stages
	if x == nil {
		return
	}
	w.line(0, "stages:")
	for _, k := range []struct {
		key string
		v   int64
	}{{"every", x.EveryNano}, {"dwell", x.DwellNano}, {"calm", x.CalmNano}, {"grace", x.GraceNano}, {"told", x.ToldNano}, {"pick", x.PickNano}} {
		w.line(1, "%s: %s", k.key, span(time.Duration(k.v)))
	}
	w.line(1, "guards:")
	for _, g := range x.Guards {
		long := ""
		if g.ForNano > 0 {
			long = ", for: " + span(time.Duration(g.ForNano))
		}
		w.line(2, "- {stage: %d, figure: %s, above: %s, below: %s%s}", g.Stage, g.Figure, guarded(g, g.Above), guarded(g, g.Below), long)
	}
}

// guarded writes a value in the unit of a guard's figure.
func guarded(g history.Guard, v int64) string {
	switch GuardFigures()[g.Figure] {
	case "ns":
		return span(time.Duration(v))
	case "ppm":
		return strict.FormatShare(uint32(v))
	}
	return strconv.FormatInt(v, 10)
}

// graceLive is the least time in real time in which what is under way may still go:
// a disk that others use may take that long.
const graceLive = 3 * time.Second

// quickest is the least that a time of the stages is shortened to: it takes a look or
// two to see anything.
const quickest = time.Second

// stagesLive shortens times as everything else is shortened, and allows for what a
// machine adds.
func stagesLive(s *history.Stages, by time.Duration) *history.Stages {
	if s == nil {
		return nil
	}
	out := *s
	for _, v := range []*int64{&out.DwellNano, &out.CalmNano} {
		*v = shorter(*v, by)
	}
	out.Guards = slices.Clone(s.Guards)
	for i := range out.Guards {
		g := &out.Guards[i]
		g.ForNano /= int64(by)
		if GuardFigures()[g.Figure] == "ns" {
			g.Above, g.Below = shorter(g.Above, by), min(g.Below, shorter(g.Above, by)/2)
		}
	}
	out.GraceNano = max(s.GraceNano, int64(graceLive))
	out.PickNano = max(s.PickNano, 2*int64(graceLive))
	out.ToldNano = max(s.ToldNano, 2*int64(graceLive))
	return &out
}

// shorter divides a time, down to the quickest.
func shorter(v int64, by time.Duration) int64 { return max(v/int64(by), min(v, int64(quickest))) }

// withStages adds the rules about stages, and who is told of them, where there are any.
func (s *Scenario) withStages(h *history.Header) {
	if s.Stages == nil {
		return
	}
	rules := *s.Stages
	rules.Tasks, rules.Record = []string{"OrderAllocated", "OrderReleased", "PickConfirmed"}, StageChanged
	h.Stages = &rules
	h.Audited = append(slices.Clone(h.Audited), StageChanged)
	for stage := int64(history.StageFreeze); stage < history.StageSiteLoss; stage++ {
		withRules(h, stageRule(stage))
	}
}

// stageRule says whom a stage concerns, and why.
func stageRule(stage int64) history.Rule {
	r := history.Rule{Name: history.StageRule(stage), Owner: "operations", Rota: "operations-oncall"}
	switch stage {
	case history.StageFreeze:
		r.Why, r.Next = "the hub's figures of the region stand still; what the region sells and ships does not", "look at the hub and the link to it; tell planners that the figures are old"
	case history.StageQueue:
		r.Why, r.Next = "orders to suppliers that can wait do wait, and stock comes later", "call the supplier; let what is urgent go by the critical lane"
	default:
		r.Why, r.Next = "the region takes only what is critical, and hands over the rest", "look at the bus of the region; let the standby take what it can"
	}
	return r
}
