package history

import (
	"fmt"
	"strconv"
)

// Labels of a [KindReconcile].
const (
	LabelSeeded   = "seeded"   // a row of a copy was meddled with, by the word of who did it; SourcePos is how far the copy had come
	LabelBegun    = "begun"    // a run of reconciliation began
	LabelRepair   = "repair"   // a discrepancy was found and its repair ordered
	LabelRepaired = "repaired" // a repair took effect at the copy
	LabelEnded    = "ended"    // a run has compared every row
)

// Kinds of discrepancies, the types of a [KindReconcile].
const (
	DriftMissing     = "missing"     // the owner has a row, the copy has none
	DriftExtra       = "extra"       // the copy has a row, the owner has none
	DriftStale       = "stale"       // the copy has what the row once was
	DriftConflicting = "conflicting" // the copy has what the row never was at that version
)

// Reconcile says how often the copies of a region are compared with their owner,
// and how much work a run may be.
type Reconcile struct {
	EveryNano int64 `json:"every_ns"`  // between the end of a run and the next one
	PageRows  int64 `json:"page_rows"` // rows of the owner that are compared at a time
	PagesMax  int64 `json:"pages_max"` // pages of a run, those that are looked at again included

	Copies []Copy `json:"copies,omitempty"`
}

// Copy is a copy and whose rows it holds.
type Copy struct {
	Name string `json:"name"` // as the consumer of records
	Of   string `json:"of"`   // the ledger of the owner
}

func (h *Header) validReconcile() error {
	r := h.Reconcile
	if r == nil {
		return nil
	}
	for _, x := range []struct {
		key string
		v   int64
	}{{"every_ns", r.EveryNano}, {"page_rows", r.PageRows}, {"pages_max", r.PagesMax}} {
		if x.v <= 0 {
			return wrongHeader("reconcile."+x.key, fmt.Sprintf("%d is not above 0", x.v), "give a number above 0")
		}
	}
	for i, c := range r.Copies {
		if c.Name == "" || c.Of == "" {
			return wrongHeader(fmt.Sprintf("reconcile.copies[%d]", i), "no name, or of nothing", "name the copy and the ledger of its owner")
		}
	}
	return nil
}

// reconcileText: " register/tx: repair stale order/tx/17 of pod/tx@300 op recon/tx/5".
func reconcileText(b []byte, r *Record) []byte {
	b = word(word(append(b, ':'), r.Label.Text), r.Type.Text)
	b = count(word(b, r.Entity.Text), "v", r.Version)
	if r.Label.Text == LabelEnded {
		b = strconv.AppendInt(append(b, " repairs "...), r.Qty, 10)
	}
	return pair(place(b, "of", r.Source, r.SourcePos), "op", r.Op.Text)
}
