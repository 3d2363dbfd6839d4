package reference_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference"
	"github.com/seatrial/seatrial/scenarios/policies"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
	"github.com/seatrial/seatrial/sim/virtual"
)

// config is a small load on n regions.
func config(t testing.TB, n int) reference.Config {
	t.Helper()
	top, err := topology.US(n)
	if err != nil {
		t.Fatal(err)
	}
	return reference.Config{Seed: 7, Topology: top, Policy: policies.Default(top.Hub.Name),
		Canaries: []history.Canary{{Region: "tx", Field: "customer", Value: "CANARY-0001"}},
		Workload: topology.Workload{Rate: 10_000, Duration: 10 * time.Second, SKUs: 20, Zipf: 1000, LinesMax: 3, QuantityMax: 5, Stock: 60,
			Cancel: 50_000, Adjust: 500, Receive: 2000, Retry: 2 * time.Second, Patience: 20 * time.Second, Horizon: 2 * time.Minute,
			Transit: 2 * time.Second, CarrierHalf: 50_000}}
}

func TestMachines(t *testing.T) {
	system, err := reference.New(config(t, 2))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range system.Machines() {
		names = append(names, m.Name)
		kind, region, _ := strings.Cut(m.Name, "/")
		outside := strings.Contains("client warehouse carrier reader vault desk producer policy-office stranger notary intruder operator", kind)
		ledger := strings.Contains("pod planner dashboard egress aggregator authority audit", kind)
		if m.Outside != outside || m.Ledger != ledger || region != "" && m.Region != region {
			t.Errorf("machine %s: outside %v, ledger %v, region %s, want %v, %v, its own", m.Name, m.Outside, m.Ledger, m.Region, outside, ledger)
		}
		for _, f := range m.Follows {
			if f.MaxDeliver != 0 || system.Buses()[f.Bus].Region != m.Region {
				t.Errorf("machine %s follows %+v, want the bus of its region without a limit of attempts", m.Name, f)
			}
		}
	}
	kinds := "pod planner dashboard egress client warehouse carrier reader vault desk producer audit notary intruder operator"
	var want []string
	for _, region := range []string{"tx", "va"} {
		for kind := range strings.FieldsSeq(kinds) {
			want = append(want, kind+"/"+region)
		}
	}
	want = append(want, "aggregator", "reader/hub", "authority", "policy-office", "stranger", "desk/hub")
	if !slices.Equal(names, want) {
		t.Errorf("machines = %v, want %v", names, want)
	}
}

func TestConfigsThatAreRefused(t *testing.T) {
	for want, spoil := range map[string]func(*reference.Config){
		"no region":      func(c *reference.Config) { c.Topology.Regions, c.Topology.Links = nil, nil },
		"named twice":    func(c *reference.Config) { c.Topology.Hub.Name = "tx" },
		"0 SKUs":         func(c *reference.Config) { c.Workload.SKUs = 0 },
		"31 lines":       func(c *reference.Config) { c.Workload.LinesMax = 31 },
		"negative stock": func(c *reference.Config) { c.Workload.Stock = -1 },
		"is in no event": func(c *reference.Config) { c.Policy.Contracts[0].Fields[0].Name = "colour" },
	} {
		c := config(t, 1)
		spoil(&c)
		if _, err := reference.New(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New = %v, want %q", err, want)
		}
	}
}

// sail runs a configuration to its end and returns the trace hash; sink may be nil.
func sail(t testing.TB, c reference.Config, sink func(*history.Record)) uint64 {
	t.Helper()
	system, err := reference.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return steer(t, c, system, sink)
}

// steer is sail for a system made of the configuration.
func steer(t testing.TB, c reference.Config, system sim.System, sink func(*history.Record)) uint64 {
	t.Helper()
	w, err := virtual.New(virtual.Config{Seed: c.Seed, System: system, Topology: c.Topology, Sink: sink})
	if err != nil {
		t.Fatal(err)
	}
	for at := time.Second; at < time.Minute && (at < 12*time.Second || w.Busy() != ""); at += time.Second {
		if err := w.Advance(at); err != nil {
			t.Fatal(err)
		}
	}
	if busy := w.Busy(); busy != "" {
		t.Fatalf("a minute after the start %s, want quiet", busy)
	}
	return w.TraceHash()
}

func TestSameSeedSameTrace(t *testing.T) {
	c := config(t, 2)
	first := sail(t, c, nil)
	if again := sail(t, c, func(*history.Record) {}); again != first {
		t.Errorf("trace hash of seed 7 = %x, then %x with a watcher, want the same", first, again)
	}
	c.Seed = 8
	if other := sail(t, c, nil); other == first {
		t.Errorf("trace hash of seeds 7 and 8 = %x, want two", first)
	}
}

// Without faults every command is answered, every order that was not cancelled
// is delivered or waits for goods, and the hub is shown what it needs.
func TestQuietRun(t *testing.T) {
	asked, answered := 0, map[string]int{}
	state := map[string]string{}
	crossed := map[string]bool{}
	sail(t, config(t, 2), func(r *history.Record) {
		switch {
		case r.Kind == history.KindInvoke && r.Attempt == 1:
			asked++
		case r.Kind == history.KindOK || r.Kind == history.KindFail || r.Kind == history.KindInfo:
			answered[r.Kind.String()]++
		case r.Kind == history.KindAppend && r.State.Text != "":
			state[r.Entity.Text] = r.State.Text
		case r.Kind == history.KindCross:
			for _, f := range r.Fields {
				crossed[f] = true
			}
		}
	})
	if answered["ok"] != asked || asked < 150 {
		t.Errorf("answers = %v to %d commands, want ok to all of about 200", answered, asked)
	}
	for order, s := range state {
		if s != "Delivered" && s != "Cancelled" && s != "Backordered" {
			t.Errorf("%s ends %s, want it delivered, cancelled or waiting for goods", order, s)
		}
	}
	for _, f := range []string{"sku", "on_hand", "allocated", "customer", "terms"} {
		if !crossed[f] {
			t.Errorf("fields that crossed = %v, want %s among them", crossed, f)
		}
	}
	for _, f := range []string{"price", "ship_to"} {
		if crossed[f] {
			t.Errorf("fields that crossed = %v, want no %s", crossed, f)
		}
	}
}
