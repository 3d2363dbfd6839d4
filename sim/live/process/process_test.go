package process_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live/process"
	"github.com/seatrial/seatrial/sim/live/store"
)

func start(t *testing.T, change ...func(*process.Config)) *counter {
	t.Helper()
	c, err := newCounter(t.TempDir(), change...)
	if err != nil {
		if c != nil {
			c.process.Close()
		}
		t.Fatalf("start = %v, want a region", err)
	}
	t.Cleanup(func() { c.close() })
	return c
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// runs reports whether a process is there and has not ended.
func runs(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return syscall.Kill(pid, 0) == nil && !errors.Is(err, os.ErrNotExist)
	}
	_, state, _ := strings.Cut(string(b), ") ")
	return !strings.HasPrefix(state, "Z") && !strings.HasPrefix(state, "X")
}

// TestKilledFiveTimes kills the region again and again in the middle of orders
// that are being acknowledged. What was acknowledged is in the ledger on disk and
// in the history, before the acknowledgement; every position was shown once, in
// order, also of what no process lived to show.
func TestKilledFiveTimes(t *testing.T) {
	c := start(t)
	for range 5 {
		must(t, c.answers(100))
		pid := c.process.Pid()
		must(t, c.process.Kill())
		if runs(pid) {
			t.Fatalf("process %d runs after it was killed", pid)
		}
		must(t, c.process.Restart())
	}
	must(t, c.answers(100))
	all := c.close()
	acknowledged := 0
	at, next := map[string]uint64{}, uint64(1)
	for _, r := range all {
		switch r.Kind {
		case history.KindAppend:
			if r.Pos != next {
				t.Fatalf("position shown = %d, want %d", r.Pos, next)
			}
			at[r.Event.Text], next = r.Pos, next+1
		case history.KindOK:
			acknowledged++
			if at[r.Op.Text] == 0 {
				t.Errorf("order %s was acknowledged before a ledger was seen to have it", r.Op.Text)
			}
		}
	}
	if ups := len(c.of(history.KindUp)); ups != 2*5 {
		t.Errorf("machines came back %d times, want 10", ups)
	}
	onDisk(t, c.dir, at)
	t.Logf("%d acknowledged, %d written, none lost", acknowledged, next-1)
}

// onDisk compares what was shown of a ledger with the ledger.
func onDisk(t *testing.T, dir string, at map[string]uint64) {
	t.Helper()
	s, err := store.Open(store.Config{Dir: filepath.Join(dir, "ledger"), Name: "tx"})
	must(t, err)
	defer s.Close()
	saved, err := s.Ledger("clerk/tx").Load()
	must(t, err)
	found := map[string]bool{}
	for i, m := range saved.Tail {
		found[m.Head.ID] = true
		if pos := at[m.Head.ID]; pos != 0 && pos != uint64(i+1) {
			t.Errorf("order %s is at %d of the ledger, and was shown at %d", m.Head.ID, i+1, pos)
		}
	}
	for id := range at {
		if !found[id] {
			t.Errorf("order %s was shown and is not in the ledger", id)
		}
	}
}

// TestStandsStill stops the region with the real signal: nothing is acknowledged
// until it goes on, and then it goes on with the same process and the same life.
func TestStandsStill(t *testing.T) {
	c := start(t)
	must(t, c.answers(50))
	pid := c.process.Pid()
	must(t, c.process.Freeze())
	if why := c.process.Busy(); why != "tx stands still" {
		t.Errorf("Busy() = %q, want that it stands still", why)
	}
	// Answers that were under way may still arrive; then there are none.
	still := func() int { return len(c.of(history.KindOK)) }
	last, same := still(), 0
	must(t, c.awaits("no more answers", func() bool {
		if now := still(); now != last {
			last, same = now, 0
		}
		same++
		return same > 200
	}))
	must(t, c.process.Messages("twice", lookup(), true)) // reaches it when it goes on
	must(t, c.process.Thaw())
	must(t, c.answers(50))
	if got := c.process.Pid(); got != pid {
		t.Errorf("Pid() = %d after it went on, want %d", got, pid)
	}
	must(t, c.awaits("the lever has an effect", func() bool { return c.touches.Of("twice") > 0 }))
	c.close()
	var said []string
	for _, r := range append(c.of(history.KindDown), c.of(history.KindUp)...) {
		said = append(said, fmt.Sprint(r.Witness, " ", r.Kind, " ", r.Reason, " ", r.Epoch))
	}
	want := "clerk/tx down pause 1, reader/tx down pause 1, clerk/tx up  1, reader/tx up  1"
	if got := strings.Join(said, ", "); got != want {
		t.Errorf("said = %s, want %s", got, want)
	}
}

