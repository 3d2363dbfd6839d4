package event

// State is the state of an order line, or of an order. The order of the values
// is the progress of a line, least advanced first; Cancelled is an end beside it.
type State uint8

// The states.
const (
	NoState State = iota // the line does not exist
	StateCreated
	StateAccepted
	StateBackordered
	StateAllocated
	StateReleased
	StatePicked
	StatePacked
	StateShipped
	StateDelivered
	StateCancelled
	stateCount
)

// States is how many values [State] has, for tables indexed by it.
const States = int(stateCount)

var stateNames = [stateCount]string{
	"", "Created", "Accepted", "Backordered", "Allocated", "Released", "Picked", "Packed", "Shipped", "Delivered", "Cancelled",
}

// String returns the name that histories and headers use.
func (s State) String() string {
	if s < stateCount {
		return stateNames[s]
	}
	return ""
}

// ParseState returns the state of a name; false if there is none.
func ParseState(name string) (State, bool) {
	for i, n := range stateNames {
		if i > 0 && n == name {
			return State(i), true
		}
	}
	return NoState, false
}

// Terminal reports whether nothing leaves the state.
func (s State) Terminal() bool { return s == StateDelivered || s == StateCancelled }
