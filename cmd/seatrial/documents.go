package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/seatrial/seatrial/reference/x12"
	"github.com/seatrial/seatrial/scenarios"
)

// checkDocuments refuses a scenario whose purchase-order files hold nothing
// that could be ordered: no interchange, or no purchase order in it. What a mode
// withholds of the rest is for the run to show.
func checkDocuments(s *scenarios.Scenario) error {
	for _, d := range s.Workload.Documents {
		mode := x12.Tolerant
		if d.Strict {
			mode = x12.Strict
		}
		res, err := x12.Parse(d.Name, string(d.Bytes), mode)
		var fault *x12.Error
		switch {
		case errors.As(err, &fault):
			return fmt.Errorf("%s: document %w", filepath.Base(s.Path), fault)
		case err != nil:
			return fmt.Errorf("%s: document %s: %w", filepath.Base(s.Path), d.Name, err)
		case res.Sets == 0:
			return fmt.Errorf("%s: document %s holds no transaction set: give an 850 interchange", filepath.Base(s.Path), d.Name)
		case len(res.Orders()) == 0 && onlyForeign(res):
			return fmt.Errorf("%s: document %w", filepath.Base(s.Path), res.Quarantines[0].AsError(d.Name))
		}
	}
	return nil
}

// onlyForeign reports whether everything in a file is something else than a
// purchase order.
func onlyForeign(res x12.Result) bool {
	for _, q := range res.Quarantines {
		if q.Reason != x12.ReasonNotOrder {
			return false
		}
	}
	return len(res.Quarantines) > 0
}
