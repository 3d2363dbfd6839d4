package consumer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/seatrial/seatrial/sim/live/tail"
)

// process is a consumer that the kit starts, kills and starts again.
type process struct {
	command string
	output  io.Writer

	end  chan error // it ended of its own accord
	last *tail.Tail

	mu    sync.Mutex
	cmd   *exec.Cmd     // nil = it does not run
	done  chan struct{} // closed when it has ended
	asked bool          // its end was asked for
}

func newProcess(command string, output io.Writer) *process {
	return &process{command: command, output: output, end: make(chan error, 1), last: &tail.Tail{}}
}

func (p *process) killable() bool      { return true }
func (p *process) ended() <-chan error { return p.end }

// start runs the command by the shell, in a process group of its own.
func (p *process) start(_ context.Context, s Settings) error {
	cmd := exec.Command("/bin/sh", "-c", direct(p.command))
	cmd.Env = append(os.Environ(), s.Environment()...)
	cmd.Stdout = io.MultiWriter(p.last, p.output)
	cmd.Stderr = cmd.Stdout
	cmd.WaitDelay = time.Second // for what children of it still write
	bind(cmd)
	exited, err := launch(cmd)
	if err != nil {
		return fmt.Errorf("start %q: %w", p.command, err)
	}
	done := make(chan struct{})
	p.mu.Lock()
	p.cmd, p.done, p.asked = cmd, done, false
	p.mu.Unlock()
	go p.wait(exited, done)
	return nil
}

// plainCommand is one program with its arguments, and nothing that a shell does.
var plainCommand = regexp.MustCompile(`^[\w./-]+( [\w./:,@%+='"-]+)*$`)

// direct lets a program take the place of the shell where that changes nothing
// else. Then it is the child of this process, and ends with it.
func direct(command string) string {
	if plainCommand.MatchString(command) && !strings.HasPrefix(command, "exec ") {
		return "exec " + command
	}
	return command
}

// launch starts a command and returns where its end is told. The thread that
// starts a child lives as long as the child: the system takes its end for the end
// of the parent.
func launch(cmd *exec.Cmd) (exited chan error, err error) {
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

func (p *process) wait(exited chan error, done chan struct{}) {
	err := <-exited
	if err == nil {
		err = errors.New("it ended with status 0")
	}
	p.mu.Lock()
	asked, pid := p.asked, p.cmd.Process.Pid
	p.cmd = nil
	p.mu.Unlock()
	_ = syscall.Kill(-pid, syscall.SIGKILL) // what it left behind
	close(done)
	if !asked {
		p.end <- fmt.Errorf("%q: %w%s", p.command, err, words(p.last))
	}
}

// signal sends a signal to the whole group and returns where the end is told.
func (p *process) signal(s syscall.Signal) <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = true
	if p.cmd != nil {
		_ = syscall.Kill(-p.cmd.Process.Pid, s) // an error says that it is gone already
	}
	return p.done
}

func (p *process) kill() error {
	<-p.signal(syscall.SIGKILL)
	return nil
}

// stopMax is how long a consumer has to end when it is asked to.
const stopMax = 2 * time.Second

func (p *process) stop() error {
	if p.done == nil {
		return nil // it never ran
	}
	patience := time.NewTimer(stopMax)
	defer patience.Stop()
	select {
	case <-p.signal(syscall.SIGTERM):
		return nil
	case <-patience.C:
	}
	return p.kill()
}

// words returns what a process said last, to be put behind a sentence.
func words(said *tail.Tail) string {
	text := said.Text()
	if text == "" {
		return ""
	}
	return "; it said last:\n" + text
}
