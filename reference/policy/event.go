package policy

import "github.com/seatrial/seatrial/reference/event"

// Event is an event at home, with everything it holds.
type Event struct {
	ID      string
	Type    string
	Entity  string
	Version uint64
	Epoch   uint32
	Cause   string
	Time    int64
	Pos     uint64
	Body    *event.Body
}
