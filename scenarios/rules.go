package scenarios

import (
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

// Exported lists the event types that any contract lets out.
func Exported() []string {
	return append(append([]string(nil), goodsTypes...), "OrderBackordered", "OrderCreated")
}
