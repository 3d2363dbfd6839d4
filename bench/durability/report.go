package durability

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/seatrial/seatrial/bench"
)

// Schema names the format of a report.
const Schema = "seatrial/durability/v1"

// Report is what was measured, for files, tables and charts.
type Report struct {
	Schema   string        `json:"schema"`
	Tool     bench.Tool    `json:"tool"`
	Machine  bench.Machine `json:"machine"`
	Offered  int64         `json:"offered_per_s"`
	Measured float64       `json:"measured_s"` // of each part
	Machines int           `json:"machines"`
	Callers  int           `json:"callers"`
	Rows     []Row         `json:"rows"`
}

// Row is one setting.
type Row struct {
	Policy       Policy      `json:"policy"`
	WindowMillis float64     `json:"window_ms"` // 0 where there is none
	Sustained    float64     `json:"sustained_per_s"`
	Served       float64     `json:"served_per_s"`
	P50          float64     `json:"p50_ns"`
	P99          float64     `json:"p99_ns"`
	Late         float64     `json:"pacer_p99_ns"`
	Losses       int         `json:"power_losses"`
	Acknowledged int64       `json:"acknowledged"`
	Lost         int64       `json:"lost"`
	LostMost     int64       `json:"lost_most"` // by one power loss
	Curve        bench.Curve `json:"curve"`
}

// Setting returns the setting of a row.
func (r *Row) Setting() Setting {
	return Setting{Policy: r.Policy, Window: time.Duration(r.WindowMillis * float64(time.Millisecond))}
}

// PerLoss returns how many acknowledged commands a power loss took, on average.
func (r *Row) PerLoss() float64 { return float64(r.Lost) / float64(max(r.Losses, 1)) }

// Row returns the row of a point.
func (p *Point) Row() Row {
	return Row{Policy: p.Setting.Policy, WindowMillis: float64(p.Setting.Window) / float64(time.Millisecond), Sustained: p.Sustained, Served: p.Served,
		P50: float64(p.Latency.ValueAtPercentile(50)), P99: float64(p.Latency.ValueAtPercentile(99)), Late: float64(p.Lateness.ValueAtPercentile(99)),
		Losses: p.Losses, Acknowledged: p.Acknowledged, Lost: p.Lost, LostMost: p.LostMost, Curve: bench.CurveOf(p.Setting.String(), p.Latency)}
}

// Text writes the table.
func (r *Report) Text(w io.Writer) error {
	if _, err := fmt.Fprintf(w, "%d commands/s offered to %d ledgers; %d power losses of each setting\n%-14s %12s %10s %10s %10s %14s %12s %10s\n", r.Offered, r.Machines, r.losses(),
		"setting", "events/s", "p50 ms", "p99 ms", "pacer p99", "acknowledged", "lost", "most once"); err != nil {
		return err
	}
	for i := range r.Rows {
		row := &r.Rows[i]
		if _, err := fmt.Fprintf(w, "%-14s %12.0f %10.3f %10.3f %10.3f %14d %12d %10d%s\n", row.Setting(), row.Sustained, row.P50/1e6, row.P99/1e6, row.Late/1e6,
			row.Acknowledged, row.Lost, row.LostMost, r.behind(row)); err != nil {
			return err
		}
	}
	return nil
}

func (r *Report) losses() int {
	if len(r.Rows) == 0 {
		return 0
	}
	return r.Rows[0].Losses
}

// behind says where a setting could not keep up with what was offered.
func (r *Report) behind(row *Row) string {
	if row.Served >= 0.9*float64(r.Offered) {
		return ""
	}
	return fmt.Sprintf("   kept up with %.0f of %d per s only", row.Served, r.Offered)
}

// Write writes the report as JSON.
func (r *Report) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return fmt.Errorf("write durability report: %w", err)
	}
	return nil
}
