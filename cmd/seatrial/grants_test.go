package main

import (
	"slices"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/access"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/history"
)

// TestRulesAndGrantsAgree holds the system's policies to the rules that it is
// judged by, over every role, action, place and pair of people. They are written
// apart, so that neither can be wrong unseen.
func TestRulesAndGrantsAgree(t *testing.T) {
	book, err := access.Compile(access.Default)
	if err != nil {
		t.Fatal(err)
	}
	grants := scenarios.Grants(time.Minute)
	roles := []string{"stranger"}
	for _, g := range grants {
		if !slices.Contains(roles, g.Role) {
			roles = append(roles, g.Role)
		}
	}
	allowed := 0
	for _, role := range roles {
		for _, action := range append(scenarios.Actions(), "erase") {
			for _, region := range []string{"tx", "va"} {
				for _, requester := range []string{"", "dana", "kim"} {
					for _, approver := range []string{"", "kim"} {
						r := access.Request{Subject: "dana", Role: role, Home: "tx", Expires: 100, Action: action, Resource: "export/tx/1",
							Region: region, Why: "x", Ticket: "y", Requester: requester, Approver: approver, Until: 100, Now: 1}
						v := book.Decide(&r)
						if want := permitted(grants, &r); v.Allowed != want {
							t.Errorf("Decide(%s %s in %s, asked for by %q, approved by %q) = %v by %v, want %v by the grants",
								role, action, region, requester, approver, v.Allowed, v.Rules, want)
						}
						if v.Allowed {
							allowed++
						}
					}
				}
			}
		}
	}
	if allowed == 0 {
		t.Error("nothing is ever permitted")
	}
}

// TestPublishedRulesAndGrantsAgree does the same for the rules that a scenario of the
// library publishes later.
func TestPublishedRulesAndGrantsAgree(t *testing.T) {
	published := 0
	for _, e := range scenarios.Library() {
		s, err := e.Load(scenarios.Options{})
		if err != nil {
			continue // it needs samples, and TestLibrary loads it with them
		}
		for _, p := range s.Policies {
			if p.Access == "" {
				continue
			}
			published++
			book, err := access.Compile(p.Access)
			if err != nil {
				t.Fatalf("%s: %v", s.ID, err)
			}
			for _, g := range append(scenarios.Grants(time.Minute), p.Grants...) {
				for _, action := range scenarios.Actions() {
					for _, region := range []string{"tx", "va"} {
						r := access.Request{Subject: "dana", Role: g.Role, Home: "tx", Expires: 100, Action: action, Resource: "export/tx/1",
							Region: region, Why: "x", Ticket: "y", Now: 1}
						if v, want := book.Decide(&r), permitted(p.Grants, &r); v.Allowed != want {
							t.Errorf("%s: Decide(%s %s in %s) = %v, want %v by the grants", s.ID, g.Role, action, region, v.Allowed, want)
						}
					}
				}
			}
		}
	}
	if published == 0 {
		t.Error("no scenario publishes access rules")
	}
}

// permitted says what the grants say to a request of somebody from tx.
func permitted(grants []history.Grant, r *access.Request) bool {
	for _, g := range grants {
		if g.Role != r.Role || !slices.Contains(g.Actions, r.Action) || r.Region != r.Home {
			continue
		}
		switch r.Action {
		case event.RequestExport, event.RequestBreakGlass:
			return r.Requester == "" || r.Requester == r.Subject
		case event.ApproveExport, event.ApproveBreakGlass:
			return r.Requester != "" && r.Requester != r.Subject
		}
		return !g.Approved || r.Requester == r.Subject && r.Approver != ""
	}
	return false
}

// What the system puts on record is what it is asked to.
func TestAuditedAreLinked(t *testing.T) {
	if !event.Linked(scenarios.RightsInForce) || scenarios.RightsInForce != event.RightsInForce {
		t.Error("a change of who may do what is on no record")
	}
	if !event.Linked(scenarios.StageChanged) || scenarios.StageChanged != event.StageChanged {
		t.Error("a change of a stage is on no record")
	}
	if !event.Linked(scenarios.HandsChanged) || scenarios.HandsChanged != event.HandsChanged {
		t.Error("a change of hands is on no record")
	}
	if scenarios.RenewLease != event.RenewLease {
		t.Error("nobody sees when an owner asks for its lease")
	}
	for _, typ := range []string{event.OrderCreated, event.OrderValidated, event.OrderAllocated, event.OrderBackordered, event.OrderReleased,
		event.PickConfirmed, event.Packed, event.ShipConfirmed, event.Delivered, event.OrderCancelled, event.InventoryReceived,
		event.InventoryAdjusted, event.InventoryReserved, event.ReservationReleased, event.InventoryShipped, event.EpochStarted, event.AccessDecided} {
		if got, want := event.Linked(typ), slices.Contains(scenarios.Audited(), typ); got != want {
			t.Errorf("Linked(%s) = %v, want %v as the scenarios ask", typ, got, want)
		}
	}
}
