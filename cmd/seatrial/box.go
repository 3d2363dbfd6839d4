package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/klauspost/compress/zstd"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim/history"
)

// box is the folder that a run leaves: plan, history, result and reports.
type box struct {
	dir      string // "" = no folder wanted
	scenario *scenarios.Scenario
	staged   *scenarios.Scenario // as it ran, for the report
	keep     string
	mu       sync.Mutex
	seeds    []uint64
}

// openBox makes the folder of a scenario below out.
func openBox(out string, s *scenarios.Scenario, keep string) (*box, error) {
	return openBoxAs(out, s.ID, s, keep)
}

// openBoxAs makes it under another name. The scenario is as it was loaded, so
// that the plan is in the time that is written there, whatever world ran it.
func openBoxAs(out, name string, s *scenarios.Scenario, keep string) (*box, error) {
	b := &box{scenario: s, staged: s, keep: keep}
	if out == "" {
		return b, nil
	}
	b.dir = filepath.Join(out, name)
	if err := os.MkdirAll(b.dir, 0o755); err != nil {
		return nil, fmt.Errorf("make output folder: %w", err)
	}
	old, err := filepath.Glob(filepath.Join(b.dir, "history-*.jsonl.zst"))
	if err != nil {
		return nil, err
	}
	for _, path := range old {
		if err := os.Remove(path); err != nil {
			return nil, fmt.Errorf("clear output folder: %w", err)
		}
	}
	return b, nil
}

func (b *box) history(seed uint64) string {
	return filepath.Join(b.dir, fmt.Sprintf("history-%d.jsonl.zst", seed))
}

// recorder returns what stores the history of a seed, or nil without a folder.
func (b *box) recorder() func(uint64, *history.Header) (run.Recorder, error) {
	if b.dir == "" {
		return nil
	}
	return func(seed uint64, h *history.Header) (run.Recorder, error) {
		b.mu.Lock()
		if !slices.Contains(b.seeds, seed) { // a run that began again writes over what it had
			b.seeds = append(b.seeds, seed)
		}
		b.mu.Unlock()
		return newRecorder(b.history(seed), h)
	}
}

// recorder writes one history, compressed.
type recorder struct {
	file *os.File
	pack *zstd.Encoder
	w    *history.Writer
}

// newRecorder makes the file and puts the header on disk at once: a run that is
// killed before it has gathered much leaves a history that breaks off, not a file
// that is none.
func newRecorder(path string, h *history.Header) (*recorder, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	r := &recorder{file: file}
	if err := r.begin(h); err != nil {
		file.Close()
		return nil, err
	}
	return r, nil
}

func (r *recorder) begin(h *history.Header) (err error) {
	if r.pack, err = zstd.NewWriter(r.file, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1)); err != nil {
		return err
	}
	if r.w, err = history.NewWriter(r.pack, h); err != nil {
		return err
	}
	if err = r.w.Flush(); err != nil {
		return err
	}
	return r.pack.Flush()
}

func (r *recorder) Write(rec *history.Record) error { return r.w.Write(rec) }

// Close leaves a readable file. The end record came with the run, or the run
// was interrupted and the history is truncated, which is the truth.
func (r *recorder) Close() error {
	err := r.w.Flush()
	for _, c := range []io.Closer{r.pack, r.file} {
		if e := c.Close(); err == nil {
			err = e
		}
	}
	return err
}

// close writes plan, result and reports, and drops the histories nobody needs:
// all but those of failing seeds and one that held.
func (b *box) close(res *run.Result) error {
	if b.dir == "" {
		return nil
	}
	if err := b.prune(res); err != nil {
		return err
	}
	plan := b.scenario.Plan(res.Runs[0].Seed)
	if res.FirstFailing != nil {
		plan = b.scenario.Plan(*res.FirstFailing)
	}
	one := []*run.Result{res}
	files := []struct {
		name  string
		write func(io.Writer) error
	}{
		{"plan.yaml", func(w io.Writer) error { return writePlan(w, plan) }},
		{"scenario.yaml", func(w io.Writer) error { _, err := w.Write(b.scenario.Source); return err }},
		{"result.json", func(w io.Writer) error { return reports.JSON(w, res) }},
		{"junit.xml", func(w io.Writer) error { return reports.JUnit(w, one) }},
		{"latency.hgrm", res.WritePercentiles},
		{"report.html", func(w io.Writer) error { return reports.HTML(w, res, b.staged) }},
	}
	for _, f := range files {
		if err := toFile(filepath.Join(b.dir, f.name), f.write); err != nil {
			return err
		}
	}
	return nil
}

func (b *box) prune(res *run.Result) error {
	if b.keep == "all" {
		return nil
	}
	held := false
	for _, r := range res.Runs {
		if r.Verdict != invariants.Held {
			continue
		}
		if !held {
			held = true
			continue
		}
		if err := os.Remove(b.history(r.Seed)); err != nil {
			return fmt.Errorf("drop a history: %w", err)
		}
	}
	return nil
}
