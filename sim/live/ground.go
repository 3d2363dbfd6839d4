package live

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Ground watches what the run stands on: whether a goroutine that does nothing
// gets a processor in time, and how long the disk takes to sync a page. It has no
// part in the system, so what holds it up is none of the system's doing alone;
// promises about speed leave out what was under way meanwhile.
type Ground struct {
	file *os.File
	log  *Log
	done chan struct{}
	wait sync.WaitGroup

	mu     sync.Mutex
	failed error
}

const (
	groundTick   = 10 * time.Millisecond
	groundSync   = 100 * time.Millisecond // between two syncs: a handful of pages a second
	groundHeldUp = 50 * time.Millisecond  // later than this is told
	groundPage   = 4096
)

// WatchGround begins to watch; its page lies in dir, on the disk of the ledgers.
func WatchGround(dir string, log *Log) (*Ground, error) {
	file, err := os.Create(filepath.Join(dir, "ground"))
	if err != nil {
		return nil, fmt.Errorf("watch the ground: %w", err)
	}
	g := &Ground{file: file, log: log, done: make(chan struct{})}
	g.wait.Add(2)
	go g.processor()
	go g.disk()
	return g, nil
}

// processor sleeps for a tick and looks how late it was woken up.
func (g *Ground) processor() {
	defer g.wait.Done()
	timer := time.NewTimer(groundTick)
	defer timer.Stop()
	for {
		begun := time.Now()
		timer.Reset(groundTick)
		select {
		case <-g.done:
			return
		case <-timer.C:
		}
		g.tell("processor", time.Since(begun)-groundTick)
	}
}

// disk syncs a page now and then.
func (g *Ground) disk() {
	defer g.wait.Done()
	page := make([]byte, groundPage)
	ticker := time.NewTicker(groundSync)
	defer ticker.Stop()
	for {
		select {
		case <-g.done:
			return
		case <-ticker.C:
		}
		page[0]++
		begun := time.Now()
		_, err := g.file.WriteAt(page, 0)
		if err = errors.Join(err, g.file.Sync()); err != nil {
			g.mu.Lock()
			g.failed = fmt.Errorf("watch the ground: %w", err)
			g.mu.Unlock()
			return
		}
		g.tell("disk", time.Since(begun))
	}
}

// tell notes that something took long.
func (g *Ground) tell(what string, took time.Duration) {
	if took < groundHeldUp {
		return
	}
	g.log.Note(func(r *history.Record) {
		r.Kind, r.Witness, r.Type, r.Qty = history.KindGround, history.N("ground"), history.N(what), int64(took)
	})
}

// Close ends the watch and returns what went wrong with it.
func (g *Ground) Close() error {
	close(g.done)
	g.wait.Wait()
	return errors.Join(g.failed, g.file.Close())
}
