package main

import (
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/seatrial/seatrial/scenarios/run"
)

// progress is one line on a terminal, and nothing when piped.
type progress struct {
	mu      sync.Mutex
	name    string
	done    int
	events  uint64
	virtual time.Duration
	begun   time.Time
	last    time.Time
	on      bool
}

func newProgress(name string) *progress {
	return &progress{name: name, begun: time.Now(), on: isatty.IsTerminal(os.Stderr.Fd())}
}

// seed is called when a seed is done, from any goroutine.
func (p *progress) seed(s run.Step) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	p.events += s.Events
	p.virtual += s.Virtual
	if !p.on || s.Of < 2 || time.Since(p.last) < 100*time.Millisecond {
		return
	}
	p.last = time.Now()
	fmt.Fprintf(os.Stderr, "\r%s: %d of %d seeds, %v of virtual time, %s events/s\x1b[K", p.name, p.done, s.Of,
		p.virtual.Round(time.Second), quantity(float64(p.events)/time.Since(p.begun).Seconds()))
}

// end wipes the line.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.on {
		fmt.Fprint(os.Stderr, "\r\x1b[K")
	}
}
