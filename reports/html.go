package reports

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
)

//go:embed report.css
var reportCSS string

//go:embed report.html.tmpl
var reportHTML string

// A template that does not parse is a mistake in this package; a test reads it.
var reportTemplate = template.Must(template.New("report").Parse(reportHTML))

// HTML writes a result as one self-contained page for people who were not there:
// no script, no request, readable from 360 to 1600 pixels, in the light, in the
// dark and on paper. The scenario may be nil, as for a history somebody else
// recorded; then places go by their short names and load and distances are left
// out. Errors are those of w.
func HTML(w io.Writer, r *run.Result, s *scenarios.Scenario) error {
	var b bytes.Buffer
	if err := reportTemplate.Execute(&b, pageOf(r, s)); err != nil {
		return fmt.Errorf("write report of %s: %w", r.Scenario.ID, err)
	}
	_, err := w.Write(b.Bytes())
	return err
}
