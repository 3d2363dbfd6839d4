package scenarios

import (
	"time"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/history"
)

// usualReconcile is what a scenario gets that only says reconcile: {}.
func usualReconcile() history.Reconcile {
	return history.Reconcile{EveryNano: int64(5 * time.Second), PageRows: 64, PagesMax: 64}
}

var reconcileForm = strict.Checked(strict.Object("a reconciliation", []strict.Key[*history.Reconcile]{
	strict.Into("every", "between the end of a run and the next one; 5s if left out", strict.Duration,
		func(r **history.Reconcile, d time.Duration) { reconcileOf(r).EveryNano = int64(d) }),
	strict.Into("page", "rows of the owner that are compared at a time; 64 if left out", strict.Whole[int64](1, 1024),
		func(r **history.Reconcile, n int64) { reconcileOf(r).PageRows = n }),
	strict.Into("pages", "pages of a run at most; 64 if left out", strict.Whole[int64](1, 100_000),
		func(r **history.Reconcile, n int64) { reconcileOf(r).PagesMax = n }),
}, nil), func(_ strict.Node, r **history.Reconcile) { reconcileOf(r) })

func reconcileOf(r **history.Reconcile) *history.Reconcile {
	if *r == nil {
		usual := usualReconcile()
		*r = &usual
	}
	return *r
}

// encodeReconcile writes how copies are compared with their owner.
func (s *Scenario) encodeReconcile(w *writer) {
	r := s.Reconcile
	if r == nil {
		return
	}
	w.line(0, "reconcile: {every: %s, page: %d, pages: %d}", span(time.Duration(r.EveryNano)), r.PageRows, r.PagesMax)
}

// reconcileLive shortens the cadence as everything else is shortened.
func reconcileLive(r *history.Reconcile, by time.Duration) *history.Reconcile {
	if r == nil {
		return nil
	}
	out := *r
	out.EveryNano /= int64(by)
	return &out
}

// withCopies adds the rules about copies, where there are any.
func (s *Scenario) withCopies(h *history.Header) {
	if s.Reconcile == nil {
		return
	}
	rules := *s.Reconcile
	h.Reconcile = &rules
	for _, r := range h.Regions {
		rules.Copies = append(rules.Copies, history.Copy{Name: "register/" + r, Of: "pod/" + r})
		h.Consumers = append(h.Consumers, history.Consumer{Name: "register/" + r, Region: r, Sources: []string{"pod/" + r}})
	}
}
