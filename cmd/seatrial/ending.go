package main

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios/run"
)

// tell prints the report of one result, and where the page for people lies if a
// folder was asked for. Where stdout carries JSON it prints nothing.
func tell(w io.Writer, res *run.Result, f runFlags) error {
	if f.json == "-" {
		return nil
	}
	if err := reports.Text(w, res, f.style(w)); err != nil || f.out == "" {
		return err
	}
	_, err := fmt.Fprintf(w, "Read\n  %s\n", filepath.Join(f.out, f.folder(res.Scenario.ID, res.World), "report.html"))
	return err
}

// tally prints one line for each of several results, which would otherwise be
// looked for in a long text.
func tally(w io.Writer, results []*run.Result, f runFlags) error {
	if len(results) < 2 || f.json == "-" {
		return nil
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	return reports.Tally(w, results, f.style(w))
}
