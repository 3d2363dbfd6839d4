package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// watched is a system that remembers which of its machines a world has made.
type watched struct {
	sim.System
	specs []sim.Spec
	made  chan string
}

func newWatched(s sim.System) *watched {
	w := &watched{System: s, made: make(chan string, 1000)}
	for _, spec := range s.Machines() {
		start := spec.New
		spec.New = func() sim.Machine {
			w.made <- spec.Name
			return start()
		}
		w.specs = append(w.specs, spec)
	}
	return w
}

func (w *watched) Machines() []sim.Spec { return w.specs }

// begun waits until n machines were made and returns how often each was.
func (w *watched) begun(t *testing.T, n int) map[string]int {
	t.Helper()
	out := map[string]int{}
	deadline := time.After(20 * time.Second)
	for range n {
		select {
		case name := <-w.made:
			out[name]++
		case <-deadline:
			t.Fatalf("machines made = %v, want %d", out, n)
		}
	}
	return out
}

// TestSameMachines starts one reference system in both worlds: each makes every
// machine of it once and none besides, by the same functions, and finds the same
// description of it.
func TestSameMachines(t *testing.T) {
	s := loaded(t, "tx-dc")
	specs := map[string][]sim.Spec{}
	made := map[string]map[string]int{}
	for _, world := range []run.World{assembly.Virtual{}, embeddedWorld{}} {
		plain, err := assembly.System(s, s.Topology, 1, s.Header(1), nil)
		if err != nil {
			t.Fatal(err)
		}
		w := newWatched(plain)
		session, err := world.Start(run.Setup{Seed: 1, System: w, Topology: s.Topology}, func(*history.Record) {})
		if err != nil {
			t.Fatal(err)
		}
		if err := session.Advance(context.Background(), time.Millisecond); err != nil {
			t.Error(err)
		}
		specs[world.Name()], made[world.Name()] = plain.Machines(), w.begun(t, len(w.specs))
		if err := session.Close(); err != nil {
			t.Error(err)
		}
		if n := len(w.made); n > 0 {
			t.Errorf("world %s made %d machines more, want each once", world.Name(), n)
		}
	}
	if !reflect.DeepEqual(made["virtual"], made["embedded"]) {
		t.Errorf("machines of world embedded = %v, want %v", made["embedded"], made["virtual"])
	}
	for i, spec := range specs["virtual"] {
		other := specs["embedded"][i]
		if made["embedded"][spec.Name] != 1 {
			t.Errorf("world embedded made %s %d times, want once", spec.Name, made["embedded"][spec.Name])
		}
		if a, b := function(spec.New), function(other.New); a != b {
			t.Errorf("%s is made by %s in one world and by %s in the other", spec.Name, a, b)
		}
		spec.New, other.New = nil, nil
		if !reflect.DeepEqual(spec, other) {
			t.Errorf("spec of a machine = %+v in one world and %+v in the other", spec, other)
		}
	}
}

// function returns the name of a function.
func function(f func() sim.Machine) string {
	return runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name()
}

// TestKilledHarness kills a run with SIGKILL. What it leaves behind is found and
// removed, and its history is judged as far as it goes.
func TestKilledHarness(t *testing.T) {
	dir := t.TempDir()
	tmp := filepath.Join(dir, "tmp")
	if err := os.Mkdir(tmp, 0o755); err != nil {
		t.Fatal(err)
	}
	seatrial := func(args ...string) *exec.Cmd {
		c := exec.Command("seatrial", args...)
		c.Dir, c.Env = dir, append(os.Environ(), "TMPDIR="+tmp)
		return c
	}
	trial := seatrial("run", "tx-dc", "--world", "embedded", "--out", "out")
	var said bytes.Buffer
	trial.Stdout, trial.Stderr = &said, &said
	if err := trial.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = trial.Process.Kill() }()
	left := func() []string {
		found, err := filepath.Glob(filepath.Join(tmp, "*"))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(time.Minute); size(filepath.Join(dir, "out/tx-dc/history-*")) < someBlocks || len(left()) == 0; <-tick.C {
		if time.Now().After(deadline) {
			_ = trial.Process.Kill()
			_ = trial.Wait()
			t.Fatalf("no history after a minute: %s", said.String())
		}
	}
	if err := trial.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := trial.Wait(); err == nil {
		t.Fatal("the run ended by itself, want it killed")
	}
	folder := left()[0]
	for _, c := range []struct {
		args   []string
		status string
		want   string
	}{
		{[]string{"doctor", "--out", "out"}, "0", "left by an interrupted run: " + folder},
		{[]string{"doctor", "--clean", "--out", "out"}, "0", "removed " + folder},
		{[]string{"doctor", "--out", "out"}, "0", "world embedded: nothing"},
		{[]string{"check", "out"}, "3", "truncated"},
	} {
		out, err := seatrial(c.args...).CombinedOutput()
		status := "0"
		if err != nil {
			status = statusOf(err)
		}
		if status != c.status || !strings.Contains(string(out), c.want) {
			t.Errorf("seatrial %v exited %s: %s\nwant %s and %q", c.args, status, out, c.status, c.want)
		}
	}
	if found := left(); len(found) > 0 {
		t.Errorf("left behind after doctor --clean: %v, want nothing", found)
	}
}

// someBlocks is a size in bytes that a compressed history reaches when its first
// blocks are complete: what is gathered for the next is lost with the process.
const someBlocks = 100_000

// size returns how many bytes the files of a pattern have.
func size(pattern string) int64 {
	found, _ := filepath.Glob(pattern)
	sum := int64(0)
	for _, path := range found {
		if info, err := os.Stat(path); err == nil {
			sum += info.Size()
		}
	}
	return sum
}
