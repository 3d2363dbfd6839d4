package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios/run"
)

// rejudge judges one stored history and compares with what the run said then.
func rejudge(path string, require []string) (*run.Result, error) {
	stored, err := storedResult(filepath.Join(filepath.Dir(path), "result.json"))
	if err != nil {
		return nil, err
	}
	judged, err := judgeFile(path, chosenThen(stored))
	if err != nil {
		return nil, inHistory(path, err)
	}
	res := judged.Result(tool(), filepath.Base(path), require)
	res.Repeat = "seatrial check " + filepath.Dir(path)
	if stored != nil {
		compareRuns(res, stored, judged)
		res.Resettle()
	}
	return res, nil
}

// storedResult reads result.json; an interrupted run has none.
func storedResult(path string) (*run.Result, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read stored result: %w", err)
	}
	var res run.Result
	if err := json.Unmarshal(b, &res); err != nil {
		return nil, fmt.Errorf("%s: read stored result: %w", path, err)
	}
	return &res, nil
}

// chosenThen are the promises that the run answered.
func chosenThen(stored *run.Result) []invariants.Promise {
	if stored == nil {
		return invariants.All()
	}
	var out []invariants.Promise
	for _, f := range stored.Promises {
		if p, ok := invariants.ByID(f.ID); ok {
			out = append(out, p)
		}
	}
	return out
}

// compareRuns adds a reason for every promise whose verdict is not the one the
// run gave. Promises judged from pairs of runs cannot be judged from one
// history; the run's word about them is repeated as such.
func compareRuns(res, stored *run.Result, judged *run.Judged) {
	res.Scenario, res.LeftOut = stored.Scenario, stored.LeftOut
	res.RealTime, res.Factor, res.Profile, res.Transport = stored.RealTime, stored.Factor, stored.Profile, stored.Transport
	for _, then := range stored.Runs {
		if then.Seed != judged.Header.Seed {
			continue
		}
		res.Runs[0].Faults, res.Runs[0].Reached = then.Faults, then.Reached
		before := map[string]invariants.Finding{}
		for _, f := range then.Promises {
			before[f.ID] = f
		}
		for _, f := range judged.Findings {
			was, ok := before[f.ID]
			p, _ := invariants.ByID(f.ID)
			if ok && p.Mode != invariants.Pair && was.Verdict != f.Verdict {
				res.Reasons = append(res.Reasons, fmt.Sprintf("%s was %s in the run and is %s now", f.ID, was.Verdict, f.Verdict))
			}
		}
		res.Reasons = append(res.Reasons, then.Reasons...)
		return
	}
}
