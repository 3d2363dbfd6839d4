package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/scenarios/run"
)

// setting is one way to build and run the same scenario. Other settings of the
// compiler build a small program that runs the same and links no server: the whole
// command, with all its libraries, takes minutes for each.
type setting struct {
	name  string
	build []string // environment and flags of the build; nil = the command
	env   []string
	args  []string
}

var settings = []setting{
	{name: "plain"},
	{name: "one core", env: []string{"GOMAXPROCS=1"}},
	{name: "two cores", env: []string{"GOMAXPROCS=2"}},
	{name: "eager collector", env: []string{"GOGC=10"}},
	{name: "no collector", env: []string{"GOGC=off"}},
	{name: "no promises", args: []string{"--bare"}},
	{name: "with reports", args: []string{"--out", "OUT"}},
	{name: "wide vectors", build: []string{"GOAMD64=v3"}},
	{name: "race detector", build: []string{"-race"}},
}

// TestTraceHashEverywhere runs the same seed in many settings of compiler and
// runtime: the trace hash must be the same in all of them, and another for
// another seed.
func TestTraceHashEverywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the command three times")
	}
	bins := map[string]string{}
	var want string
	for _, s := range settings {
		key := fmt.Sprint(s.build)
		if bins[key] == "" {
			bins[key] = buildFor(t, s)
		}
		got := traceOf(t, bins[key], s, "7")
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("trace hash of tx-dc, seed 7, %s = %s, want %s\nrepeat: seatrial run tx-dc --seed 7 --json -", s.name, got, want)
		}
	}
	if other := traceOf(t, bins["[]"], settings[0], "8"); other == want {
		t.Errorf("trace hash of seed 8 = %s, that of seed 7; want another", other)
	}
}

// buildFor builds the command for a setting.
func buildFor(t *testing.T, s setting) string {
	t.Helper()
	bin, from := filepath.Join(t.TempDir(), "seatrial"), "."
	if s.build != nil {
		from = "./internal/tracehash"
	}
	args := []string{"build", "-o", bin}
	env := os.Environ()
	for _, b := range s.build {
		if b == "-race" {
			args = append(args, b)
			env = append(env, "CGO_ENABLED=1")
		} else {
			env = append(env, b)
		}
	}
	cmd := exec.Command("go", append(args, from)...)
	cmd.Env = env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build for %q: %v\n%s", s.name, err, out)
	}
	return bin
}

func traceOf(t *testing.T, bin string, s setting, seed string) string {
	t.Helper()
	if s.build != nil {
		out, err := exec.Command(bin, "tx-dc", seed).Output()
		if err != nil {
			t.Fatalf("run for %q: %v", s.name, err)
		}
		return strings.TrimSpace(string(out))
	}
	args := []string{"run", "tx-dc", "--seed", seed, "--json", "-"}
	for _, a := range s.args {
		if a == "OUT" {
			a = t.TempDir()
		}
		args = append(args, a)
	}
	cmd := exec.Command(bin, args...)
	cmd.Env = append(os.Environ(), s.env...)
	out, err := cmd.Output()
	// One seed may leave a point of the set unreached (3); the trace counts.
	if err != nil && statusOf(err) != "3" {
		t.Fatalf("run for %q: %v", s.name, err)
	}
	var res run.Result
	if err := json.Unmarshal(out, &res); err != nil || len(res.Runs) != 1 {
		t.Fatalf("result for %q: %v\n%s", s.name, err, out)
	}
	return res.Runs[0].TraceHash
}
