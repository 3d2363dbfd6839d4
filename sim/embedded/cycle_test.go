package embedded

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
)

// pulls are the faults that are in force when a world is closed: what they hold
// must be let go of, too.
var pulls = []struct {
	name string
	pull func(*World)
}{
	{"nothing", func(*World) {}},
	{"a link cut", func(w *World) { w.Cut("f", "tx", "hub", true); w.Cut("f", "hub", "tx", true) }},
	{"a link cut one way", func(w *World) { w.Cut("f", "hub", "va", true) }},
	{"a link shut", func(w *World) { w.Shape("f", "tx", "hub", faults.Shape{Refuse: true}, true) }},
	{"a link reset", func(w *World) { w.Shape("f", "va", "hub", faults.Shape{Reset: 10 * ms}, true) }},
	{"a link slow", func(w *World) { w.Shape("f", "tx", "hub", faults.Shape{Delay: time.Second, Bandwidth: 2000}, true) }},
	{"a machine killed", func(w *World) { w.Stop("f", "writer/tx", faults.StopKill, true) }},
	{"a reader killed", func(w *World) { w.Stop("f", "reader/va", faults.StopKill, true) }},
	{"a machine standing still", func(w *World) { w.Stop("f", "writer/or", faults.StopPause, true) }},
	{"a region without power", func(w *World) { w.Power("f", "tx", true) }},
	{"the hub without power", func(w *World) { w.Power("f", "hub", true) }},
	{"streams out", func(w *World) { w.Bus("f", "tx", false, true) }},
	{"streams lost", func(w *World) { w.Bus("f", "va", true, true) }},
	{"a slow disk", func(w *World) { w.Disk("f", "tx", 100*ms, true) }},
	{"a silent party", func(w *World) { w.Silence("f", "carrier/tx", true) }},
	{"a party told what to do", func(w *World) { w.Tell("f", "carrier/tx", "Misbehave", true) }},
	{"a slow consumer", func(w *World) {
		w.Messages("f", faults.Rule{Region: "tx", Kind: faults.SlowConsumer, Chance: 1_000_000, Amount: time.Hour}, true)
	}},
	{"deliveries held back", func(w *World) {
		w.Messages("f", faults.Rule{Region: "tx", Kind: faults.Delay, Chance: 1_000_000, Amount: 300 * ms}, true)
	}},
}

// footprint is what a process has open.
type footprint struct{ goroutines, files, ports int }

// standing counts what is open now.
func standing(t testing.TB) footprint {
	t.Helper()
	f := footprint{goroutines: runtime.NumGoroutine()}
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skipf("this machine does not say which files are open: %v", err)
	}
	f.files = len(open)
	for _, entry := range open {
		to, err := os.Readlink(filepath.Join("/proc/self/fd", entry.Name()))
		if err == nil && strings.HasPrefix(to, "socket:") {
			f.ports++
		}
	}
	return f
}

// TestNothingIsLeft starts and stops the toy system in three regions fifty
// times, most of the times with a fault in force. Goroutines, open files,
// sockets and the folder for temporary files are as before. The links' ports can
// be taken again.
func TestNothingIsLeft(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	cycle := func(i int) {
		top := near("tx", "va", "or")
		w, err := New(Config{Seed: uint64(i), System: newTrade(top), Topology: top})
		if err != nil {
			t.Fatalf("cycle %d: New() = %v", i, err)
		}
		p := pulls[i%len(pulls)]
		until(t, w, fmt.Sprintf("cycle %d: an answer", i), func() bool { return w.Host().Reached()["answered"] > 5 })
		p.pull(w)
		pass(t, w, 10*ms)
		var ports []string
		for _, s := range w.links {
			ports = append(ports, s.Addr())
		}
		for _, p := range w.places {
			ports = append(ports, strings.TrimPrefix(p.server.ClientURL(), "nats://"))
		}
		begun := time.Now()
		if err := w.Close(); err != nil {
			t.Errorf("cycle %d, %s: Close() = %v, want nil", i, p.name, err)
		}
		if i < len(pulls) {
			t.Logf("closed with %s in %v", p.name, time.Since(begun).Round(ms))
		}
		for _, port := range ports {
			l, err := net.Listen("tcp", port)
			if err != nil {
				t.Errorf("cycle %d, %s: port %s is still taken: %v", i, p.name, port, err)
				continue
			}
			_ = l.Close()
		}
	}
	cycle(0) // what is started once and stays, stays after this one
	cycles := 50
	if testing.Short() {
		cycles = len(pulls)
	}
	before := standing(t)
	for i := range cycles {
		cycle(i)
	}
	var after footprint
	tick := time.NewTicker(20 * ms)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); ; <-tick.C {
		after = standing(t)
		if after.goroutines <= before.goroutines && after.files <= before.files && after.ports <= before.ports {
			break
		}
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<20)
			t.Fatalf("after %d cycles: %+v, want at most %+v\n%s", cycles, after, before, stacks[:runtime.Stack(stacks, true)])
		}
	}
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) > 0 {
		t.Errorf("left in the folder for temporary files: %v (%v), want nothing", left, err)
	}
}

// BenchmarkStart measures what it takes to bring three regions and the hub up,
// and to take them down again.
func BenchmarkStart(b *testing.B) {
	var up, down time.Duration
	for range b.N {
		top := near("tx", "va", "or")
		begun := time.Now()
		w, err := New(Config{System: newTrade(top), Topology: top})
		if err != nil {
			b.Fatal(err)
		}
		up += time.Since(begun)
		begun = time.Now()
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
		down += time.Since(begun)
	}
	b.ReportMetric(float64(up.Microseconds())/1000/float64(b.N), "ms/start")
	b.ReportMetric(float64(down.Microseconds())/1000/float64(b.N), "ms/close")
}
