package main

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios/run"
)

// paper is a terminal without a size that knows what a frame asks of it.
type paper struct {
	lines      [][]byte
	row, col   int
	row0, col0 int // saved
}

// Write puts text on the paper and follows the moves of the cursor.
func (p *paper) Write(b []byte) (int, error) {
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '\r':
			p.col = 0
		case c == '\n':
			p.row++
		case c == 0x1b:
			i += p.escape(string(b[i+1:]))
		default:
			p.put(c)
		}
	}
	return len(b), nil
}

// escape carries out one escape sequence and returns its length.
func (p *paper) escape(s string) int {
	switch s[0] {
	case '7':
		p.row0, p.col0 = p.row, p.col
		return 1
	case '8':
		p.row, p.col = p.row0, p.col0
		return 1
	}
	end := strings.IndexAny(s, "AJKm")
	switch n, _ := strconv.Atoi(s[1:end]); s[end] {
	case 'A':
		p.row -= n
	case 'K':
		p.reach()
		p.lines[p.row] = p.lines[p.row][:min(p.col, len(p.lines[p.row]))]
	case 'J':
		p.reach()
		p.lines = p.lines[:p.row+1]
		p.lines[p.row] = p.lines[p.row][:min(p.col, len(p.lines[p.row]))]
	}
	return end + 1
}

func (p *paper) reach() {
	for len(p.lines) <= p.row {
		p.lines = append(p.lines, nil)
	}
}

func (p *paper) put(c byte) {
	p.reach()
	line := p.lines[p.row]
	for len(line) <= p.col {
		line = append(line, ' ')
	}
	line[p.col] = c
	p.lines[p.row] = line
	p.col++
}

func (p *paper) String() string {
	var out []string
	for _, line := range p.lines {
		out = append(out, strings.TrimRight(string(line), " "))
	}
	return strings.Join(out, "\n")
}

// TestFrameStaysInPlace redraws below what stood there, keeps what is being
// typed, and moves on after a line was sent.
func TestFrameStaysInPlace(t *testing.T) {
	p := &paper{}
	f := &frame{w: p, rows: func() int { return 0 }}
	draw := func(lines ...string) { p.Write([]byte(f.redraw(lines))) }
	p.Write([]byte("run sheet\r\n"))
	draw("one", "two")
	p.Write([]byte("n hal")) // typed so far
	draw("ONE", "2")
	if got, want := p.String(), "run sheet\nONE\n2\n> n hal"; got != want {
		t.Errorf("after a redraw = %q, want %q", got, want)
	}
	p.Write([]byte("lo\r\n"))
	f.answer("")
	draw("ONE", "2", "note: hallo")
	if got, want := p.String(), "run sheet\nONE\n2\nnote: hallo\n>"; got != want {
		t.Errorf("after a line was sent = %q, want %q", got, want)
	}
	draw("ONE")
	if got, want := p.String(), "run sheet\nONE\n\n\n>"; got != want {
		t.Errorf("after the picture shrank = %q, want %q", got, want)
	}
}

// TestFrameFitsTerminal leaves out what a small terminal has no room for.
func TestFrameFitsTerminal(t *testing.T) {
	p := &paper{}
	f := &frame{w: p, rows: func() int { return 4 }}
	p.Write([]byte(f.redraw([]string{"1", "2", "3", "4", "5"})))
	if got, want := p.String(), "1\n2\n>"; got != want {
		t.Errorf("on four rows = %q, want %q", got, want)
	}
}

func TestLogWritesChanges(t *testing.T) {
	var b bytes.Buffer
	l := &log{w: &b}
	cut := run.FaultSight{FaultReport: run.FaultReport{Fault: faults.Fault{ID: "cut", Kind: faults.Partition, Region: "tx", Peer: "hub"}}}
	l.draw(run.Sight{At: time.Second, Phase: "baseline", Faults: []run.FaultSight{cut}})
	l.draw(run.Sight{At: 2 * time.Second, Phase: "baseline", Faults: []run.FaultSight{cut}})
	l.answer("no such key")
	cut.Injected, cut.Active = 3*time.Second, true
	l.draw(run.Sight{At: 3100 * time.Millisecond, Phase: "faults", Faults: []run.FaultSight{cut}})
	want := "     1.000 s  phase baseline\n              no such key\n     3.100 s  phase faults\n" +
		"     3.000 s  injected cut: TX and the hub cannot talk to each other\n"
	if b.String() != want {
		t.Errorf("log = \n%s\nwant\n%s", b.String(), want)
	}
}

// TestConsoleNeverWaits shows thousands of sights to a screen that is stuck.
func TestConsoleNeverWaits(t *testing.T) {
	s := &stuckScreen{free: make(chan struct{})}
	c := newConsole(s)
	for i := range 10_000 {
		c.show(run.Sight{At: time.Duration(i)})
	}
	close(s.free)
	c.close()
	c.show(run.Sight{}) // late, and no harm
	if s.last != 9_999 {
		t.Errorf("the last sight drawn is %d, want 9999", s.last)
	}
}

type stuckScreen struct {
	free chan struct{}
	last time.Duration
}

func (s *stuckScreen) draw(x run.Sight) { <-s.free; s.last = x.At }
func (s *stuckScreen) answer(string)    {}
func (s *stuckScreen) close()           {}

func TestParseCue(t *testing.T) {
	for line, want := range map[string]run.Cue{"": {Kind: run.CueGo}, "  ": {Kind: run.CueGo}, "p": {Kind: run.CuePause},
		"q": {Kind: run.CueQuit}, "n  power is back ": {Kind: run.CueNote, Text: "power is back"}} {
		if got, err := parseCue(line); err != nil || got != want {
			t.Errorf("parseCue(%q) = %v, %v, want %v", line, got, err, want)
		}
	}
	for _, line := range []string{"n", "quit", "p now", "q!"} {
		if got, err := parseCue(line); err == nil {
			t.Errorf("parseCue(%q) = %v, want an error: a slip of the finger must do nothing", line, got)
		}
	}
}

// TestGamedayCommand repeats what was asked for.
func TestGamedayCommand(t *testing.T) {
	s, err := pickScenario("tx-dc")
	if err != nil {
		t.Fatal(err)
	}
	f := gamedayFlags{auto: true}
	f.world, f.defects = "virtual", []string{"M01"}
	if got, want := gamedayCommand(s, f), "seatrial gameday tx-dc --world virtual --auto --defect M01"; got != want {
		t.Errorf("gamedayCommand() = %q, want %q", got, want)
	}
}
