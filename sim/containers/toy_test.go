package containers_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/containers"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live/process"
	"github.com/seatrial/seatrial/sim/topology"
)

// TestMain lets the test binary be the parts of its own runs: it is the program
// in their image.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) == 3 && os.Args[1] == "harness":
		harness(os.Args[2])
	case len(os.Args) != 3 || os.Args[1] != "serve":
		code := m.Run()
		if err := os.RemoveAll(programDir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
		os.Exit(code)
	}
	if err := serve(process.Role(os.Args[2])); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// harness runs a shop until it is killed. It says so when it runs.
func harness(path string) {
	e, err := containers.Open(context.Background())
	if err == nil {
		_, err = containers.New(e, containers.Config{Seed: 1, System: shop{}, Topology: two, Program: path, Recipe: json.RawMessage("{}")})
	}
	fmt.Println(err)
	select {}
}

// serve is as much of the command as the tests need.
func serve(role process.Role) error {
	l, err := net.Listen("tcp", os.Getenv("SEATRIAL_CONTROL"))
	if err != nil {
		return err
	}
	go func() {
		_ = http.ListenAndServe(os.Getenv("SEATRIAL_HTTP"), http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	}()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	return process.NewChild(role, cook).Attend(ctx, l, os.Getenv("SEATRIAL_TOKEN"))
}

// programDir is where the program lies, "" = it was not built.
var programDir string

// program builds the test binary once more, so that it runs without a library of
// this system.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "seatrial-program-")
	if err != nil {
		return "", err
	}
	programDir = dir
	path := filepath.Join(dir, "parts")
	c := exec.Command("go", "test", "-c", "-o", path, ".")
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the parts: %w: %s", err, said)
	}
	return path, nil
})

// engine opens the daemon, or says why there is no test without.
func engine(t *testing.T) *containers.Engine {
	t.Helper()
	if testing.Short() {
		t.Skip("containers take their time: left out with -short")
	}
	e, err := containers.Open(t.Context())
	switch {
	case errors.Is(err, containers.ErrNoDaemon) && os.Getenv("CI") != "true":
		t.Skip(err)
	case err != nil:
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("Close() of the engine = %v, want nil", err)
		}
	})
	return e
}

// tx and va are regions with a link to the hub each, and none to each other.
var two = topology.Topology{Name: "two", Hub: topology.Region{Name: "hub"}, Regions: []topology.Region{{Name: "tx"}, {Name: "va"}},
	Links: []topology.Link{{From: "tx", To: "hub"}, {From: "hub", To: "tx"}, {From: "va", To: "hub"}, {From: "hub", To: "va"}}}

// shop is a system in which a customer of each region orders one thing after the
// other, again and again until it is answered; a clerk writes each order into a
// ledger once, answers, and tells the hub, again and again until that answers.
type shop struct{}

func cook(json.RawMessage) (sim.System, error) { return shop{}, nil }

func (shop) Name() string { return "shop" }
func (shop) Buses() []sim.BusSpec {
	return []sim.BusSpec{{Name: "bus/tx", Region: "tx", SyncEvery: int64(time.Hour)}, {Name: "bus/va", Region: "va", SyncEvery: int64(time.Hour)}}
}

// Places of the machines in the list.
const (
	clerkTX, customerTX, clerkVA, customerVA, headquarters = 0, 1, 2, 3, 4
)

func (shop) Machines() []sim.Spec {
	return []sim.Spec{
		{Name: "clerk/tx", Region: "tx", Ledger: true, Edge: true, New: func() sim.Machine { return &clerk{region: "tx"} }},
		{Name: "customer/tx", Region: "tx", Outside: true, New: func() sim.Machine { return &customer{clerk: clerkTX, region: "tx"} }},
		{Name: "clerk/va", Region: "va", Ledger: true, Edge: true, New: func() sim.Machine { return &clerk{region: "va"} }},
		{Name: "customer/va", Region: "va", Outside: true, New: func() sim.Machine { return &customer{clerk: clerkVA, region: "va"} }},
		{Name: "headquarters", Region: "hub", Ledger: true, Edge: true, New: func() sim.Machine { return &hq{} }},
	}
}

func (shop) Entry(owner *sim.Spec, pos uint64, m *sim.Message, i int, r *history.Record) bool {
	r.Kind, r.Stream, r.Pos, r.Event = history.KindAppend, history.N(owner.Name), pos, history.N(m.Head.ID)
	return i == 0
}
func (shop) Crossing(m *sim.Message, i int, r *history.Record) bool {
	r.Type, r.Event = history.N(m.Head.Type), history.N(m.Head.ID)
	return i == 0
}

// clerk writes each order once, whatever it is asked.
type clerk struct {
	region string
	next   uint64
	known  map[string]bool
	open   []*sim.Message // not answered for by the hub
}

const retry = int64(100 * time.Millisecond)

func (c *clerk) Step(_ sim.Clock, in *sim.Input, out *sim.Effects) {
	switch in.Kind {
	case sim.InStart:
		c.known, c.next = map[string]bool{}, 1
		out.Timer(1, retry)
	case sim.InRecover:
		c.known = map[string]bool{}
		for _, m := range in.Tail {
			c.known[m.Head.ID] = true
		}
		c.next = in.Pos + 1
		out.Timer(1, retry)
	case sim.InCall:
		if !c.known[in.Msg.Head.ID] {
			c.known[in.Msg.Head.ID] = true
			out.Append(c.next, in.Msg)
			c.next++
			c.open = append(c.open, in.Msg)
		}
		out.Reply(in.From, in.ID, in.Msg)
	case sim.InTimer:
		for i, m := range c.open[:min(len(c.open), 50)] {
			out.Call(headquarters, uint64(i), m)
		}
		out.Timer(1, retry)
	case sim.InReply:
		c.open = slices.DeleteFunc(c.open, func(m *sim.Message) bool { return m.Head.ID == in.Msg.Head.ID })
	}
}

