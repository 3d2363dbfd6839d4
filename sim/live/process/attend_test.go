package process_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/live/process"
)

// far is a child that is reached over a connection, as one in a container is.
type far struct {
	net.Conn
	end   context.CancelFunc
	ended chan error
}

func (f *far) Kill() error   { return f.Close() }
func (f *far) Stop() error   { f.end(); return nil }
func (f *far) Halt() error   { return nil }
func (f *far) Resume() error { return nil }
func (f *far) Said() string  { return "" }
func (f *far) Wait() error {
	_ = f.Close()
	return <-f.ended
}

// attend starts a child of a role that waits for a parent who knows the token.
func attend(role process.Role, token string) (*far, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	ctx, end := context.WithCancel(context.Background())
	f := &far{end: end, ended: make(chan error, 1)}
	go func() { f.ended <- process.NewChild(role, cook).Attend(ctx, l, "token") }()
	for _, said := range []string{"a wrong one", token} { // who does not know it is sent away, and the next one heard
		if f.Conn, err = net.Dial("tcp", l.Addr().String()); err == nil {
			err = process.Greet(f.Conn, said)
		}
	}
	return f, err
}

// TestPartsAttend runs a bus, the machines of its region and the outside party as
// three children that are reached over connections: orders are acknowledged, a pod
// that ends in order comes back where it was, and everything ends.
func TestPartsAttend(t *testing.T) {
	c := &counter{touches: live.NewTouches()}
	c.log = live.NewLog(c.see)
	c.log.Merge()
	authority, err := bus.NewAuthority(bus.Config{})
	must(t, err)
	secrets, err := authority.Secrets("tx")
	must(t, err)
	c.host, err = live.NewHost(live.Config{Seed: 1, System: counting{}, Topology: tx, Log: c.log, Touches: c.touches, Only: func(*sim.Spec) bool { return false }})
	must(t, err)
	var parts []*process.Process
	part := func(role process.Role, dir string, n process.Net) *process.Process {
		p, err := process.Start(process.Config{Region: "tx", Role: role, Dir: dir, Launch: func() (process.Peer, error) { return attend(role, "token") },
			Net: n, Recipe: json.RawMessage("{}"), Secrets: secrets, System: counting{}, Topology: tx, Seed: 1, SyncEvery: time.Hour, Log: c.log, Fail: c.fail})
		must(t, err)
		parts = append(parts, p)
		t.Cleanup(p.Close)
		return p
	}
	url := map[string]string{"tx": part(process.Bus, t.TempDir(), process.Net{}).URL()}
	pod := part(process.Pod, t.TempDir(), process.Net{Buses: url})
	part(process.Outside, t.TempDir(), process.Net{Buses: url})
	for _, p := range parts {
		ahead, within, err := p.Clocks()
		if must(t, err); ahead.Abs() > within {
			t.Errorf("Clocks() = %v ahead within %v, want one clock", ahead, within)
		}
		_, err = p.OpenTo(c.host, nil)
		must(t, err)
	}
	c.log.Begin()
	for _, p := range parts {
		must(t, p.Begin())
	}
	must(t, c.answers(50))
	must(t, pod.Stop())
	must(t, pod.Restart())
	must(t, c.answers(50))
	reached, err := pod.Probe(strings.TrimPrefix(url["tx"], "nats://"), "127.0.0.1:1")
	if must(t, err); !slices.Equal(reached, []string{strings.TrimPrefix(url["tx"], "nats://")}) {
		t.Errorf("Probe() = %v, want the bus alone", reached)
	}
	for _, p := range parts {
		must(t, p.Stop())
	}
	c.log.Close()
	if n := c.log.Late(); n > 0 {
		t.Errorf("Late() = %d, want 0", n)
	}
	next := uint64(1)
	for _, r := range c.of(history.KindAppend) {
		if r.Pos != next {
			t.Fatalf("position shown = %d, want %d", r.Pos, next)
		}
		next++
	}
}

// TestChildRefuses is asked to be something else than it was started as.
func TestChildRefuses(t *testing.T) {
	log := live.NewLog(func(*history.Record) {})
	log.Merge()
	defer log.Close()
	_, err := process.Start(process.Config{Region: "tx", Role: process.Pod, Launch: func() (process.Peer, error) { return attend(process.Bus, "token") },
		Recipe: json.RawMessage("{}"), System: counting{}, Topology: tx, Log: log, Fail: func(error) {}})
	if err == nil || !strings.Contains(err.Error(), `it is to be "pod" and was started as "bus"`) {
		t.Errorf("Start(a bus as pod) = %v, want why not", err)
	}
	f, err := attend(process.Bus, "no token")
	if err == nil {
		_, err = f.Read(make([]byte, 1))
	}
	if err == nil || errors.Is(err, context.Canceled) {
		t.Error("a parent without the token is heard")
	}
	f.end()
	if err := <-f.ended; err != nil {
		t.Errorf("Attend() after its end = %v, want nil", err)
	}
	if got := fmt.Sprint(process.Roles()); got != "[bus pod hub outside link]" {
		t.Errorf("Roles() = %s", got)
	}
}
