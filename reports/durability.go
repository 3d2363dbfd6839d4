package reports

import (
	"fmt"
	"io"
	"time"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/durability"
)

// Durability writes the page of a durability benchmark: what a power loss takes
// against how long an acknowledgement takes, with the table of all figures, and the
// percentile curves of every setting.
func Durability(w io.Writer, r *durability.Report) error {
	p := &benchPage{Title: "What an acknowledgement is worth",
		Lead: fmt.Sprintf("%s per second offered to %s of one store, for %v each; then the power went. Lost is what clients were promised and no ledger has.",
			plural(r.Offered, "command"), plural(r.Machines, "ledger"), time.Duration(r.Measured*float64(time.Second))),
		Footer: fmt.Sprintf("Sea Trial %s, revision %s, %s %s/%s, %s. Absolute figures are of this disk; the shape is of the policy.",
			r.Tool.Version, r.Tool.Revision, r.Machine.Go, r.Machine.OS, r.Machine.Arch, plural(r.Machine.Cores, "core"))}
	p.Sections = []benchSection{lossSection(r), settingSection(r)}
	return p.write(w)
}

// lossSection draws a line for each policy, through its windows.
func lossSection(r *durability.Report) benchSection {
	s := benchSection{Name: "Latency against loss", Text: "Each dot is a setting, named by how long after a sync the next one waits. The bottom line is nothing lost.",
		Table: benchTable{Heads: []string{"", "window", "sustained", "50 %", "99 %", "pacer 99 %", "acknowledged", "lost", "per power loss", "most at once"}}}
	var trails []trail
	for i := range r.Rows {
		row := &r.Rows[i]
		if len(trails) == 0 || trails[len(trails)-1].name != string(row.Policy) {
			trails = append(trails, trail{name: string(row.Policy)})
		}
		t := &trails[len(trails)-1]
		label, window := "", "-"
		if row.Policy == durability.Group || row.Policy == durability.Written {
			label = row.Setting().Millis()
			window = label
		}
		t.points = append(t.points, spot{x: row.P99, y: row.PerLoss(), label: label})
		s.Table.Rows = append(s.Table.Rows, benchRow{Number: len(trails), Name: string(row.Policy), Cells: []string{window, perSecond(row.Sustained),
			nanos(row.P50), nanos(row.P99), nanos(row.Late), count(row.Acknowledged), count(row.Lost), three(row.PerLoss()), count(row.LostMost)}})
	}
	s.Plot = plotOf("Latency against loss", "99 % were acknowledged within", "acknowledged and lost, per power loss", trails, true, nanos, three)
	return s
}

// settingSection lays the curves of each policy's outer windows over each other.
func settingSection(r *durability.Report) benchSection {
	var curves []bench.Curve
	for i := range r.Rows {
		row := &r.Rows[i]
		first, last := i == 0 || r.Rows[i-1].Policy != row.Policy, i == len(r.Rows)-1 || r.Rows[i+1].Policy != row.Policy
		if first || last {
			curves = append(curves, row.Curve)
		}
	}
	return curveSection("Latency by setting", curves)
}
