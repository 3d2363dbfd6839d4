package main

import (
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/mattn/go-isatty"
)

// progress is one line on a terminal, and nothing when piped.
type progress struct {
	mu   sync.Mutex
	name string
	done int
	last time.Time
	on   bool
}

func newProgress(name string) *progress {
	return &progress{name: name, on: isatty.IsTerminal(os.Stderr.Fd())}
}

// seed is called when a seed is done, from any goroutine.
func (p *progress) seed(_, of int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	if !p.on || of < 2 || time.Since(p.last) < 100*time.Millisecond {
		return
	}
	p.last = time.Now()
	fmt.Fprintf(os.Stderr, "\r%s: %d of %d seeds\x1b[K", p.name, p.done, of)
}

// end wipes the line.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.on {
		fmt.Fprint(os.Stderr, "\r\x1b[K")
	}
}
