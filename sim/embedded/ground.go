package embedded

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live"
)

// ground watches what the run stands on: whether a goroutine that does nothing
// gets a processor in time, and how long the disk takes to sync a page. It has no
// part in the system, so what holds it up is none of the system's doing alone;
// promises about speed leave out what was under way meanwhile.
type ground struct {
	file *os.File
	log  *live.Log
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

// watchGround begins to watch; its page lies in dir, on the disk of the ledgers.
func watchGround(dir string, log *live.Log) (*ground, error) {
	file, err := os.Create(filepath.Join(dir, "ground"))
	if err != nil {
		return nil, fmt.Errorf("watch the ground: %w", err)
	}
	g := &ground{file: file, log: log, done: make(chan struct{})}
	g.wait.Add(2)
	go g.processor()
	go g.disk()
	return g, nil
}

// processor sleeps for a tick and looks how late it was woken up.
func (g *ground) processor() {
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
func (g *ground) disk() {
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
func (g *ground) tell(what string, took time.Duration) {
	if took < groundHeldUp {
		return
	}
	g.log.Note(func(r *history.Record) {
		r.Kind, r.Witness, r.Type, r.Qty = history.KindGround, history.N("ground"), history.N(what), int64(took)
	})
}

// close ends the watch and returns what went wrong with it.
func (g *ground) close() error {
	close(g.done)
	g.wait.Wait()
	return errors.Join(g.failed, g.file.Close())
}
