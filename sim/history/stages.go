package history

import (
	"fmt"
	"strconv"
)

// Labels of a [KindStage].
const (
	LabelEntered = "entered" // the stage is in force from now on
	LabelLeaving = "leaving" // it is not any more, and what it held back goes now
	LabelLeft    = "left"    // nothing that it held back is left: the stage below is all there is
)

// Stages of degradation, the lightest first. In each the region does what it does in
// the one below, less what its name says; goods are picked and packed in all of them
// but the last, which a region cannot see of itself.
const (
	StageNormal = iota
	StageFreeze
	StageQueue
	StageReroute
	StageSiteLoss
	stageCount
)

var stageNames = [stageCount]string{"normal", "freeze-analytics", "queue-suppliers", "reroute", "site-loss"}

// StageName returns the name that records have of a stage.
func StageName(stage int64) string {
	if stage >= 0 && stage < stageCount {
		return stageNames[stage]
	}
	return "unknown"
}

// StageOf returns the stage of a name; false if there is none.
func StageOf(name string) (int64, bool) {
	for i, n := range stageNames {
		if n == name {
			return int64(i), true
		}
	}
	return 0, false
}

// StageRule is the name of the rule by which somebody is told that a stage is in force.
func StageRule(stage int64) string { return "stage-" + StageName(stage) }

// Figures that guards are about.
const (
	FigureExport   = "export-age"      // how long the oldest export has had no answer, ns
	FigureSupplier = "supplier-silent" // how long every call to some supplier has failed, ns
	FigureQueue    = "bus-queue"       // share of the bound of events that are not on the bus, ppm
)

// Stages says when a region gives up what for the sake of the rest, and when it takes
// it up again.
type Stages struct {
	EveryNano int64   `json:"every_ns"` // between two looks at the figures
	DwellNano int64   `json:"dwell_ns"` // between two changes of a region's stage, at least
	CalmNano  int64   `json:"calm_ns"`  // a stage is left when its guards, and those of later ones, were below for so long
	GraceNano int64   `json:"grace_ns"` // what is under way as a stage is entered may still go within this
	ToldNano  int64   `json:"told_ns"`  // within which somebody is told of a change
	PickNano  int64   `json:"pick_ns"`  // within which each of the tasks is followed by the next
	Guards    []Guard `json:"guards"`

	Tasks  []string `json:"tasks,omitempty"`  // types of events of an order line that owe the next one within PickNano: allocated owes released, released owes picked, picked owes packed
	Record string   `json:"record,omitempty"` // type of the link of the chained log that a change owes; "" = none
}

// Guard is what lets a region enter a stage: its figure is above for so long. Between
// above and below it neither asks for the stage nor lets it go.
type Guard struct {
	Stage   int64  `json:"stage"`
	Figure  string `json:"figure"`
	Above   int64  `json:"above"`
	Below   int64  `json:"below"`
	ForNano int64  `json:"for_ns,omitempty"`
}

func (h *Header) validStages() error {
	s := h.Stages
	if s == nil {
		return nil
	}
	for _, x := range []struct {
		key string
		v   int64
	}{{"every_ns", s.EveryNano}, {"dwell_ns", s.DwellNano}, {"calm_ns", s.CalmNano}, {"grace_ns", s.GraceNano}, {"told_ns", s.ToldNano}, {"pick_ns", s.PickNano}} {
		if x.v <= 0 {
			return wrongHeader("stages."+x.key, fmt.Sprintf("%d is no length of time", x.v), "give one, in nanoseconds")
		}
	}
	for i, g := range s.Guards {
		path := fmt.Sprintf("stages.guards[%d]", i)
		switch {
		case g.Stage <= StageNormal || g.Stage >= StageSiteLoss:
			return wrongHeader(path+".stage", fmt.Sprintf("%d is no stage that a region can see", g.Stage), "give 1, 2 or 3")
		case g.Figure == "":
			return wrongHeader(path+".figure", "empty", "name a figure")
		case g.Below >= g.Above:
			return wrongHeader(path+".below", fmt.Sprintf("%d is not under %d", g.Below, g.Above), "give less than above, or the region goes to and fro")
		}
	}
	return nil
}

// stageText: " stages/tx: entered freeze-analytics as export-age 5200000000 v3".
func stageText(b []byte, r *Record) []byte {
	b = word(word(append(b, ':'), r.Label.Text), r.State.Text)
	if !r.Type.IsZero() {
		b = strconv.AppendInt(append(pair(b, "as", r.Type.Text), ' '), r.Qty, 10)
	}
	return count(b, "v", r.Version)
}
