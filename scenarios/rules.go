package scenarios

import (
	"slices"

	"github.com/seatrial/seatrial/scenarios/policies"
	"github.com/seatrial/seatrial/sim/history"
)

// DemandPlanning is the purpose for which regions tell the hub anything at all.
const DemandPlanning = "demand-planning"

// States returns the state table of an order line (I-07): which event takes it
// from where to where.
//
//	(none) - Created - Accepted - Allocated - Released - Picked - Packed - Shipped - Delivered
//	                      |           |
//	                      +- Backordered -> Allocated       anything before Packed -> Cancelled
func States() []history.Transition {
	table := []history.Transition{
		line("", "OrderCreated", "Created"),
		line("Created", "OrderValidated", "Accepted"),
		line("Accepted", "OrderAllocated", "Allocated"),
		line("Accepted", "OrderBackordered", "Backordered"),
		line("Allocated", "OrderBackordered", "Backordered"),
		line("Backordered", "OrderAllocated", "Allocated"),
		line("Allocated", "OrderReleased", "Released"),
		line("Released", "PickConfirmed", "Picked"),
		line("Picked", "Packed", "Packed"),
		line("Packed", "ShipConfirmed", "Shipped"),
		line("Shipped", "Delivered", "Delivered"),
	}
	for _, from := range []string{"Accepted", "Backordered", "Allocated", "Released", "Picked"} {
		table = append(table, line(from, "OrderCancelled", "Cancelled"))
	}
	return table
}

func line(from, event, to string) history.Transition {
	return history.Transition{Kind: "order", From: from, Type: event, To: to}
}

// Terminal returns the states that an order line stays in.
func Terminal() []string { return []string{"Delivered", "Cancelled"} }

// Progress returns the states of an order line, least advanced first.
func Progress() []string {
	return []string{"Created", "Accepted", "Backordered", "Allocated", "Released", "Picked", "Packed", "Shipped", "Delivered"}
}

// Contracts returns what may leave a region (I-15): stock movements by article,
// and that an order came or could not be filled, with its id and its customer as
// keyed tokens; its terms go sealed, and come back. Address and price are in none
// of them. They are those of [policies.Default].
func Contracts(hub string) []history.Contract { return policies.Default(hub).Contracts }

// Exported lists the event types that the default policy lets out to the hub.
func Exported() []string { return exported("hub", Contracts("hub")) }

func exported(hub string, contracts []history.Contract) []string {
	var out []string
	for _, c := range contracts {
		if c.To == hub && !slices.Contains(out, c.Type) {
			out = append(out, c.Type)
		}
	}
	return out
}

// contracts returns what any policy of the run lets out, each field in its
// plainest way.
func (s *Scenario) contracts() []history.Contract {
	var out []history.Contract
	for _, p := range s.Published() {
		for _, c := range p.Policy.ContractsAmong(podRegions(s.Topology)) {
			out = united(out, c)
		}
	}
	return out
}

// united adds a contract to a list, or its fields to the contract of the same
// type, destination and purpose.
func united(list []history.Contract, c history.Contract) []history.Contract {
	i := slices.IndexFunc(list, func(k history.Contract) bool { return k.Type == c.Type && k.To == c.To && k.Purpose == c.Purpose })
	if i < 0 {
		c.Fields = slices.Clone(c.Fields)
		return append(list, c)
	}
	for _, f := range c.Fields {
		same := func(g history.Field) bool { return g.Name == f.Name }
		switch k := slices.IndexFunc(list[i].Fields, same); {
		case k < 0:
			list[i].Fields = append(list[i].Fields, f)
		case f.How == "clear" || list[i].Fields[k].How == "drop":
			list[i].Fields[k] = f
		}
	}
	return list
}
