package history

import (
	"errors"
	"fmt"
)

// ErrTruncated is what [errors.Is] finds in the [Error] of a history that
// breaks off: its last line is cut, or it has no end record. It does not occur
// for a history that is merely wrong.
var ErrTruncated = errors.New("truncated history")

// Error says where a history could not be read, what is wrong there and what to
// do about it. It knows no file; the caller puts the name in front.
type Error struct {
	Line   int // from 1
	Column int // from 1, in bytes
	What   string
	Remedy string
	Cut    bool // the history breaks off here: what stands before it counts
}

// Error returns "line N: column C: what: remedy".
func (e *Error) Error() string {
	return fmt.Sprintf("line %d: column %d: %s: %s", e.Line, e.Column, e.What, e.Remedy)
}

// Is reports whether target is [ErrTruncated] and the history breaks off.
func (e *Error) Is(target error) bool { return e.Cut && target == ErrTruncated }
