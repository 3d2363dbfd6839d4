package consumer_test

import (
	"bufio"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seatrial/seatrial/bench/consumer"
	"github.com/seatrial/seatrial/invariants"
)

// Somebody else starts the process, from what is printed. Its connections are cut
// in place of a kill, and it is loaded where it is.
func TestAttachedProcess(t *testing.T) {
	t.Parallel()
	printed, out := io.Pipe()
	command := shopCommand(t, "plant:", "subject")
	started := make(chan *exec.Cmd, 1)
	go func() {
		var env []string
		for lines := bufio.NewScanner(printed); lines.Scan(); {
			if pair, ok := strings.CutPrefix(lines.Text(), "export "); ok {
				env = append(env, pair)
				continue
			}
			cmd := exec.Command("/bin/sh", "-c", command)
			cmd.Env = env
			if err := cmd.Start(); err != nil {
				t.Errorf("start the shop: %v", err)
			}
			started <- cmd
		}
	}()
	l := consumer.Load{Rates: []int64{100}, Step: 300 * time.Millisecond}
	r, err := consumer.Attach(t.Context(), consumer.Config{AckWait: 500 * time.Millisecond}, "127.0.0.1:0", l, out)
	_ = out.Close()
	cmd := <-started
	_ = cmd.Process.Signal(syscall.SIGKILL)
	_ = cmd.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict() != invariants.Held || len(r.Incidents) != 3 || !r.Incidents[0].Cut {
		t.Errorf("an attached process is %v with %d crashes, want held with 3 cuts\n%s", r.Verdict(), len(r.Incidents), text(t, r))
	}
	if len(r.Steps) != 1 || r.Steps[0].Lost() != 0 {
		t.Errorf("steps of an attached process = %+v, want one, and nothing lost", r.Steps)
	}
}

// A consumer that stops in the middle is a stall, with evidence, and no verdict.
func TestStall(t *testing.T) {
	cfg := consumer.Config{AckWait: 100 * time.Millisecond, StallAfter: 300 * time.Millisecond}
	r, err := consumer.Try(t.Context(), cfg, newShop(sleeps).handle)
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict() != invariants.Unknown || r.Stall == nil || r.Stall.Open == 0 || r.Stall.State.AckPending == 0 {
		t.Fatalf("a consumer that stops in the middle is %v, stall %+v, want unknown with open messages\n%s", r.Verdict(), r.Stall, text(t, r))
	}
	t.Log(text(t, r))
	if !strings.Contains(text(t, r), "stalled in the traffic") {
		t.Errorf("report = %s, want the stall told", text(t, r))
	}
}
