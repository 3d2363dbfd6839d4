// Package reference assembles the system on trial that ships with the harness: a
// pod, its read models, its audit log and its egress in every region, an aggregator at the hub,
// and the outside parties that buy, store, carry and look. A user replaces all of
// it by a system of their own.
//
//	client, warehouse, carrier --> pod/tx ==ledger==> bus/tx --> planner/tx, dashboard/tx
//	                                                        \--> egress/tx ~~> aggregator
//
// It sees no world: the same machines run in each. Start at [New].
package reference

import (
	"cmp"
	"fmt"
	"time"

	"github.com/seatrial/seatrial/reference/access"
	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// Config says what to assemble. It is plain data; equal configurations give
// systems that behave alike, byte for byte.
type Config struct {
	Seed      uint64
	Topology  topology.Topology
	Workload  topology.Workload
	Policy    history.Policy   // published as the run starts; until it has come, nothing leaves a region
	Later     []Amendment      // published later, versions ascending
	Skew      time.Duration    // by which clocks may differ where a policy takes effect or a credential expires
	Canaries  []history.Canary // planted by the clients of their region
	QueueMax  int              // events a pod may hold back from its bus; 0 = the workload's, or 4096
	Span      time.Duration    // how long lasts what is granted for a time; 0 = 15 minutes
	Defects   defect.Set
	Watch     *history.Watch     // what is measured and alarmed; nil = nothing
	Reconcile *history.Reconcile // how registers are compared with their pods; nil = there are none
	Failover  *history.Failover  // who takes the commands of a region that cannot; nil = nobody does

	Stages *history.Stages // when regions do without what; nil = they have no stages

	Contributors int // least customers of a figure of demand; 0 = 5
}

// Amendment is a policy that is published in the course of a run.
type Amendment struct {
	Policy    history.Policy
	At        time.Duration // since the start of the run
	Effective time.Duration // likewise; 0 = as soon as it has come
}

// rules are the Cedar policies that say who may do what.
func (c *Config) rules() string { return cmp.Or(c.Policy.Access, access.Default) }

// laterRules are those of the policies that are published later.
func (c *Config) laterRules() (out []string) {
	for _, l := range c.Later {
		out = append(out, cmp.Or(l.Policy.Access, access.Default))
	}
	return out
}

// span is how long lasts what is granted for a time.
func (c *Config) span() time.Duration { return cmp.Or(c.Span, 15*time.Minute) }

// System is the assembled reference. It holds no state of a run.
type System struct {
	machines []sim.Spec
	buses    []sim.BusSpec
	decoder
}

// Machines per region, in the order of their addresses.
const (
	atPod = iota
	atPlanner
	atDashboard
	atEgress
	atClient
	atWarehouse
	atCarrier
	atReader
	atVault
	atDesk
	atProducer
	atAudit
	atNotary
	atIntruder
	atOperator
	perRegion
)

const (
	ms  = 1_000_000
	sec = 1000 * ms

	busDuplicate = 120 * sec // JetStream's default duplicate window
	busSync      = 120 * sec // and its default sync interval

	readAckWait   = 1 * sec // a read model acknowledges within milliseconds
	exportAckWait = 5 * sec // egress when the aggregator has answered
	exportPending = 2048
)

// New returns the reference for a configuration. It checks the topology, the
// workload and the contracts, and starts nothing.
func New(cfg Config) (sim.System, error) {
	if err := check(&cfg); err != nil {
		return nil, fmt.Errorf("assemble reference: %w", err)
	}
	b := newBuilder(cfg)
	for i := range cfg.Topology.Regions {
		b.region(i)
	}
	b.hub()
	b.failover()
	b.erps()
	b.watch()
	b.supply()
	b.reconcile()
	b.stages()
	b.pagers()
	return &System{machines: b.machines, buses: b.buses, decoder: newDecoder()}, nil
}

// Name returns the name of the system in histories and reports.
func (s *System) Name() string { return "reference" }

// Machines lists every machine; its index is its address.
func (s *System) Machines() []sim.Spec { return s.machines }

// Buses lists every bus, one per region.
func (s *System) Buses() []sim.BusSpec { return s.buses }

func check(cfg *Config) error {
	w := &cfg.Workload
	if err := cfg.Topology.Validate(); err != nil {
		return err
	}
	switch {
	case len(cfg.Topology.Regions) == 0:
		return fmt.Errorf("topology %q has no region", cfg.Topology.Name)
	case w.SKUs < 1 || w.SKUs > 9999:
		return fmt.Errorf("workload has %d SKUs: want 1 to 9999", w.SKUs)
	case w.LinesMax < 0 || w.LinesMax > 30:
		return fmt.Errorf("workload has up to %d lines per order: want 1 to 30", w.LinesMax)
	case w.Supply != nil && (w.Supply.Rate < 1 || w.Supply.Capacity < 1 || w.Supply.Timeout < 1 || w.Supply.Queue < 4):
		return fmt.Errorf("workload has a supply without a rate, a capacity, a timeout or a queue of 4 or more")
	case w.Stock < 0 || w.QuantityMax < 0 || w.Rate < 0 || w.Receive < 0 || w.Adjust < 0:
		return fmt.Errorf("workload has a negative stock, quantity or rate")
	}
	if err := checkKeys(cfg.Canaries); err != nil {
		return err
	}
	for _, text := range append([]string{cfg.rules()}, cfg.laterRules()...) {
		if _, err := access.Compile(text); err != nil {
			return err
		}
	}
	return checkPolicies(cfg)
}
