package process

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"

	"github.com/seatrial/seatrial/sim/live/tail"
)

// local is a child that runs here, and listens to its stdin.
type local struct {
	io.Reader // its pipe
	io.Writer // its stdin
	pipe      *os.File
	cmd       *exec.Cmd
	exited    chan error
	last      *tail.Tail
}

// startLocal starts the command of a config as a child.
func startLocal(cfg *Config) (*local, error) {
	cmd := cfg.Command()
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer write.Close()
	l := &local{Reader: read, pipe: read, cmd: cmd, last: &tail.Tail{}}
	cmd.Dir, cmd.ExtraFiles, cmd.Stderr = cfg.Dir, []*os.File{write}, l.last
	bind(cmd)
	if l.Writer, err = cmd.StdinPipe(); err != nil {
		return nil, errors.Join(err, read.Close())
	}
	if l.exited, err = start(cmd); err != nil {
		return nil, errors.Join(err, read.Close())
	}
	if err := writePid(cfg.Dir, cmd.Process.Pid); err != nil {
		cfg.Fail(err)
	}
	return l, nil
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

// Pid returns the number of the process.
func (l *local) Pid() int { return l.cmd.Process.Pid }

// Kill implements [Peer].
func (l *local) Kill() error { return l.cmd.Process.Kill() }

// Stop implements [Peer].
func (l *local) Stop() error { return l.cmd.Process.Signal(syscall.SIGTERM) }

// haltMax is how long all threads of a child may take to stand still.
const haltMax = 5 * time.Second

// Halt implements [Peer].
func (l *local) Halt() error {
	if err := l.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	for deadline := time.Now().Add(haltMax); !stopped(l.cmd.Process.Pid); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			return fmt.Errorf("it still moves after %v", haltMax)
		}
	}
	return nil
}

// Resume implements [Peer].
func (l *local) Resume() error { return l.cmd.Process.Signal(syscall.SIGCONT) }

// Wait implements [Peer].
func (l *local) Wait() error {
	_ = l.pipe.Close()
	return <-l.exited
}

// Said implements [Peer].
func (l *local) Said() string { return l.last.Text() }
