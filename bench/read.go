package bench

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
)

// sizeMax is the largest result that is read, in bytes: a million samples.
const sizeMax = 16 << 20

// Error says where a result could not be read, what is wrong there and what to do
// about it. It knows no file; the caller puts the name in front.
type Error struct {
	Line   int // from 1
	Column int // from 1, in bytes
	What   string
	Remedy string
}

// Error returns "line N: column C: what: remedy".
func (e *Error) Error() string {
	return fmt.Sprintf("line %d: column %d: %s: %s", e.Line, e.Column, e.What, e.Remedy)
}

// Read reads a result. It refuses unknown, missing and repeated keys, null, values
// of the wrong kind, and what [Result.Validate] refuses. The error is an [*Error],
// or that of r.
func Read(r io.Reader) (*Result, error) {
	out := &Result{}
	text, places, err := decode(r, out)
	if err != nil {
		return nil, err
	}
	if f := out.fault(); f != nil {
		return nil, placed(text, places.of(f.path), f.what, f.remedy)
	}
	return out, nil
}

// decode reads one JSON value strictly into a pointer to a struct.
func decode(r io.Reader, into any) ([]byte, places, error) {
	text, err := io.ReadAll(io.LimitReader(r, sizeMax+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read: %w", err)
	}
	if len(text) > sizeMax {
		return nil, nil, placed(text, sizeMax, fmt.Sprintf("more than %d bytes", sizeMax), "write fewer samples")
	}
	if err := wellFormed(text); err != nil {
		return nil, nil, err
	}
	w := newWalk(text)
	if err := w.value(reflect.TypeOf(into).Elem(), ""); err != nil {
		return nil, nil, err
	}
	if err := json.Unmarshal(text, into); err != nil {
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) {
			return nil, nil, placed(text, w.places.before(int(kind.Offset)), fmt.Sprintf("%s is a %s", cmp.Or(kind.Field, "the result"), kind.Value), "want "+wanted(kind.Type))
		}
		return nil, nil, placed(text, 0, err.Error(), "write it as the schema says")
	}
	return text, w.places, nil
}

// wellFormed refuses what is not one JSON value.
func wellFormed(text []byte) error {
	var any json.RawMessage
	err := json.Unmarshal(text, &any)
	var wrong *json.SyntaxError
	switch {
	case errors.As(err, &wrong) && int(wrong.Offset) >= len(text) && len(bytes.TrimSpace(text)) == 0:
		return placed(text, 0, "the file is empty", "write a result into it")
	case errors.As(err, &wrong):
		return placed(text, max(int(wrong.Offset)-1, 0), wrong.Error(), "write JSON; was the file cut off?")
	case err != nil:
		return placed(text, 0, err.Error(), "write JSON")
	}
	return nil
}

// wanted names a kind of value for people.
func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a text in double quotes"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Slice:
		return "a list"
	}
	return "an object"
}

// placed turns an offset into line and column.
func placed(text []byte, offset int, what, remedy string) error {
	before := text[:min(offset, len(text))]
	return &Error{Line: 1 + bytes.Count(before, []byte("\n")), Column: len(before) - bytes.LastIndexByte(before, '\n'), What: what, Remedy: remedy}
}
