package process

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"

	"github.com/seatrial/seatrial/sim/live"
)

// spawned is one child.
type spawned struct {
	cmd    *exec.Cmd
	source *live.Source
	ended  chan struct{} // closed when it has ended and all it said was taken in

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
	cmd := cfg.Command()
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer write.Close()
	last := &tail{}
	cmd.Dir, cmd.ExtraFiles, cmd.Stderr = cfg.Dir, []*os.File{write}, last
	bind(cmd)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, errors.Join(err, read.Close())
	}
	exited, err := start(cmd)
	if err != nil {
		return nil, errors.Join(err, read.Close())
	}
	c := &spawned{cmd: cmd, source: cfg.Log.Source(), ended: make(chan struct{}), say: json.NewEncoder(in), waiting: map[uint64]chan word{}}
	if err := writePid(cfg.Dir, cmd.Process.Pid); err != nil {
		cfg.Fail(err)
	}
	go func() {
		heard := c.listen(read, hear)
		_ = read.Close()
		_ = cmd.Process.Kill() // it closed its pipe, or says what nobody understands
		c.end(cfg, errors.Join(heard, <-exited), last)
	}()
	return c, nil
}

// start starts a command and returns where its end is told. The thread that
// starts a child lives as long as the child: the system takes its end for the
// end of the parent.
func start(cmd *exec.Cmd) (exited chan error, err error) {
	cmd.WaitDelay = time.Second // for what it wrote to stderr
	started := make(chan error)
	exited = make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			exited <- cmd.Wait()
		}
	}()
	return exited, <-started
}

// listen takes every word until the child ends. What a child could not say to its
// end it did not say.
func (c *spawned) listen(from io.Reader, hear func(*spawned, *word)) error {
	for read := json.NewDecoder(from); ; {
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

// end takes note of the end.
func (c *spawned) end(cfg *Config, why error, last *tail) {
	c.source.Close()
	c.mu.Lock()
	c.why = fmt.Errorf("it ended: %w; it said last: %q", errors.Join(errEnded, why), last.text())
	wanted := c.asking
	c.mu.Unlock()
	if !wanted {
		cfg.Fail(fmt.Errorf("process of %s: %w", cfg.Region, c.why))
	}
	close(c.ended)
}

var errEnded = errors.New("nobody asked it to")

// answerMax is how long a child may take to carry out a request.
const answerMax = 60 * time.Second

// ask has the child carry out a request, and returns its answer when it has.
func (c *spawned) ask(q request) (word, error) {
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

// kill kills the child and returns when it is gone.
func (c *spawned) kill() {
	c.mu.Lock()
	c.asking = true
	c.mu.Unlock()
	_ = c.cmd.Process.Kill() // an error says that it is gone already
	<-c.ended
}

// haltMax is how long all threads of a child may take to stand still.
const haltMax = 5 * time.Second

// halt makes the child stand still and returns when it does.
func (c *spawned) halt() error {
	if err := c.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	for deadline := time.Now().Add(haltMax); !stopped(c.cmd.Process.Pid); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			return fmt.Errorf("it still moves after %v", haltMax)
		}
	}
	return nil
}

// resume lets the child go on.
func (c *spawned) resume() error { return c.cmd.Process.Signal(syscall.SIGCONT) }

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

const tailMax = 4 << 10

// Write implements [io.Writer].
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, b...)
	t.kept = bytes.Clone(t.kept[max(0, len(t.kept)-tailMax):])
	return len(b), nil
}

func (t *tail) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.kept)
}
