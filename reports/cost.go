package reports

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/seatrial/seatrial/scenarios/run"
)

// costRow is a line of what a run cost, as every report writes it.
type costRow struct {
	Column, What, Orders, Units, Hours, Events string
}

func costRows(costs []run.Cost) []costRow {
	var rows []costRow
	for _, c := range costs {
		rows = append(rows, costRow{Column: clean(c.Column), What: clean(c.What), Orders: some0(c.Orders), Units: some0(c.Units),
			Hours: hours(c.Nano), Events: some0(c.Events)})
	}
	return rows
}

// some0 writes a number; nothing for 0.
func some0(n int64) string {
	if n == 0 {
		return ""
	}
	return count(n)
}

// hours writes a length of time in hours, to four digits behind the point: a run is
// minutes long.
func hours(ns int64) string {
	if ns == 0 {
		return ""
	}
	return fmt.Sprintf("%.4f", time.Duration(ns).Hours())
}

func textCosts(w io.Writer, r *run.Result, _ tally, style Style) {
	if len(r.Costs) == 0 {
		return
	}
	fmt.Fprintln(w)
	g := newGrid("COST", "", ">ORDERS", ">UNITS", ">HOURS", ">EVENTS")
	for _, c := range costRows(r.Costs) {
		what, _, _ := strings.Cut(c.What, ";")
		g.row(cell{text: c.Column}, cell{text: what}, cell{text: c.Orders}, cell{text: c.Units}, cell{text: c.Hours}, cell{text: c.Events})
	}
	g.write(w, style)
}

func markdownCosts(w io.Writer, r *run.Result) {
	var rows [][]string
	for _, c := range costRows(r.Costs) {
		rows = append(rows, []string{cellText(c.Column), cellText(c.What), c.Orders, c.Units, c.Hours, c.Events})
	}
	markdownTable(w, []string{"cost", "of", ">orders", ">units", ">hours", ">events"}, rows)
}
