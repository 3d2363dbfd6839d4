package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/seatrial/seatrial/sim/containers"
	"github.com/seatrial/seatrial/sim/history"
)

// containersWorld fits package containers to the runner.
type containersWorld struct{}

func (containersWorld) Name() string { return "containers" }

func (containersWorld) Real() bool { return true }

// Check refuses terms that this world does not know.
func (containersWorld) Check(t run.Terms) error {
	t = t.Complete()
	if t.Profile != run.Safe && t.Profile != run.Unsafe {
		return fmt.Errorf("no profile %q: want %s or %s", t.Profile, run.Safe, run.Unsafe)
	}
	if _, err := transport(t.Transport); err != nil {
		return err
	}
	_, err := meansOf(t.Means)
	return err
}

// ClockError is how far the clocks of two containers may be apart.
func (containersWorld) ClockError() time.Duration { return containers.ClockError }

// AtOnce is how many runs go on at once: each has a dozen processes of its own.
func (containersWorld) AtOnce() int { return 1 }

// Ready implements [prepared].
func (containersWorld) Ready(ctx context.Context) error {
	if _, err := engines.open(ctx); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	return containers.Static(self)
}

// meansOf reads --means.
func meansOf(list string) (m containers.Means, err error) {
	for word := range strings.SplitSeq(list, ",") {
		switch strings.TrimSpace(word) {
		case "":
		case "container":
			m.Container = true
		case "network":
			m.Network = true
		case "sigstop":
			m.Signal = true
		case "stop":
			m.Polite = true
		default:
			return m, fmt.Errorf("--means %s: no way %q: want container (who kills a machine kills its container), network (a partition takes the bus off its network), sigstop (what stands still is sent SIGSTOP) or stop (a kill is SIGTERM)", list, word)
		}
	}
	return m, nil
}

func (containersWorld) Supports(kind faults.Kind) (bool, string) {
	return embeddedWorld{}.Supports(kind)
}

func (containersWorld) Start(s run.Setup, sink func(*history.Record)) (run.Session, error) {
	e, err := engines.open(context.Background())
	if err != nil {
		return nil, err
	}
	cfg := containers.Config{Seed: s.Seed, System: s.System, Topology: s.Topology, Settle: s.Settle, Sink: sink,
		Unsafe: s.Terms.Complete().Profile == run.Unsafe}
	if cfg.Transport, err = transport(s.Terms.Complete().Transport); err != nil {
		return nil, err
	}
	if cfg.Means, err = meansOf(s.Terms.Means); err != nil {
		return nil, err
	}
	if cfg.Recipe, err = newRecipe(s); err != nil {
		return nil, err
	}
	if cfg.Program, err = os.Executable(); err != nil {
		return nil, err
	}
	w, err := containers.New(e, cfg)
	if err != nil {
		return nil, err
	}
	return &containersSession{World: w}, nil
}

// containersSession is one run; its statistics have what the containers hold.
type containersSession struct{ *containers.World }

// memoryMax is how long a daemon may take to say what containers hold.
const memoryMax = 10 * time.Second

func (s *containersSession) Stats() run.Stats {
	h := s.Host()
	ctx, cancel := context.WithTimeout(context.Background(), memoryMax)
	defer cancel()
	counters := maps.Clone(h.Counters())
	if held, err := s.Memory(ctx); err == nil { // a container that is down holds nothing
		for name, n := range held {
			counters["memory_kib_"+name] = n >> 10
		}
	}
	counters["start_ms"], counters["clock_error_us"] = s.Took().Milliseconds(), s.Clocks().Microseconds()
	return run.Stats{Events: h.Steps(), Steps: h.Steps(), Reached: h.Reached(), Counters: counters}
}

// engines holds the one engine of this process, opened when it is first needed.
var engines engineHolder

type engineHolder struct {
	mu     sync.Mutex
	engine *containers.Engine
}

func (h *engineHolder) open(ctx context.Context) (*containers.Engine, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.engine != nil {
		return h.engine, nil
	}
	var err error
	h.engine, err = containers.Open(ctx)
	return h.engine, err
}

// close removes what the engine made, if there is one.
func (h *engineHolder) close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.engine == nil {
		return nil
	}
	err := h.engine.Close()
	h.engine = nil
	return err
}
