package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/reference/defect"
)

// checkDefects refuses unknown defects before anything starts.
func checkDefects(ids []string) error {
	if _, err := defect.Parse(strings.Join(ids, ",")); err != nil {
		return invalid(fmt.Errorf("--defect: %w", err))
	}
	return nil
}

// writePlan writes a plan that `seatrial replay` reads.
func writePlan(w io.Writer, p faults.Plan) error {
	_, err := w.Write(p.Encode())
	return err
}
