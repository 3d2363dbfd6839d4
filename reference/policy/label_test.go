package policy_test

import (
	"reflect"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/sim/history"
)

func TestLabels(t *testing.T) {
	b := rules(1)
	by := map[string]policy.Label{}
	for _, l := range policy.Labels(b, event.OrderCreated) {
		by[l.Field] = l
	}
	for _, want := range []policy.Label{
		{Field: "qty", Classification: "internal", Residency: []string{"home", "hub"}, Owner: "enterprise", Purpose: []string{event.DemandPlanning}},
		{Field: "ship_to", Classification: "regulated", Residency: []string{"home"}, Owner: "customer"},
		{Field: "price", Classification: "confidential", Residency: []string{"home"}, Owner: "supplier"},
	} {
		if got := by[want.Field]; !reflect.DeepEqual(got, want) {
			t.Errorf("label of %s = %+v, want %+v", want.Field, got, want)
		}
	}
	if len(by) != len(event.FieldsOf(event.OrderCreated)) || policy.Labels(b, "Updated") != nil {
		t.Errorf("Labels = %d for OrderCreated, %v for Updated; want all fields, and none", len(by), policy.Labels(b, "Updated"))
	}
}

// The tier of a type is that of its most sensitive field.
func TestTierOf(t *testing.T) {
	for typ, want := range map[string]policy.Tier{event.OrderCreated: history.Restricted, event.OrderBackordered: history.Confidential,
		event.InventoryReceived: history.Internal, event.InventoryShipped: history.Confidential, "Updated": 0} {
		if got := policy.TierOf(rules(1), typ); got != want {
			t.Errorf("TierOf(%s) = %s, want %s", typ, got, want)
		}
	}
}
