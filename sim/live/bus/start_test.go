package bus

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

// patience bounds every wait of these tests; nothing is asserted about time.
const patience = 20 * time.Second

func soon(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

// until polls a condition.
func until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); !ok(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %v", what, patience)
		}
	}
}

// world is a hub and its regions, joined without anything between.
type world struct {
	authority *Authority
	hub       *Server
	regions   []*Server
}

func (w *world) close(t testing.TB) {
	for _, s := range append(w.regions, w.hub) {
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
	}
}

func startWorld(t testing.TB, cfg Config, server ServerConfig, dir string, regions ...string) *world {
	t.Helper()
	a, err := NewAuthority(cfg)
	if err != nil {
		t.Fatalf("NewAuthority() = %v", err)
	}
	w := &world{authority: a}
	server.Dir = filepath.Join(dir, Hub)
	server.Regions = regions
	if w.hub, err = a.StartHub(server); err != nil {
		t.Fatalf("StartHub() = %v", err)
	}
	for _, r := range regions {
		server.Region, server.Dir, server.Leaf = r, filepath.Join(dir, r), w.hub.LeafAddr()
		s, err := a.StartRegion(server)
		if err != nil {
			t.Fatalf("StartRegion(%s) = %v", r, err)
		}
		w.regions = append(w.regions, s)
	}
	if err := w.hub.WaitLeaf(soon(t), len(regions)); err != nil {
		t.Fatal(err)
	}
	return w
}

// client connects and closes with the test.
func client(t testing.TB, s *Server, account Account, opts ...nats.Option) *nats.Conn {
	t.Helper()
	nc, err := s.Connect(account, "client", opts...)
	if err != nil {
		t.Fatalf("Connect(%v) = %v", account, err)
	}
	t.Cleanup(nc.Close)
	return nc
}

func TestStartLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	cycle := func() { startWorld(t, Config{}, ServerConfig{}, dir, "tx", "ny", "ca").close(t) }
	cycle()
	goroutines, files := runtime.NumGoroutine(), open()
	cycles := 50
	if testing.Short() {
		cycles = 5
	}
	for range cycles {
		cycle()
	}
	until(t, "goroutines are as many as before", func() bool { return runtime.NumGoroutine() <= goroutines })
	until(t, "files and ports are as many as before", func() bool { return open() <= files })
}

// open returns the number of open files and sockets, where the system tells.
func open() int {
	fds, _ := os.ReadDir("/proc/self/fd")
	return len(fds)
}

func TestClientsComeBack(t *testing.T) {
	w := startWorld(t, Config{}, ServerConfig{}, t.TempDir(), "tx")
	defer w.close(t)
	s := w.regions[0]
	over := map[string]*nats.Conn{
		"TCP":        client(t, s, TX),
		"in process": client(t, s, TX, nats.InProcessServer(s)),
	}
	url, leaf := s.ClientURL(), w.hub.LeafAddr()
	for _, server := range []*Server{s, w.hub} {
		if err := server.Stop(); err != nil {
			t.Fatalf("Stop() = %v", err)
		}
	}
	for name, nc := range over {
		until(t, name+" client is cut off", func() bool { return !nc.IsConnected() })
	}
	late := client(t, s, TX)
	for _, server := range []*Server{w.hub, s} {
		if err := server.Start(); err != nil {
			t.Fatalf("Start() = %v", err)
		}
	}
	if s.ClientURL() != url || w.hub.LeafAddr() != leaf {
		t.Errorf("after Start() the addresses are %s and %s, want %s and %s", s.ClientURL(), w.hub.LeafAddr(), url, leaf)
	}
	over["late"] = late
	for name, nc := range over {
		until(t, name+" client is back", func() bool { return nc.FlushTimeout(time.Second) == nil })
	}
	if err := w.hub.WaitLeaf(soon(t), 1); err != nil {
		t.Error(err)
	}
}

func TestStartRefusesAStranger(t *testing.T) {
	w := startWorld(t, Config{}, ServerConfig{}, t.TempDir(), "tx")
	defer w.close(t)
	s, err := w.authority.StartRegion(ServerConfig{Region: "zz", Dir: t.TempDir(), Leaf: w.hub.LeafAddr()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	until(t, "the hub refuses the certificate", func() bool {
		return strings.Contains(strings.Join(w.hub.Complaints(), "\n"), errStranger.Error())
	})
	if n := w.hub.Leafs(); n != 1 {
		t.Errorf("Leafs() = %d, want 1", n)
	}
}

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		startWorld(b, Config{}, ServerConfig{}, b.TempDir(), "tx", "ny", "ca").close(b)
	}
}
