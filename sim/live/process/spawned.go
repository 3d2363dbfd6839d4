package process

import (
	"bufio"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seatrial/seatrial/sim/live"
)

// spawned is one child.
type spawned struct {
	peer   Peer
	source *live.Source
	ended  chan struct{} // closed when it has ended and all it said was taken in
	begun  atomic.Bool   // it was asked to begin

	mu      sync.Mutex
	say     *json.Encoder
	asked   uint64
	waiting map[uint64]chan word
	asking  bool // it is to end: that it does is no failure
	why     error
}

// launch starts a child that nothing was asked of yet. Every word of it is shown
// to hear, one at a time.
func launch(cfg *Config, hear func(*spawned, *word)) (*spawned, error) {
	peer, err := cfg.start()
	if err != nil {
		return nil, err
	}
	c := &spawned{peer: peer, source: cfg.Log.Source(), ended: make(chan struct{}), say: json.NewEncoder(peer), waiting: map[uint64]chan word{}}
	go func() {
		heard := c.listen(peer, hear)
		_ = peer.Kill() // it closed its pipe, or says what nobody understands
		c.end(cfg, errors.Join(heard, peer.Wait()))
	}()
	return c, nil
}

// listen takes every word until the child ends. What a child could not say to its
// end it did not say.
func (c *spawned) listen(from io.Reader, hear func(*spawned, *word)) error {
	for read := gob.NewDecoder(bufio.NewReaderSize(unhurried{from, &c.begun}, gatherSize)); ; {
		var w word
		if err := read.Decode(&w); err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				return nil
			}
			return fmt.Errorf("listen: %w", err)
		}
		hear(c, &w)
		if w.Answer == 0 {
			continue
		}
		c.mu.Lock()
		asker := c.waiting[w.Answer]
		delete(c.waiting, w.Answer)
		c.mu.Unlock()
		if asker != nil {
			asker <- w
		}
	}
}

// A parent hears a dozen children that each say a little hundreds of times a second,
// and to be woken costs it more than to take in what was said. So it lets them all
// talk for a moment, the same one. Nothing hangs on when it listens, once the run has
// begun: what a child has said, it has said. Before that clocks are compared, by how
// long an answer takes.
const (
	gather     = 10 * time.Millisecond
	gatherSize = 64 << 10
)

// unhurried reads what came in a moment at once.
type unhurried struct {
	io.Reader
	begun *atomic.Bool
}

// Read implements [io.Reader].
func (u unhurried) Read(b []byte) (int, error) {
	if u.begun.Load() {
		time.Sleep(gather - time.Duration(time.Now().UnixNano())%gather)
	}
	return u.Reader.Read(b)
}

// end takes note of the end.
func (c *spawned) end(cfg *Config, why error) {
	c.source.Close()
	c.mu.Lock()
	c.why = fmt.Errorf("it ended: %w; it said last: %q", errors.Join(errEnded, why), c.peer.Said())
	wanted := c.asking
	c.mu.Unlock()
	if !wanted {
		cfg.Fail(fmt.Errorf("process of %s: %w", cfg.name(), c.why))
	}
	close(c.ended)
}

var errEnded = errors.New("nobody asked it to")

// answerMax is how long a child may take to carry out a request.
const answerMax = 60 * time.Second

// ask has the child carry out a request, and returns its answer when it has.
func (c *spawned) ask(q request) (word, error) {
	if q.Begin != nil {
		c.begun.Store(true)
	}
	c.mu.Lock()
	c.asked++
	q.Number = c.asked
	answer := make(chan word, 1)
	c.waiting[q.Number] = answer
	err := c.say.Encode(q)
	c.mu.Unlock()
	patience := time.NewTimer(answerMax)
	defer patience.Stop()
	select {
	case w := <-answer:
		if w.Failed != "" {
			return w, errors.New(w.Failed)
		}
		return w, nil
	case <-c.ended:
		return word{}, c.why
	case <-patience.C:
		return word{}, errors.Join(fmt.Errorf("no answer in %v", answerMax), err)
	}
}

// kill kills the child, or asks it to end in order, and returns when it is gone.
func (c *spawned) kill(how func() error) {
	c.mu.Lock()
	c.asking = true
	c.mu.Unlock()
	_ = how() // an error says that it is gone already
	<-c.ended
}
