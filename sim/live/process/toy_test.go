package process_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/live/process"
	"github.com/seatrial/seatrial/sim/topology"
)

// The arguments with which the test binary is something else than the tests.
const (
	asRegion = "region" // a region, as a run starts it
	asParent = "parent" // a run of its own, which says the number of its child and waits
)

// TestMain lets the test binary be the children of its own tests.
func TestMain(m *testing.M) {
	if len(os.Args) != 2 {
		os.Exit(m.Run())
	}
	switch os.Args[1] {
	case asRegion:
		if err := process.Serve(cook); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case asParent:
		parent()
	default:
		os.Exit(m.Run())
	}
}

// parent runs a counter until it is killed.
func parent() {
	dir, err := os.MkdirTemp("", "seatrial-parent-")
	if err != nil {
		panic(err)
	}
	c, err := newCounter(dir)
	if err != nil {
		panic(err)
	}
	fmt.Println(c.process.Pid(), dir)
	select {}
}

func again(as string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	return exec.Command(self, as)
}

// tx is the only region.
var tx = topology.Topology{Name: "one", Hub: topology.Region{Name: "hub"}, Regions: []topology.Region{{Name: "tx"}},
	Links: []topology.Link{{From: "tx", To: "hub"}, {From: "hub", To: "tx"}}}

// counting is a system in which a customer orders all the time, and a clerk
// writes each order into a ledger, answers, and publishes it for a reader.
type counting struct {
	Panic string `json:"panic"` // an order on which the clerk panics
}

func cook(recipe json.RawMessage) (sim.System, error) {
	var c counting
	if err := json.Unmarshal(recipe, &c); err != nil {
		return nil, err
	}
	return c, nil
}

func (counting) Name() string { return "counting" }
func (counting) Buses() []sim.BusSpec {
	return []sim.BusSpec{{Name: "bus/tx", Region: "tx", SyncEvery: int64(time.Hour)}}
}
func (c counting) Machines() []sim.Spec {
	return []sim.Spec{
		{Name: "clerk/tx", Region: "tx", Ledger: true, New: func() sim.Machine { return &clerk{panics: c.Panic} }},
		{Name: "customer/tx", Region: "tx", Outside: true, New: func() sim.Machine { return &customer{} }},
		{Name: "reader/tx", Region: "tx", New: func() sim.Machine { return reader{} },
			Follows: []sim.Follow{{AckWait: int64(200 * time.Millisecond), MaxAckPending: 64}}},
	}
}

func (counting) Entry(owner *sim.Spec, pos uint64, m *sim.Message, i int, r *history.Record) bool {
	r.Kind, r.Stream, r.Pos, r.Event = history.KindAppend, history.N(owner.Name), pos, history.N(m.Head.ID)
	return i == 0
}
func (counting) Crossing(*sim.Message, int, *history.Record) bool { return false }

type clerk struct {
	next   uint64
	panics string
}

func (c *clerk) Step(_ sim.Clock, in *sim.Input, out *sim.Effects) {
	switch in.Kind {
	case sim.InRecover:
		c.next = in.Pos + 1
	case sim.InCall:
		if c.panics != "" && in.Msg.Head.ID == c.panics {
			panic("order " + c.panics)
		}
		out.Append(c.next, in.Msg)
		out.Reply(in.From, in.ID, in.Msg)
		out.Publish(0, c.next, in.Msg)
		out.Count("orders", 1)
		c.next++
	}
}

type customer struct{ asked uint64 }

func (c *customer) Step(_ sim.Clock, in *sim.Input, out *sim.Effects) {
	if in.Kind == sim.InReply {
		out.Witness(history.KindOK).Op = history.N(in.Msg.Head.ID)
		return
	}
	c.asked++
	id := fmt.Sprint(c.asked)
	out.Call(0, c.asked, &sim.Message{Head: sim.Head{ID: id, Type: "Order", Source: "tx/customer/1", Entity: "order/" + id, Region: "tx", Tier: sim.Internal}})
	out.Timer(1, int64(time.Millisecond))
}

type reader struct{}

func (reader) Step(_ sim.Clock, in *sim.Input, out *sim.Effects) {
	if in.Kind == sim.InDeliver {
		out.Ack(in.Token)
	}
}

// counter is a counting system whose region is a process, with its customer here.
type counter struct {
	process *process.Process
	host    *live.Host
	log     *live.Log
	touches *live.Touches
	dir     string

	once   sync.Once
	mu     sync.Mutex
	seen   []history.Record
	failed error
}

// newCounter starts one. What it keeps on disk lies in dir.
func newCounter(dir string, change ...func(*process.Config)) (*counter, error) {
	c := &counter{dir: filepath.Join(dir, "tx"), touches: live.NewTouches()}
	authority, err := bus.NewAuthority(bus.Config{})
	if err != nil {
		return nil, err
	}
	secrets, err := authority.Secrets("tx")
	if err != nil {
		return nil, err
	}
	c.log = live.NewLog(c.see)
	c.log.Merge()
	cfg := process.Config{Region: "tx", Dir: c.dir, Command: func() *exec.Cmd { return again(asRegion) }, Recipe: json.RawMessage("{}"),
		Secrets: secrets, System: counting{}, Topology: tx, Seed: 1, SyncEvery: time.Hour, Log: c.log, Fail: c.fail}
	for _, edit := range change {
		edit(&cfg)
	}
	if c.process, err = process.Start(cfg); err != nil {
		return nil, err
	}
	port := &live.Port{Region: "tx", Connect: authority.Connector(c.process.URL(), "tx")}
	c.host, err = live.NewHost(live.Config{Seed: 1, System: cfg.System, Topology: tx, Ports: map[string]*live.Port{"tx": port},
		Log: c.log, Touches: c.touches, Only: func(m *sim.Spec) bool { return m.Outside },
		Ready: func() error {
			c.log.Begin()
			return c.process.Begin()
		}})
	for _, step := range []func() error{c.host.Open, func() error { return c.process.Open(c.host) }, c.host.Start} {
		if err == nil {
			err = step()
		}
	}
	return c, err
}

func (c *counter) see(r *history.Record) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen = append(c.seen, *r)
}

func (c *counter) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failed = errors.Join(c.failed, err)
}

func (c *counter) failure() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed
}

// close stops everything and returns the whole history.
func (c *counter) close() []history.Record {
	c.once.Do(func() {
		c.host.Close()
		c.process.Close()
		c.log.Close()
	})
	return c.of(0)
}

// of returns the records of a kind so far; 0 = all.
func (c *counter) of(kind history.Kind) []history.Record {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []history.Record
	for _, r := range c.seen {
		if kind == 0 || r.Kind == kind {
			out = append(out, r)
		}
	}
	return out
}

// patience bounds every wait; nothing is asserted about time.
const patience = 30 * time.Second

// awaits polls until something is so.
func (c *counter) awaits(what string, so func() bool) error {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); !so(); <-tick.C {
		if err := c.failure(); err != nil {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s: not within %v", what, patience)
		}
	}
	return nil
}

// answers waits until n more orders were acknowledged.
func (c *counter) answers(n int) error {
	want := len(c.of(history.KindOK)) + n
	return c.awaits(fmt.Sprint(n, " more acknowledged"), func() bool { return len(c.of(history.KindOK)) >= want })
}

// lookup is a rule that repeats every delivery of the region.
func lookup() faults.Rule {
	return faults.Rule{Region: "tx", Kind: faults.Duplicate, Chance: 1_000_000, Copies: 1}
}
