package specimen

import (
	"strconv"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Every so many orders of a region its register is compared with the owner; every
// so many runs somebody has invented an order before.
const (
	compareEvery = 32
	inventEvery  = 4
)

var (
	extraRow = history.N(history.DriftExtra)

	seededRow, begunRun = history.N(history.LabelSeeded), history.N(history.LabelBegun)
	repairRow, repaired = history.N(history.LabelRepair), history.N(history.LabelRepaired)
	endedRun            = history.N(history.LabelEnded)
)

// reconcile says which copies there are.
func reconcile() *history.Reconcile {
	r := &history.Reconcile{EveryNano: int64(time.Second), PageRows: 8, PagesMax: 2}
	for _, name := range regionNames {
		r.Copies = append(r.Copies, history.Copy{Name: "register/" + name, Of: "pod/" + name + "-rows"})
	}
	return r
}

// reconcile lets the register of a region be compared with its owner.
func (h *History) reconcile(r *region) {
	if r.orders%compareEvery != 0 {
		return
	}
	c := &r.compared
	c.runs++
	run := history.N("recon/" + r.name.Text + "/" + strconv.Itoa(c.runs))
	say := func(label, op history.Name) *history.Record {
		v := h.say(history.KindReconcile, r.name)
		v.Witness, v.Consumer, v.Source, v.SourcePos, v.Label, v.Op, v.Cause = c.name, c.name, c.owner, 1, label, op, run
		return v
	}
	row := func(label history.Name) {
		v := say(label, history.N(run.Text+"!"))
		v.Type, v.Entity = extraRow, history.N("order/"+r.name.Text+"/invented-"+strconv.Itoa(c.runs))
	}
	repairs := int64(0)
	if c.runs%inventEvery == 0 {
		row(seededRow)
		repairs = 1
	}
	say(begunRun, run)
	if repairs > 0 {
		row(repairRow)
		row(repaired)
	}
	e := say(endedRun, run)
	e.Pos, e.Version, e.Qty = 1, 4, repairs
}

// comparison is a register and how often it was compared.
type comparison struct {
	name, owner history.Name
	runs        int
}
