package pod

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
)

// comparison holds a page of a copy against the same page of the owner.
type comparison struct {
	site   *Site
	as     uint64 // position of the owner that its page is as of; the copy has come as far
	forgot uint64 // the copy does not remember which orders ended up to here
	until  uint64 // last row of the page
	moved  bool   // some row was left alone, as it has moved on since
}

// of returns what is to be repaired, in the order of the rows. Both pages are in
// that order.
func (c *comparison) of(owner, copied []event.Item) []repair {
	var out []repair
	for len(owner) > 0 || len(copied) > 0 {
		a, b := c.key(owner), c.key(copied)
		if min(a, b) > c.until {
			break
		}
		var mine, theirs *event.Item
		if a <= b {
			mine, owner = &owner[0], owner[1:]
		}
		if b <= a {
			theirs, copied = &copied[0], copied[1:]
		}
		if kind := c.kind(mine, theirs); kind != "" {
			out = append(out, c.repair(kind, mine, theirs))
		}
	}
	return out
}

// key is that of the first row, beyond all others if there is none.
func (c *comparison) key(rows []event.Item) uint64 {
	if len(rows) == 0 {
		return lastRow + 1
	}
	k, _ := rowKey(c.site.Catalog, &rows[0])
	return k
}

// kind says how a row differs; "" = not, or it cannot be told, because an event
// after the owner was asked has touched it. Either may be nil.
func (c *comparison) kind(owner, copied *event.Item) string {
	switch {
	case copied != nil && copied.Pos > c.as:
		c.moved = true
		return ""
	case copied == nil || copied.Reason == rowEnded:
		if owner == nil || c.forgot > c.as {
			return ""
		}
		return history.DriftMissing
	case owner == nil:
		return history.DriftExtra
	case copied.Version < owner.Version:
		return history.DriftStale
	case copied.Version == owner.Version && copied.State == owner.State && copied.OnHand == owner.OnHand && copied.Allocated == owner.Allocated:
		return ""
	}
	return history.DriftConflicting
}

// repair returns the repair of a row: what the owner says, as of its position.
func (c *comparison) repair(kind string, owner, copied *event.Item) repair {
	r := repair{kind: kind, as: c.as}
	if copied != nil {
		r.was = *copied
	}
	if owner != nil {
		r.item = *owner
		r.item.Pos = c.as
	} else {
		r.item = event.Item{Entity: copied.Entity, SKU: copied.SKU}
	}
	return r
}

// missing reports whether some row seems to be missing. The owner is asked about it
// again: what the copy lacks may have come to its end between the two answers.
func missing(list []repair) bool {
	for i := range list {
		if list[i].kind == history.DriftMissing {
			return true
		}
	}
	return false
}

// confirmed leaves out the rows that are missing and have moved on at the owner since.
func confirmed(list []repair, owner []event.Item) []repair {
	var out []repair
	for i := range list {
		if list[i].kind != history.DriftMissing || stands(&list[i].item, owner) {
			out = append(out, list[i])
		}
	}
	return out
}

// stands reports whether a row is among others as it was.
func stands(it *event.Item, rows []event.Item) bool {
	for i := range rows {
		if rows[i].Entity == it.Entity {
			return rows[i].Version == it.Version
		}
	}
	return false
}

// unproven counts the repairs of a page whose rows still differ.
func unproven(repairs, differ []repair) int64 {
	n := int64(0)
	for i := range repairs {
		for k := range differ {
			if repairs[i].item.Entity == differ[k].item.Entity {
				n++
				break
			}
		}
	}
	return n
}
