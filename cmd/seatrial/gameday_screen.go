package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios/run"
)

// screen shows a rehearsal while it goes on. It is used by one goroutine.
type screen interface {
	draw(s run.Sight)
	answer(text string) // to a line that was typed; "" = nothing to say
	close()
}

// newScreen redraws in place on a terminal and writes lines elsewhere.
func newScreen(w io.Writer, style reports.Style) screen {
	if file, ok := w.(*os.File); ok && isatty.IsTerminal(file.Fd()) {
		return &frame{w: w, style: style, rows: func() int { return terminalRows(file) }}
	}
	return &log{w: w}
}

// console stands between a rehearsal, which must never wait for a terminal, and
// its screen: of several sights that come while it draws, the last one counts.
type console struct {
	mu      sync.Mutex
	sight   *run.Sight
	answers []string
	closed  bool
	wake    chan struct{}
	done    chan struct{}
	once    sync.Once
}

func newConsole(s screen) *console {
	c := &console{wake: make(chan struct{}, 1), done: make(chan struct{})}
	go c.serve(s)
	return c
}

func (c *console) serve(s screen) {
	defer close(c.done)
	for range c.wake {
		c.draw(s)
	}
	c.draw(s)
	s.close()
}

func (c *console) draw(s screen) {
	c.mu.Lock()
	sight, answers := c.sight, c.answers
	c.sight, c.answers = nil, nil
	c.mu.Unlock()
	for _, text := range answers {
		s.answer(text)
	}
	if sight != nil {
		s.draw(*sight)
	}
}

func (c *console) show(s run.Sight) { c.post(func() { c.sight = &s }) }

func (c *console) say(text string) { c.post(func() { c.answers = append(c.answers, text) }) }

func (c *console) post(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
	if c.closed {
		return // a line came late
	}
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// close draws what is left and gives the terminal back.
func (c *console) close() {
	c.once.Do(func() {
		c.mu.Lock()
		c.closed = true
		close(c.wake)
		c.mu.Unlock()
		<-c.done
	})
}

// log writes a line for every change, and the figures now and then.
type log struct {
	w     io.Writer
	was   run.Sight
	told  time.Duration
	ended bool // nobody reads any more
}

// figuresEvery is how often figures are written where they cannot be redrawn.
const figuresEvery = 5 * time.Second

func (l *log) draw(s run.Sight) {
	err := reports.SightChanges(l.w, l.was, s)
	if err == nil && s.At-l.told >= figuresEvery {
		l.told = s.At
		err = reports.SightFigures(l.w, s)
	}
	l.was, l.ended = s, l.ended || err != nil
}

func (l *log) answer(text string) {
	if text != "" && !l.ended {
		fmt.Fprintf(l.w, "%12s  %s\n", "", text)
	}
}

func (l *log) close() {}

// frame redraws a picture above the line on which the operator types. What was
// typed and not yet sent stays where it is.
type frame struct {
	w      io.Writer
	style  reports.Style
	rows   func() int // of the terminal; 0 = not known
	height int        // lines above the one that is typed on
	below  int        // lines by which the cursor is below the place to type
	text   string     // answer to the last line
	drawn  time.Time
	was    run.Sight
}

// frameEvery is how often the picture changes if nothing happens.
const frameEvery = 250 * time.Millisecond

func (f *frame) draw(s run.Sight) {
	urgent := f.below > 0 || s.Phase != f.was.Phase || s.Waiting != f.was.Waiting || s.Paused != f.was.Paused
	if !urgent && time.Since(f.drawn) < frameEvery {
		return
	}
	f.drawn, f.was = time.Now(), s
	var picture bytes.Buffer
	if err := reports.Sight(&picture, s, f.style); err != nil {
		return
	}
	io.WriteString(f.w, f.redraw(strings.Split(strings.TrimRight(picture.String(), "\n"), "\n")))
}

// redraw returns what makes the terminal show the picture. It only ever moves
// relative to where the cursor is, so what stood above stays.
func (f *frame) redraw(lines []string) string {
	if f.text != "" {
		lines = append(lines, f.text)
	}
	if rows := f.rows(); rows > 2 && len(lines) > rows-2 {
		lines = lines[:rows-2]
	}
	var b strings.Builder
	up := f.height + f.below
	grown := len(lines) > f.height
	fresh := grown || f.below > 0 // the line that is typed on moves, or is empty
	for len(lines) < f.height {
		lines = append(lines, "")
	}
	f.height, f.below = len(lines), 0
	if !fresh {
		b.WriteString("\x1b7")
	}
	if up > 0 {
		fmt.Fprintf(&b, "\x1b[%dA", up)
	}
	b.WriteString("\r")
	for _, line := range lines {
		b.WriteString(line + "\x1b[K\r\n")
	}
	if fresh {
		b.WriteString("\x1b[J> ")
	} else {
		b.WriteString("\x1b8")
	}
	return b.String()
}

// answer comes after every line that was typed: the terminal has moved the
// cursor one down.
func (f *frame) answer(text string) { f.text, f.below = text, f.below+1 }

func (f *frame) close() { fmt.Fprintln(f.w) }
