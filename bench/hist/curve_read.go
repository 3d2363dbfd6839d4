package hist

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// Curve is what a .hgrm file holds.
type Curve struct {
	Name   string // of [WriteCurve]; "" if another tool wrote it
	Count  int64
	Points []CurvePoint // neither falls
}

// CurvePoint is a row of a curve.
type CurvePoint struct {
	Quantile float64 // 0 to 1
	Latency  time.Duration
}

// ReadCurve reads a .hgrm file, as [WriteCurve] and the other tools of HdrHistogram
// write it: rows of value, percentile, count and 1/(1-percentile), one curve in a
// file. Values are milliseconds, unless the line of column names says Value(us) or
// Value(ns). The error is an [*Error], or that of r.
func ReadCurve(r io.Reader) (*Curve, error) {
	p := &curveReader{curve: &Curve{}, scale: 1e6}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, lineMax)
	for lines.Scan() {
		p.line++
		if err := p.read(strings.TrimSpace(lines.Text())); err != nil {
			return nil, err
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		p.line++
		return nil, p.wrong(fmt.Sprintf("the line has more than %d bytes", lineMax), "give a percentile curve, as .hgrm files hold it")
	case err != nil:
		return nil, fmt.Errorf("read percentile curve: %w", err)
	case len(p.curve.Points) == 0:
		return nil, p.wrong("no row of a curve", "give a percentile curve, as .hgrm files hold it")
	}
	return p.curve, nil
}

// curveReader reads line by line.
type curveReader struct {
	curve *Curve
	line  int
	scale float64 // ns of one unit
}

func (p *curveReader) read(line string) error {
	if name, ok := strings.CutPrefix(line, "#[Path    = "); ok {
		p.curve.Name, _, _ = strings.Cut(name, ", unit = ")
		return nil
	}
	fields := strings.Fields(line)
	switch {
	case len(fields) == 0 || strings.HasPrefix(line, "#"):
		return nil
	case strings.HasPrefix(fields[0], "Value"):
		return p.unit(fields[0])
	case len(fields) < 3:
		return p.wrong(fmt.Sprintf("%d columns", len(fields)), "write value, percentile and count")
	}
	value, err := strconv.ParseFloat(fields[0], 64)
	quantile, err2 := strconv.ParseFloat(fields[1], 64)
	count, err3 := strconv.ParseInt(fields[2], 10, 64)
	ns := value * p.scale
	if errors.Join(err, err2, err3) != nil || !(ns >= 0 && ns < maxSeconds*1e9) || !(quantile >= 0 && quantile <= 1) || count < 0 {
		return p.wrong(fmt.Sprintf("row %.60q", line), "write a value from 0, a percentile from 0 to 1 and a count")
	}
	point := CurvePoint{Quantile: quantile, Latency: time.Duration(math.Round(ns))}
	if n := len(p.curve.Points); n > 0 && (p.curve.Points[n-1].Quantile > quantile || p.curve.Points[n-1].Latency > point.Latency) {
		return p.wrong(fmt.Sprintf("row %.60q falls behind the one before", line), "give one curve in a file")
	}
	p.curve.Points = append(p.curve.Points, point)
	p.curve.Count = max(p.curve.Count, count)
	return nil
}

// unit reads the name of the first column: Value, Value(ms) ...
func (p *curveReader) unit(column string) error {
	switch column {
	case "Value", "Value(ms)":
		p.scale = 1e6
	case "Value(us)":
		p.scale = 1e3
	case "Value(ns)":
		p.scale = 1
	default:
		return p.wrong(fmt.Sprintf("column %.30q", column), "write Value(ms), Value(us) or Value(ns)")
	}
	return nil
}

func (p *curveReader) wrong(what, remedy string) error {
	return &Error{Line: p.line, Column: 1, What: what, Remedy: remedy}
}
