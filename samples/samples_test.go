package samples_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/bench/consumer"
	"github.com/seatrial/seatrial/invariants"
)

// trials are the samples, clean and wrong, and the promises that each breaks.
// Every other promise has to be held: an answer is wanted to all of them.
var trials = []struct {
	sample, flags string
	config        consumer.Config
	state         string // flag of the state command; "" = effects are told
	breaks        string
}{
	{sample: "go", config: consumer.Config{Mode: consumer.Binary}},
	{sample: "go", config: consumer.Config{Mode: consumer.Structured}},
	{sample: "go", state: " -state"},
	{sample: "go", flags: " -wrong write-late", breaks: "I-05 I-06"},
	{sample: "python", config: consumer.Config{Mode: consumer.Binary}},
	{sample: "python", config: consumer.Config{Mode: consumer.Structured}},
	{sample: "python", state: " --state"},
	{sample: "python", flags: " --wrong accept-stale", breaks: "I-06"},
	{sample: "python", flags: " --wrong double-effect", breaks: "I-05 I-06"},
	{sample: "python", flags: " --wrong drop-unknown", breaks: "I-33"},
}

// TestSamples puts each sample on trial with all traffic, crashes included.
func TestSamples(t *testing.T) {
	commands := map[string]func(*testing.T) string{"go": built(t), "python": interpreted}
	for _, c := range trials {
		t.Run(c.sample+c.flags+c.state+" "+string(c.config.Mode), func(t *testing.T) {
			command := commands[c.sample](t)
			t.Parallel()
			c.config.AckWait = time.Second
			c.config.StallAfter = 20 * time.Second // a busy machine is no stall
			if c.state != "" {
				// It tells nobody, and only the order between entities shows a cause (I-08).
				c.config.State = command + c.state
				c.config.Promises = []string{"I-05", "I-06", "I-26", "I-27", "I-33"}
				command = "EFFECTS_SUBJECT= EFFECTS_URL= " + command
			}
			r, err := consumer.Run(t.Context(), c.config, command+c.flags, io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			var broken []string
			for _, p := range r.Promises {
				if p.Verdict == invariants.Violated {
					broken = append(broken, p.ID)
				} else if p.Verdict != invariants.Held || p.Evaluated == 0 {
					t.Errorf("%s = %v after %d evaluations %s, want it held", p.ID, p.Verdict, p.Evaluated, p.Why)
				}
			}
			if got := strings.Join(broken, " "); got != c.breaks {
				t.Errorf("broken promises = %q, want %q", got, c.breaks)
			}
			if t.Failed() {
				var b strings.Builder
				if err := r.WriteText(&b); err != nil {
					t.Fatal(err)
				}
				t.Logf("%s\nrepeat: seatrial bench consumer --cmd '%s'", b.String(), command+c.flags)
			}
		})
	}
}

// built returns the command of the sample in Go.
func built(t *testing.T) func(*testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "go-consumer")
	if out, err := exec.Command("go", "build", "-o", binary, "./go-consumer").CombinedOutput(); err != nil {
		t.Fatalf("build ./go-consumer: %v\n%s", err, out)
	}
	return func(*testing.T) string { return "exec " + binary }
}

// interpreted returns the command of the sample in Python.
func interpreted(t *testing.T) string {
	t.Helper()
	return "exec " + python(t) + " -B python-consumer/consumer.py"
}

// python returns the path of an interpreter. A machine without one skips, except
// in CI.
func python(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err == nil {
		err = exec.Command(path, "-c", "import sqlite3, ssl, sys; assert sys.version_info >= (3, 9)").Run()
	}
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatalf("no python3 of 3.9 or newer with sqlite3: %v, want one: CI must try the sample", err)
	}
	if err != nil {
		t.Skipf("no python3 of 3.9 or newer with sqlite3 (%v); the sample was not tried", err)
	}
	return path
}

// TestPythonByItself runs what the sample in Python tests of itself.
func TestPythonByItself(t *testing.T) {
	c := exec.Command(python(t), "-B", "-m", "unittest")
	c.Dir = "python-consumer"
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("python3 -m unittest: %v\n%s", err, out)
	}
	if lines := strings.Split(strings.TrimSpace(string(out)), "\n"); !slices.Contains(lines, "OK") {
		t.Fatalf("python3 -m unittest said\n%s\nwant OK", out)
	}
}
