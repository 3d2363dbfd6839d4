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
	stop    chan struct{} // ends the clock of a run in real time
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
	if !p.on || p.stop != nil || s.Of < 2 || time.Since(p.last) < 100*time.Millisecond {
		return
	}
	p.last = time.Now()
	fmt.Fprintf(os.Stderr, "\r%s: %d of %d seeds, %v of virtual time, %s events/s\x1b[K", p.name, p.done, s.Of,
		p.virtual.Round(time.Second), quantity(float64(p.events)/time.Since(p.begun).Seconds()))
}

// expect shows how much of a run in real time has passed: waves of seeds one
// after the other, each of about the given length.
func (p *progress) expect(length time.Duration, waves int) {
	if !p.on {
		return
	}
	p.stop = make(chan struct{})
	whole := length * time.Duration(waves)
	go func(stop chan struct{}) {
		for tick := time.NewTicker(time.Second); ; {
			select {
			case <-stop:
				tick.Stop()
				return
			case <-tick.C:
				p.passed(whole)
			}
		}
	}(p.stop)
}

// passed draws the line of a run in real time.
func (p *progress) passed(whole time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stop == nil {
		return
	}
	fmt.Fprintf(os.Stderr, "\r%s\x1b[K", clockLine(p.name, time.Since(p.begun), whole, p.done))
}

// clockLine says how far a run in real time is.
func clockLine(name string, passed, whole time.Duration, done int) string {
	text := fmt.Sprintf("%s: %v of at most %v", name, passed.Round(time.Second), whole.Round(time.Second))
	if done > 0 {
		text += fmt.Sprintf(", %d seeds done", done)
	}
	return text
}

// end wipes the line.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stop != nil {
		close(p.stop)
		p.stop = nil
	}
	if p.on {
		fmt.Fprint(os.Stderr, "\r\x1b[K")
	}
}