// customer orders one thing after the other.
type customer struct {
	clerk  sim.Addr
	region string
	asked  uint64
}

func (c *customer) Step(_ sim.Clock, in *sim.Input, out *sim.Effects) {
	switch in.Kind {
	case sim.InReply:
		if in.Msg.Head.ID != c.id() {
			return // of a repetition
		}
		out.Witness(history.KindOK).Op = history.N(in.Msg.Head.ID)
		c.asked++
	case sim.InStart, sim.InTimer:
	default:
		return
	}
	out.Call(c.clerk, c.asked, &sim.Message{Head: sim.Head{ID: c.id(), Type: "Order", Source: c.region + "/customer/1", Entity: "order/" + c.id(), Region: c.region, Tier: sim.Internal}})
	out.Timer(1, retry)
}

func (c *customer) id() string { return fmt.Sprint(c.region, "-", c.asked) }

// hq takes note of what clerks tell it, once.
type hq struct {
	next  uint64
	known map[string]bool
}

func (h *hq) Step(_ sim.Clock, in *sim.Input, out *sim.Effects) {
	switch in.Kind {
	case sim.InStart:
		h.known, h.next = map[string]bool{}, 1
	case sim.InRecover:
		h.known, h.next = map[string]bool{}, in.Pos+1
		for _, m := range in.Tail {
			h.known[m.Head.ID] = true
		}
	case sim.InCall:
		if !h.known[in.Msg.Head.ID] {
			h.known[in.Msg.Head.ID] = true
			out.Append(h.next, in.Msg)
			h.next++
		}
		out.Reply(in.From, in.ID, in.Msg)
	}
}

// trial is a shop in containers.
type trial struct {
	*containers.World
	t    *testing.T
	mu   sync.Mutex
	seen []history.Record
}

// open starts a shop.
func open(t *testing.T, e *containers.Engine, means containers.Means) *trial {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	tr := &trial{t: t}
	cfg := containers.Config{Seed: 1, System: shop{}, Topology: two, Settle: time.Second, Sink: tr.see, Program: path,
		Recipe: json.RawMessage("{}"), Means: means}
	if tr.World, err = containers.New(e, cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tr.end)
	return tr
}

func (tr *trial) see(r *history.Record) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.seen = append(tr.seen, *r)
}

// end removes the world, and nothing of it is left.
func (tr *trial) end() {
	if err := tr.Close(); err != nil {
		tr.t.Errorf("Close() = %v, want nil", err)
	}
}

// of returns how many records there are so far that a test picks.
func (tr *trial) of(pick func(*history.Record) bool) int {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	n := 0
	for i := range tr.seen {
		if pick(&tr.seen[i]) {
			n++
		}
	}
	return n
}

// answered counts orders of a region that were acknowledged.
func answered(region string) func(*history.Record) bool {
	return func(r *history.Record) bool {
		return r.Kind == history.KindOK && strings.HasPrefix(r.Op.Text, region+"-")
	}
}

// noted counts orders of a region that the hub has written down.
func noted(region string) func(*history.Record) bool {
	return func(r *history.Record) bool {
		return r.Kind == history.KindAppend && r.Stream.Text == "headquarters" && strings.HasPrefix(r.Event.Text, region+"-")
	}
}

// underWay is how long what was said before a fault may take to be heard.
const underWay = 500 * time.Millisecond

// between picks of these the records of a span of the run. Records are shown late,
// and stamped when they were seen.
func between(from, to time.Duration, pick func(*history.Record) bool) func(*history.Record) bool {
	return func(r *history.Record) bool { return r.At >= int64(from) && r.At < int64(to) && pick(r) }
}

// patience bounds every wait; nothing is asserted about time.
const patience = 60 * time.Second

// more lets time pass until n more records are picked than there are now.
func (tr *trial) more(n int, what string, pick func(*history.Record) bool) {
	tr.t.Helper()
	want := tr.of(pick) + n
	for deadline := time.Now().Add(patience); tr.of(pick) < want; {
		if time.Now().After(deadline) {
			tr.t.Fatalf("%s: %d in %v, want %d", what, tr.of(pick), patience, want)
		}
		tr.pass(10 * time.Millisecond)
	}
}

// pass lets time pass.
func (tr *trial) pass(d time.Duration) {
	tr.t.Helper()
	if err := tr.Advance(tr.t.Context(), tr.Now()+d); err != nil {
		tr.t.Fatal(err)
	}
}

// sound checks that every acknowledged order was written once, before its answer.
func (tr *trial) sound() {
	tr.t.Helper()
	tr.mu.Lock()
	defer tr.mu.Unlock()
	written, lost, twice := map[string]int{}, 0, 0
	for _, r := range tr.seen {
		switch {
		case r.Kind == history.KindAppend && strings.HasPrefix(r.Stream.Text, "clerk/"):
			if written[r.Event.Text]++; written[r.Event.Text] > 1 {
				twice++
			}
		case r.Kind == history.KindOK && written[r.Op.Text] == 0:
			lost++
		}
	}
	if lost+twice > 0 {
		tr.t.Errorf("acknowledged and not written: %d, written twice: %d, want none", lost, twice)
	}
}
