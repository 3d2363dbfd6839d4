//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// cutOff holds one fault for longer than anybody waits, so that it can be ended
// in its middle, and has a second one that is never reached.
const cutOff = `schema: seatrial/scenario/v1
id: cut-off
title: A region and the hub cannot talk
owner: network-operations
family: F3
covers: [R131]
hypothesis: Texas sells as before while it is cut off.
topology: {regions: 2}
workload: {rate: 20/s, duration: 35s, skus: 8, stock: 400, retry: 300ms}
baseline: 1s
steady_state: {answered: 99%, commands: 10}
timeline:
  - {id: cut, fault: partition, between: [tx, hub], at: 1100ms, hold: 30s}
  - {id: kill, fault: kill, target: pod/va, at: 1200ms, hold: 1s}
drain: 20s
live: {factor: 1, commands: 10000}
promises: [I-01, I-05]
`

// terminal is a program on a pseudo-terminal.
type terminal struct {
	t      *testing.T
	master *os.File
	cmd    *exec.Cmd
	mu     sync.Mutex
	text   bytes.Buffer // everything it wrote
	read   int          // up to where it was awaited
	over   bool         // it writes nothing more
	ended  chan error
}

// onTerminal starts seatrial in a folder of its own.
func onTerminal(t *testing.T, dir string, args ...string) *terminal {
	t.Helper()
	master, slave, err := openTerminal()
	if err != nil {
		t.Skipf("no pseudo-terminal here: %v", err)
	}
	defer slave.Close()
	p := &terminal{t: t, master: master, cmd: exec.Command("seatrial", args...), ended: make(chan error, 1)}
	p.cmd.Dir, p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = dir, slave, slave, slave
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill(); master.Close() })
	go p.listen()
	return p
}

// openTerminal returns both ends of a new pseudo-terminal.
func openTerminal() (master, slave *os.File, err error) {
	master, err = os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, nil, err
	}
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(int(master.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 40, Col: 120})
	}
	if err == nil {
		slave, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	}
	if err != nil {
		master.Close()
		return nil, nil, err
	}
	return master, slave, nil
}

// listen keeps what the program writes until it is gone.
func (p *terminal) listen() {
	buf := make([]byte, 8192)
	for {
		n, err := p.master.Read(buf)
		p.mu.Lock()
		p.text.Write(buf[:n])
		p.over = err != nil
		p.mu.Unlock()
		if err != nil {
			p.ended <- p.cmd.Wait()
			return
		}
	}
}

// awaits polls until the program has written a text that was not awaited before.
func (p *terminal) awaits(text string) {
	p.t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(time.Minute)
	for over := false; !over; {
		p.mu.Lock()
		over = p.over
		at := strings.Index(p.text.String()[p.read:], text)
		if at >= 0 {
			p.read += at + len(text)
		}
		p.mu.Unlock()
		if at >= 0 {
			return
		}
		select {
		case <-deadline:
			over = true
		case <-tick.C:
		}
	}
	p.t.Fatalf("the terminal never shows %q:\n%q", text, p.text.String())
}

func (p *terminal) types(keys string) {
	p.t.Helper()
	if _, err := p.master.WriteString(keys); err != nil {
		p.t.Fatal(err)
	}
}

// exits waits for the end and returns the exit status.
func (p *terminal) exits() string {
	p.t.Helper()
	select {
	case err := <-p.ended:
		if err == nil {
			return "0"
		}
		return statusOf(err)
	case <-time.After(time.Minute):
		p.t.Fatalf("still running after a minute:\n%q", p.text.String())
	}
	return ""
}

func writeScenario(t *testing.T, source string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "cut-off.yaml"), []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func demand(t *testing.T, path string, texts ...string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		if !strings.Contains(string(b), text) {
			t.Errorf("%s does not contain %q:\n%s", filepath.Base(path), text, b)
		}
	}
}

// TestGamedayEnds types what a person would: a note, the word for a fault, a
// pause, and the end in the middle of the fault. Of a test program, which is linked to
// libraries, no image can be made.
func TestGamedayEnds(t *testing.T) {
	for _, world := range []string{"virtual", "embedded"} {
		t.Run(world, func(t *testing.T) {
			t.Parallel()
			endGameday(t, world)
		})
	}
}

func endGameday(t *testing.T, world string) {
	dir := writeScenario(t, cutOff)
	p := onTerminal(t, dir, "gameday", "cut-off.yaml", "--world", world, "--out", "out", "--color", "never")
	p.awaits("RUN SHEET")
	p.awaits("stop conditions")
	p.awaits("BASELINE")
	p.awaits("Enter injects cut")
	p.types("n all screens are open\n")
	p.awaits("note at")
	p.types("what\n")
	p.awaits(`no key "what"`)
	p.types("\n")
	p.awaits("s left")
	p.awaits("Enter injects kill")
	p.types("p\n")
	p.awaits("PAUSED before kill")
	p.awaits("showing: ")
	p.types("q\n")
	p.awaits("STOPPED")
	if got := p.exits(); got != "5" {
		t.Errorf("gameday in world %s ended by q exits %s, want 5", world, got)
	}
	out := filepath.Join(dir, "out", "cut-off")
	demand(t, filepath.Join(out, "rehearsal.md"), "all screens are open", "effects, proved, reverted at", "proved: nothing touched in the 1 s after",
		"requested, not injected", "kill: not injected", "5 (stopped early)")
	demand(t, filepath.Join(out, "result.json"), `"exit": 5`, `"reverted": true`)
	demand(t, filepath.Join(out, "report.html"), "all screens are open")
}

// TestGamedayInterrupted ends it by Ctrl-C in the middle of a fault.
func TestGamedayInterrupted(t *testing.T) {
	t.Parallel()
	dir := writeScenario(t, cutOff)
	p := onTerminal(t, dir, "gameday", "cut-off.yaml", "--world", "virtual", "--out", "out", "--color", "never")
	p.awaits("Enter injects cut")
	p.types("\n")
	p.awaits("Enter injects kill")
	p.types("\x03")
	p.awaits("STOPPED")
	if got := p.exits(); got != "5" {
		t.Errorf("gameday ended by Ctrl-C exits %s, want 5", got)
	}
	demand(t, filepath.Join(dir, "out", "cut-off", "rehearsal.md"), "proved: nothing touched in the 1 s after")
}