// TestKilledWhileItStandsStill takes a region that cannot hear the signal down,
// too; a lever that was pulled holds in the next process.
func TestKilledWhileItStandsStill(t *testing.T) {
	c := start(t)
	must(t, c.answers(10))
	must(t, c.process.Hold("held", "reader/tx", faults.StopKill, true))
	must(t, c.process.Freeze())
	must(t, c.process.Kill())
	must(t, c.process.Kill()) // does nothing
	if c.process.Pid() != 0 || c.process.Busy() != "tx is dead" {
		t.Fatalf("Pid() = %d, Busy() = %q after a kill", c.process.Pid(), c.process.Busy())
	}
	must(t, c.process.Restart())
	must(t, c.answers(10))
	ups := func(name string) int {
		n := 0
		for _, r := range c.of(history.KindUp) {
			if r.Witness.Text == name {
				n++
			}
		}
		return n
	}
	must(t, c.awaits("the clerk is back", func() bool { return ups("clerk/tx") == 1 }))
	if n := ups("reader/tx"); n != 0 {
		t.Fatalf("a machine that is held came back %d times, want not at all", n)
	}
	must(t, c.process.Hold("held", "reader/tx", faults.StopKill, false))
	must(t, c.awaits("the reader is back", func() bool { return ups("reader/tx") == 1 }))
}

// TestEndsUnasked has the child die of something that no fault did, and of a
// machine that panics: both are the harness's own failure, with the reason.
func TestEndsUnasked(t *testing.T) {
	t.Run("killed by somebody else", func(t *testing.T) {
		c := start(t)
		must(t, c.answers(1))
		must(t, syscall.Kill(c.process.Pid(), syscall.SIGKILL))
		failed(t, c, "process of tx")
	})
	t.Run("a machine panics", func(t *testing.T) {
		c := start(t, func(cfg *process.Config) { cfg.Recipe = []byte(`{"panic": "20"}`) })
		failed(t, c, "machine clerk/tx panicked")
	})
}

func failed(t *testing.T, c *counter, want string) {
	t.Helper()
	err := c.awaits("a failure", func() bool { return false })
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Fatalf("failure = %v, want %q", err, want)
	}
}

// TestRefused starts what cannot be started.
func TestRefused(t *testing.T) {
	for want, change := range map[string]func(*process.Config){
		"build system":   func(cfg *process.Config) { cfg.Recipe = []byte(`"?"`) },
		"take over auth": func(cfg *process.Config) { cfg.Secrets = []byte("{}") },
		"no program":     func(cfg *process.Config) { cfg.Command = nowhere },
	} {
		t.Run(want, func(t *testing.T) {
			c, err := newCounter(t.TempDir(), change)
			if err == nil {
				c.close()
				t.Fatal("start = nil, want an error")
			}
			if want != "no program" && !strings.Contains(err.Error(), want) {
				t.Fatalf("start = %v, want %q", err, want)
			}
		})
	}
	said, err := again(asRegion).CombinedOutput()
	if err == nil || !strings.Contains(string(said), process.ErrAlone.Error()) {
		t.Errorf("Serve() without a parent = %v: %s, want %v", err, said, process.ErrAlone)
	}
}

func nowhere() *exec.Cmd { return exec.Command("/no/such/program") }

// TestEndsWithItsParent kills a run whose region is a process: the region goes
// with it, also when it stands still.
func TestEndsWithItsParent(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ties a process to its parent")
	}
	for name, signal := range map[string]syscall.Signal{"running": 0, "standing still": syscall.SIGSTOP} {
		t.Run(name, func(t *testing.T) {
			cmd := again(asParent)
			out, err := cmd.StdoutPipe()
			must(t, err)
			must(t, cmd.Start())
			var pid int
			var dir string
			_, err = fmt.Fscan(bufio.NewReader(out), &pid, &dir)
			if err == nil {
				t.Cleanup(func() { _ = os.RemoveAll(dir) })
				err = syscall.Kill(pid, signal)
			}
			if err == nil && process.Left(filepath.Join(dir, "tx")) != pid {
				t.Errorf("Left(%s) = %d, want %d", dir, process.Left(filepath.Join(dir, "tx")), pid)
			}
			if killed := cmd.Process.Kill(); err == nil {
				err = killed
			}
			_ = cmd.Wait()
			must(t, err)
			must(t, (&counter{}).awaits("the child ends", func() bool { return !runs(pid) }))
			if left := process.Left(filepath.Join(dir, "tx")); left != 0 {
				t.Errorf("Left(%s) = %d, want none", dir, left)
			}
		})
	}
}
