package x12

import "fmt"

// Position is a place in a file. Both count from 1; segments count across the
// whole file, so that the ISA of a second interchange is not segment 1.
type Position struct {
	Line    int `json:"line"`
	Segment int `json:"segment"`
}

// Fault is one departure from the standard, and where.
type Fault struct {
	Reason Reason `json:"reason"`
	Position
	Detail string `json:"detail"` // what was found, in words
}

// String returns `line 7 segment 9: quantity: ...`.
func (f Fault) String() string {
	return fmt.Sprintf("line %d segment %d: %s: %s", f.Line, f.Segment, f.Reason, f.Detail)
}

// Error says that a file holds no interchange that can be read.
type Error struct {
	File    string
	Line    int // 0 when the fault has no place (the file is too large)
	Segment int
	Reason  Reason
	Msg     string // what: remedy
}

// Error returns `file:line: segment N: what: remedy`.
func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Msg)
	}
	return fmt.Sprintf("%s:%d: segment %d: %s", e.File, e.Line, e.Segment, e.Msg)
}

// refusal returns the error of a file whose first fault is f.
func refusal(file string, f Fault) *Error {
	return &Error{
		File: file, Line: f.Line, Segment: f.Segment, Reason: f.Reason,
		Msg: f.Detail + ": " + f.Reason.Remedy(),
	}
}
