package main

import (
	"fmt"
	"io"
	"os"

	"github.com/mattn/go-isatty"
	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/spf13/cobra"
)

// style decides on colour: a terminal gets it unless told otherwise.
func (f *runFlags) style(w io.Writer) reports.Style {
	colour := f.colour == "always"
	if file, ok := w.(*os.File); ok && f.colour == "auto" {
		colour = isatty.IsTerminal(file.Fd()) && os.Getenv("NO_COLOR") == ""
	}
	return reports.Style{Color: colour}
}

// writeReports writes the files that the flags ask for.
func writeReports(c *cobra.Command, results []*run.Result, f runFlags) error {
	if f.json == "-" {
		if err := jsonOf(c.OutOrStdout(), results); err != nil {
			return err
		}
	} else if f.json != "" {
		if err := toFile(f.json, func(w io.Writer) error { return jsonOf(w, results) }); err != nil {
			return err
		}
	}
	if f.junit != "" {
		if err := toFile(f.junit, func(w io.Writer) error { return reports.JUnit(w, results) }); err != nil {
			return err
		}
	}
	if f.markdown != "" {
		return reports.AppendMarkdown(f.markdown, results)
	}
	return nil
}

// writeComparison writes the same of several worlds, with their agreement.
func writeComparison(c *cobra.Command, results []*run.Result, agreed *run.Comparison, f runFlags) error {
	write := func(w io.Writer) error { return reports.AgreementJSON(w, results, agreed) }
	switch f.json {
	case "":
	case "-":
		if err := write(c.OutOrStdout()); err != nil {
			return err
		}
	default:
		if err := toFile(f.json, write); err != nil {
			return err
		}
	}
	if f.junit != "" {
		if err := toFile(f.junit, func(w io.Writer) error { return reports.AgreementJUnit(w, results, agreed) }); err != nil {
			return err
		}
	}
	if f.markdown == "" {
		return nil
	}
	if err := reports.AppendMarkdown(f.markdown, results); err != nil {
		return err
	}
	return reports.AppendAgreement(f.markdown, agreed)
}

// jsonOf writes one result as an object, several as a list.
func jsonOf(w io.Writer, results []*run.Result) error {
	if len(results) == 1 {
		return reports.JSON(w, results[0])
	}
	return reports.JSONList(w, results)
}

// toFile writes a file whole or not at all.
func toFile(path string, write func(io.Writer) error) error {
	tmp := path + ".part"
	file, err := os.Create(tmp)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	err = write(file)
	if e := file.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		os.Remove(tmp)
		return fmt.Errorf("write report %s: %w", path, err)
	}
	return nil
}
