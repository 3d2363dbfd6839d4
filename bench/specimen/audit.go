package specimen

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// anchorEvery is how many links go on record between two heads that are given away.
const anchorEvery = 8

// audited are the event types that must be on record.
var audited = []history.Name{orderCreated, shipConfirmed}

// chain is the log of a region.
type chain struct {
	name, head history.Name
	links      uint64
}

// record puts an event on record.
func (h *History) record(r *region, e *history.Record) {
	k := &r.chain
	k.links++
	body := fmt.Appendf(nil, "%s %s %s v%d by %s", e.Event, e.Type, e.Entity, e.Version, e.Op)
	sum := sha256.Sum256(append([]byte(k.head.Text), body...))
	a := h.say(history.KindAudit, r.name)
	a.Stream, a.Pos, a.Event, a.Type, a.Entity, a.Version, a.Line = k.name, k.links, e.Event, e.Type, e.Entity, e.Version, e.Line
	a.SKU, a.Qty, a.Op, a.Body, a.Cause = e.SKU, e.Qty, e.Op, body, k.head
	k.head = history.N(hex.EncodeToString(sum[:]))
	a.Label = k.head
	if k.links%anchorEvery == 0 {
		h.anchor(r)
	}
}

// anchor gives the head of a log away.
func (h *History) anchor(r *region) {
	a := h.say(history.KindAnchor, r.name)
	a.Stream, a.Pos, a.Label = r.chain.name, r.chain.links, r.chain.head
}
