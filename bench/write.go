package bench

import (
	"encoding/json"
	"fmt"
	"io"
)

// Write writes a result. It refuses one that could not be read back.
func Write(w io.Writer, r *Result) error {
	if err := r.Validate(); err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	full := *r
	if full.Timings == nil {
		full.Timings = []Timing{}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(full); err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	return nil
}
