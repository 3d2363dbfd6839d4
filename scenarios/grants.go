package scenarios

import (
	"cmp"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// grantedUsual is how long lasts what is granted for a time if the scenario does
// not say.
const grantedUsual = 15 * time.Minute

// Granted returns how long lasts what is granted for a time, such as a pause.
func (s *Scenario) Granted() time.Duration { return cmp.Or(s.Bounds.Granted, grantedUsual) }

// skewUsual is by how much a region's clock may be wrong if the scenario does not
// say.
const skewUsual = time.Second

// Grants returns who may do what (I-34, I-35). Whoever asks for an export, or to
// break the glass, may do it once somebody else has approved it, and for a while.
func Grants(span time.Duration) []history.Grant {
	return []history.Grant{
		{Role: "region-operator", Actions: []string{"pause", "resume"}},
		{Role: "replay-engineer", Actions: []string{"replay"}},
		{Role: "auditor", Actions: []string{"read"}},
		{Role: "analyst", Actions: []string{"request-export"}},
		{Role: "analyst", Actions: []string{"export"}, Approved: true, ForNano: int64(span)},
		{Role: "privacy-officer", Actions: []string{"approve-export"}},
		{Role: "incident-lead", Actions: []string{"request-break-glass"}},
		{Role: "incident-lead", Actions: []string{"break-glass"}, Approved: true, ForNano: int64(span)},
		{Role: "duty-manager", Actions: []string{"approve-break-glass"}},
	}
}

// Audited lists the types of events that must be on record in a chained log
// (I-21): decisions that have to be explained later, and what led to them.
func Audited() []string {
	return []string{"OrderCreated", "OrderValidated", "OrderAllocated", "OrderBackordered", "OrderReleased", "PickConfirmed", "Packed",
		"ShipConfirmed", "Delivered", "OrderCancelled", "InventoryReceived", "InventoryAdjusted", "AccessDecided"}
}

// RightsInForce is the type of the event that a policy brought other rules of who may
// do what.
const RightsInForce = "RightsInForce"

// Actions lists what people may ask of a region.
func Actions() []string {
	return []string{"pause", "resume", "replay", "read", "request-export", "approve-export", "export",
		"request-break-glass", "approve-break-glass", "break-glass"}
}
