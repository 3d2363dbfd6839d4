package pod

import (
	"fmt"
	"strings"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// heardOf takes a report, or a change of the stage or of hands.
func (p *Pager) heardOf(in *sim.Input) {
	typ := in.Msg.Head.Type
	if typ != event.TellStage && typ != event.TellHands {
		p.heard(in)
		return
	}
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || event.Validate(typ, b) != nil {
		return
	}
	if typ == event.TellStage {
		p.stageChanged(b)
	} else {
		p.handsChanged(b)
	}
	r := p.bodies.New()
	r.Status = event.OK
	p.out.Reply(in.From, in.ID, p.answer(in, p.name, p.site.Region, sim.Internal, p.clock.Wall, r))
}

// stageChanged tells people that a stage is in force, and that it was left. A change
// that was told of is told of no more.
func (p *Pager) stageChanged(b *event.Body) {
	rule := history.StageRule(b.Qty)
	g := p.group(rule)
	if g == nil || b.Pos <= p.change {
		return
	}
	p.change = b.Pos
	switch {
	case b.Reason == history.LabelEntered && !g.open:
		p.raise(g, rule, int64(b.Pos), fmt.Sprintf("%s is at stage %d, %s%s", p.site.Region, b.Qty, history.StageName(b.Qty), cause(b)))
	case b.Reason == history.LabelLeft && g.open:
		p.end(g, rule, int64(b.Pos), fmt.Sprintf("%s has left stage %d, %s", p.site.Region, b.Qty, history.StageName(b.Qty)))
	}
}

// cause says which figure made a region change its stage.
func cause(b *event.Body) string {
	if b.Batch == nil || len(b.Batch.Items) == 0 {
		return ""
	}
	it := &b.Batch.Items[0]
	if it.Type == history.FigureQueue {
		return fmt.Sprintf(", as %s is %d.%02d%%", it.Type, it.Qty/10_000, it.Qty%10_000/100)
	}
	return fmt.Sprintf(", as %s is %s", it.Type, span(it.Qty))
}

// recall takes out of an old alert of which change it told.
func (p *Pager) recall(b *event.Body) {
	switch {
	case strings.HasPrefix(b.Reason, "stage-"):
		p.change = max(p.change, uint64(b.Qty))
	case b.Reason == history.RuleStandsIn:
		p.hands = max(p.hands, uint64(b.Qty))
	}
}
