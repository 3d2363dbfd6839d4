package embedded

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live/process"
)

// asRegion is the argument with which the test binary is a region of the trade.
const asRegion = "region"

// TestMain lets the test binary be the regions of its own tests.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == asRegion {
		cook := func(json.RawMessage) (sim.System, error) { return newTrade(near("tx", "va")), nil }
		if err := process.Serve(cook); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// inProcesses has regions of the trade run in processes of their own.
func inProcesses(regions ...string) func(*Config) {
	return func(c *Config) {
		c.Topology, c.Processes = near("tx", "va"), regions
		c.Command = func() *exec.Cmd {
			self, err := os.Executable()
			if err != nil {
				panic(err)
			}
			return exec.Command(self, asRegion)
		}
	}
}

// answered waits until the clients have had more answers.
func answered(t *testing.T, w *World, more uint64) {
	t.Helper()
	want := w.Host().Reached()["answered"] + more
	until(t, w, "answers", func() bool {
		if err := w.fault(); err != nil {
			t.Fatal(err)
		}
		return w.Host().Reached()["answered"] >= want
	})
}

// TestNodeIsAProcess kills a region, makes another stand still, and pulls levers
// on both meanwhile: the faults reach the machines wherever they run, what was
// shown of a ledger has no gap, and nothing is left when the world closes.
func TestNodeIsAProcess(t *testing.T) {
	t.Parallel()
	var appends, down records
	w := launch(t, newTrade(near("tx", "va")), inProcesses("tx", "va"), recorded(history.KindAppend, &appends), recorded(history.KindDown, &down))
	answered(t, w, 200)
	pids := []int{w.byName["tx"].process.Pid(), w.byName["va"].process.Pid()}
	w.Messages("twice", faults.Rule{Region: "tx", Kind: faults.Duplicate, Chance: 1_000_000, Copies: 1}, true)
	w.Clock("askew", "va", time.Minute, true)
	w.Disk("mud", "tx", 2*ms, true)
	w.Node("kill", "tx", faults.StopKill, true)
	w.Node("pause", "va", faults.StopPause, true)
	w.Bus("out", "va", false, true) // reaches it when it goes on
	if why := w.byName["tx"].busy() + ", " + w.byName["va"].busy(); why != "tx is dead, va stands still" {
		t.Errorf("busy() = %q, want a dead and a still region", why)
	}
	w.Node("kill", "tx", faults.StopKill, false)
	w.Node("pause", "va", faults.StopPause, false)
	answered(t, w, 400)
	for _, fault := range []string{"twice", "askew", "mud", "kill", "pause", "out"} {
		until(t, w, "an effect of "+fault, func() bool { return w.Effects(fault) > 0 })
	}
	w.Bus("out", "va", false, false)
	w.Disk("mud", "tx", 2*ms, false)
	w.Stop("one", "writer/va", faults.StopKill, true)
	until(t, w, "the writer is down", func() bool { return w.Effects("one") > 0 })
	w.Stop("one", "writer/va", faults.StopKill, false)
	answered(t, w, 200)
	pids = append(pids, w.byName["tx"].process.Pid())
	dir := w.dir
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	whole(t, appends.all())
	var why []string
	for _, r := range down.all() {
		why = append(why, r.Witness.Text+" "+r.Reason)
	}
	slices.Sort(why)
	if got, want := strings.Join(why, ", "), "reader/tx kill, reader/va pause, writer/tx kill, writer/va kill, writer/va pause"; got != want {
		t.Errorf("down = %s, want %s", got, want)
	}
	gone(t, dir, pids)
}

// whole checks that every ledger was shown from its first position on without a
// gap and none twice.
func whole(t *testing.T, appends []history.Record) {
	t.Helper()
	last := map[string]uint64{}
	for _, r := range appends {
		if r.Pos != last[r.Stream.Text]+1 {
			t.Fatalf("%s was shown at %d after %d", r.Stream, r.Pos, last[r.Stream.Text])
		}
		last[r.Stream.Text] = r.Pos
	}
	if len(last) != 4 {
		t.Errorf("ledgers shown = %v, want four", last)
	}
}

// gone checks that a world left no folder and no process.
func gone(t *testing.T, dir string, pids []int) {
	t.Helper()
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("folder of the world after Close: %v, want it gone", err)
	}
	for _, pid := range pids {
		if _, err := os.Stat(fmt.Sprintf("/proc/%d", pid)); err == nil {
			t.Errorf("process %d is left after Close", pid)
		}
	}
}

// TestLeftoverProcess finds a process that outlived its run, and ends it.
func TestLeftoverProcess(t *testing.T) {
	dir, err := os.MkdirTemp("", prefix)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	region := filepath.Join(dir, "tx")
	if err := os.Mkdir(region, 0o755); err != nil {
		t.Fatal(err)
	}
	left := exec.Command("sleep", "1000")
	left.Dir = region
	if err := left.Start(); err != nil {
		t.Skip(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- left.Wait() }()
	if err := os.WriteFile(filepath.Join(region, "pid"), fmt.Append(nil, left.Process.Pid), 0o600); err != nil {
		t.Fatal(err)
	}
	if process.Left(region) == 0 {
		_ = left.Process.Kill()
		t.Skip("this system does not say where a process works")
	}
	var said strings.Builder
	if err := Leftovers(&said, true); err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("ended process %d of region tx", left.Process.Pid); !strings.Contains(said.String(), want) {
		t.Errorf("Leftovers said %q, want %q", said.String(), want)
	}
	if err := <-ended; err == nil {
		t.Error("the process ended by itself, want it killed")
	}
}

// TestProcessesRefused asks for what cannot be a process, and for what a process
// cannot do.
func TestProcessesRefused(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*Config){
		"the hub cannot":        inProcesses("hub"),
		`no region "mars"`:      inProcesses("mars"),
		"no command starts one": func(c *Config) { c.Processes = []string{"tx"} },
	} {
		cfg := Config{Seed: 1, System: newTrade(near("tx", "va")), Topology: near("tx", "va")}
		change(&cfg)
		w, err := New(cfg)
		if err == nil {
			_ = w.Close()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New(%v) = %v, want %q", cfg.Processes, err, want)
		}
	}
	w := launch(t, newTrade(near("tx", "va")), inProcesses("tx"))
	w.Power("dark", "tx", true)
	if err := w.Advance(context.Background(), w.Now()); err == nil || !strings.Contains(err.Error(), "lose its power") {
		t.Errorf("Advance() after a loss of power of a process = %v, want that it cannot be", err)
	}
}
