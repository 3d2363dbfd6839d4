package containers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
)

// peer is a container as the child of the run, over the control network. It
// implements [process.Peer].
type peer struct {
	net.Conn
	vessel *vessel
}

// Means are the ways in which faults are carried out, where there are several.
// With the zero value one machine is killed alone, a link swallows what it is to
// cut, the freezer of the kernel stops what stands still, and SIGKILL kills.
type Means struct {
	Container bool // whoever kills one machine kills its container, and with it every machine in there
	Network   bool // a partition takes the region's bus off its network, rather than let the link swallow what it carries
	Signal    bool // SIGSTOP stops what stands still, rather than the freezer of the kernel
	Polite    bool // a kill is SIGTERM, and SIGKILL to whoever does not heed it
}

// doneMax is how long the daemon may take to do what it is asked.
const doneMax = 20 * time.Second

// bounded returns a context for one wish to the daemon.
func bounded() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), doneMax)
}

// Kill implements [process.Peer].
func (p *peer) Kill() error {
	if p.vessel.means.Polite {
		return p.Stop()
	}
	return errors.Join(p.vessel.kill("SIGKILL"), p.silent())
}

// silentMax is how long the last words of a container may take that is gone. Its
// network goes with it, and so may the word that nothing more comes.
const silentMax = 2 * time.Second

// silent ends the wait for words of a container that is gone.
func (p *peer) silent() error { return p.SetReadDeadline(time.Now().Add(silentMax)) }

// Stop implements [process.Peer].
func (p *peer) Stop() error {
	ctx, cancel := bounded()
	defer cancel()
	patience := 5 // seconds
	_, err := p.vessel.engine.docker.ContainerStop(ctx, p.vessel.id, client.ContainerStopOptions{Timeout: &patience})
	return errors.Join(err, p.silent())
}

// Halt implements [process.Peer].
func (p *peer) Halt() error {
	v := p.vessel
	if v.means.Signal {
		if err := v.kill("SIGSTOP"); err != nil {
			return err
		}
		return v.until("stand still", func(s *container.State) bool { return stopped(s.Pid) })
	}
	ctx, cancel := bounded()
	defer cancel()
	if _, err := v.engine.docker.ContainerPause(ctx, v.id, client.ContainerPauseOptions{}); err != nil {
		return fmt.Errorf("pause container %s: %w", v.name, err)
	}
	return v.until("be paused", func(s *container.State) bool { return s.Paused })
}

// Resume implements [process.Peer].
func (p *peer) Resume() error {
	v := p.vessel
	if v.means.Signal {
		if err := v.kill("SIGCONT"); err != nil {
			return err
		}
		return v.until("go on", func(s *container.State) bool { return s.Running && (s.Pid == 0 || !stopped(s.Pid) || !visible(s.Pid)) })
	}
	ctx, cancel := bounded()
	defer cancel()
	if _, err := v.engine.docker.ContainerUnpause(ctx, v.id, client.ContainerUnpauseOptions{}); err != nil {
		return fmt.Errorf("let container %s go on: %w", v.name, err)
	}
	return v.until("go on", func(s *container.State) bool { return s.Running && !s.Paused })
}

// Wait implements [process.Peer].
func (p *peer) Wait() error {
	_ = p.Close()
	ctx, cancel := bounded()
	defer cancel()
	ended := p.vessel.engine.docker.ContainerWait(ctx, p.vessel.id, client.ContainerWaitOptions{Condition: container.WaitConditionNotRunning})
	select {
	case err := <-ended.Error:
		return fmt.Errorf("wait for the end of container %s: %w", p.vessel.name, err)
	case r := <-ended.Result:
		if r.StatusCode != 0 {
			return fmt.Errorf("exit status %d", r.StatusCode)
		}
		return nil
	}
}

// Said implements [process.Peer].
func (p *peer) Said() string { return p.vessel.said() }

// said returns the last lines of the container's log.
func (v *vessel) said() string {
	ctx, cancel := bounded()
	defer cancel()
	logs, err := v.it.Logs(ctx)
	if err != nil {
		return err.Error()
	}
	defer logs.Close()
	b, err := io.ReadAll(logs)
	if err != nil && !errors.Is(err, io.EOF) {
		return err.Error()
	}
	return string(b[max(0, len(b)-saidMax):])
}

const saidMax = 4 << 10

// kill sends a signal to the container's only process.
func (v *vessel) kill(signal string) error {
	ctx, cancel := bounded()
	defer cancel()
	if _, err := v.engine.docker.ContainerKill(ctx, v.id, client.ContainerKillOptions{Signal: signal}); err != nil {
		return fmt.Errorf("send %s to container %s: %w", signal, v.name, err)
	}
	return nil
}

// until returns when the daemon says that something is so: that is the proof.
func (v *vessel) until(what string, so func(*container.State) bool) error {
	ctx, cancel := bounded()
	defer cancel()
	for {
		s, err := v.it.State(ctx)
		if err != nil {
			return fmt.Errorf("ask after container %s: %w", v.name, err)
		}
		if so(s) {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("container %s was to %s and is %s after %v", v.name, what, s.Status, doneMax)
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// visible reports whether a process of the daemon's machine is one of this one.
func visible(pid int) bool {
	_, err := os.Stat("/proc/" + strconv.Itoa(pid))
	return err == nil
}

// stopped reports whether all threads of a process stand still. Where the daemon
// is elsewhere nobody can say, and it is believed.
func stopped(pid int) bool {
	threads, err := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/stat")
	if err != nil || len(threads) == 0 {
		return true
	}
	for _, path := range threads {
		b, err := os.ReadFile(path)
		if err != nil {
			continue // the thread is gone
		}
		if _, state, found := strings.Cut(string(b), ") "); found && !strings.HasPrefix(state, "T") {
			return false
		}
	}
	return true
}
