package event_test

import (
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
)

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		name, prefix string
		n            uint64
		ok           bool
	}{
		{"client/tx/17", "client/tx/", 17, true},
		{"17", "", 17, true},
		{"order/tx/", "", 0, false},
		{"order/tx/1a", "", 0, false},
		{"order/tx/-1", "", 0, false},
		{"order/tx/1234567890123456789", "", 0, false},
		{"", "", 0, false},
	} {
		prefix, n, ok := event.Number(c.name)
		if prefix != c.prefix || n != c.n || ok != c.ok {
			t.Errorf("Number(%q) = %q, %d, %v, want %q, %d, %v", c.name, prefix, n, ok, c.prefix, c.n, c.ok)
		}
	}
}

func TestCatalogIndex(t *testing.T) {
	c := event.NewCatalog("tx", 120)
	for i, article := range c.Articles {
		if got, ok := c.Index(article); !ok || got != i {
			t.Fatalf("Index(%q) = %d, %v, want %d, true", article, got, ok, i)
		}
	}
	for _, article := range []string{"", "s-", "s-0", "s-0000", "s-0121", "s-00001", "S-0001", "s-00x1", "s-99999999999999999999"} {
		if i, ok := c.Index(article); ok {
			t.Errorf("Index(%q) = %d, true, want false", article, i)
		}
	}
}

func TestStates(t *testing.T) {
	for s := event.StateCreated; int(s) < event.States; s++ {
		if got, ok := event.ParseState(s.String()); !ok || got != s {
			t.Errorf("ParseState(%q) = %v, %v, want %v, true", s, got, ok, s)
		}
	}
	if _, ok := event.ParseState("Updated"); ok {
		t.Errorf("ParseState(Updated) = true, want false: states are what happened, not that something did")
	}
	for s, want := range map[event.State]bool{event.StateDelivered: true, event.StateCancelled: true, event.StateShipped: false, event.NoState: false} {
		if got := s.Terminal(); got != want {
			t.Errorf("%v.Terminal() = %v, want %v", s, got, want)
		}
	}
}

func TestIDsDependOnEverythingTheyAreMadeOf(t *testing.T) {
	m, other := event.NewMint("tx", "pod/tx"), event.NewMint("tx", "planner/tx")
	root := history.Hash("client/tx/1")
	base := m.ID(root, event.OrderCreated, 1)
	if again := m.ID(root, event.OrderCreated, 1); again != base || len(base) != len("tx-")+16 {
		t.Errorf("ID(same) = %q, then %q: want equal and 16 digits", base, again)
	}
	seen := map[string]bool{base: true}
	for name, id := range map[string]string{"root": m.ID(root+1, event.OrderCreated, 1), "type": m.ID(root, event.OrderValidated, 1),
		"ordinal": m.ID(root, event.OrderCreated, 2), "machine": other.ID(root, event.OrderCreated, 1)} {
		if seen[id] {
			t.Errorf("ID with another %s = %q, which was given out before", name, id)
		}
		seen[id] = true
	}
}

func TestItemNames(t *testing.T) {
	it := event.Item{Pos: 3, Event: "tx-1", Epoch: 1, Cause: "tx-0", Type: event.InventoryShipped, SKU: "s-0001", OnHand: 4, Price: 7}
	got := it.Set().Names()
	want := []string{"type", "sku", "on_hand", "price"}
	if len(got) != len(want) {
		t.Fatalf("Names() = %v, want %v: the envelope is not a field", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("Names() = %v, want %v", got, want)
		}
	}
}
