package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/hist"
	"github.com/seatrial/seatrial/reports"
)

const benchReportHelp = `Draws what was measured as one page: the percentile curves of each leg laid over
each other, and throughput against latency where load steps were taken.

A FILE is a result (.json), a percentile curve (.hgrm), or a folder of curves.
LABEL=FILE names its lines: before=base.json after=new.json, safe=curves/safe.
Without a label a result goes by its name and a curve by its folder's. Curves of
one leg share a chart: the leg of a .hgrm file is the name of the file.`

func newBenchReport() *cobra.Command {
	out, title := "", ""
	c := &cobra.Command{
		Use:   "report [LABEL=]FILE...",
		Short: "Draw results and percentile curves over each other",
		Long:  benchReportHelp,
		Example: `  seatrial bench report before=base.json after=new.json --html bench.html
  seatrial bench report safe=curves/safe unsafe=curves/unsafe --html profiles.html`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if out == "" {
				return invalid(errors.New("give --html FILE to draw to"))
			}
			if err := writable(out); err != nil {
				return invalid(fmt.Errorf("--html %s: %w", out, err))
			}
			measured, err := readMeasured(args)
			if err != nil {
				return invalid(err)
			}
			if err := toFile(out, func(w io.Writer) error { return reports.Bench(w, title, measured) }); err != nil {
				return broken(err)
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "wrote %s\n", out)
			return err
		},
	}
	c.Flags().StringVar(&out, "html", "", "the page to write")
	c.Flags().StringVar(&title, "title", "What was measured", "of the page")
	return c
}

// readMeasured reads what the arguments name. Files of one label belong together.
func readMeasured(args []string) ([]reports.Measured, error) {
	var out []reports.Measured
	for _, arg := range args {
		label, path, labelled := strings.Cut(arg, "=")
		if !labelled {
			path, label = arg, ""
		}
		files := []string{path}
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			files, _ = filepath.Glob(filepath.Join(path, "*.hgrm")) // the pattern is well-formed
			if len(files) == 0 {
				return nil, fmt.Errorf("%s: no .hgrm file in this folder; name the folder that has them", path)
			}
		}
		for _, file := range files {
			m, err := measuredIn(file, label)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			out = joinMeasured(out, m)
		}
	}
	return out, nil
}

func joinMeasured(all []reports.Measured, m reports.Measured) []reports.Measured {
	for i := range all {
		if all[i].Label == m.Label {
			all[i].Curves, all[i].Steps = append(all[i].Curves, m.Curves...), append(all[i].Steps, m.Steps...)
			return all
		}
	}
	return append(all, m)
}

// measuredIn reads one file.
func measuredIn(path, label string) (reports.Measured, error) {
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	if filepath.Ext(path) != ".hgrm" {
		r, err := readResult(path)
		if err != nil {
			return reports.Measured{}, err
		}
		if label == "" {
			label = name
		}
		return reports.MeasuredOf(label, r), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return reports.Measured{}, err
	}
	defer f.Close()
	c, err := hist.ReadCurve(f)
	if err != nil {
		return reports.Measured{}, err
	}
	if label == "" {
		label = filepath.Base(filepath.Dir(path))
	}
	curve := bench.Curve{Leg: name, Count: c.Count}
	for _, p := range c.Points {
		curve.Points = append(curve.Points, bench.CurvePoint{Percentile: 100 * p.Quantile, Nanos: float64(p.Latency)})
	}
	return reports.Measured{Label: label, Curves: []bench.Curve{curve}}, nil
}
