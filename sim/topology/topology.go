// Package topology says where things are: regions, the hub, the links between
// them, and the load that is offered to them. It is plain data; a world turns
// it into a network, the reference turns it into machines.
//
// It never reads a clock, a file or the environment. Start at [US].
package topology

import (
	"errors"
	"fmt"
	"time"
)

// Topology is a set of regions, one of which is the hub, and the directed
// links between them.
type Topology struct {
	Name    string   `json:"name"`
	Regions []Region `json:"regions"` // pods live here, in the order given
	Hub     Region   `json:"hub"`     // the aggregator lives here
	Links   []Link   `json:"links"`   // directed; a pair without a link cannot talk
	Local   Local    `json:"local"`   // what a message costs inside a region
	Form    Form     `json:"form,omitempty"`

	Watched    bool `json:"watched,omitempty"`    // every region has a monitor and a pager
	Failover   bool `json:"failover,omitempty"`   // every region has a standby in the next one, and the hub grants leases
	Reconciled bool `json:"reconciled,omitempty"` // every region has a register and who compares it with its owner
	Staged     bool `json:"staged,omitempty"`     // every region degrades by stages
}

// Region is a place with its own pod and bus.
type Region struct {
	Name     string `json:"name"`     // short, lower case, unique: "tx"
	Title    string `json:"title"`    // for people: "Texas"
	Location string `json:"location"` // key of the round-trip table: "us-central"
}

// Link is one direction between two regions.
type Link struct {
	From      string        `json:"from"`
	To        string        `json:"to"`
	Delay     time.Duration `json:"delay_ns"`  // one way, without queueing
	Jitter    time.Duration `json:"jitter_ns"` // added, uniform in [0, Jitter)
	Loss      uint32        `json:"loss_ppm"`  // parts per million of messages lost
	Bandwidth int64         `json:"bandwidth"` // bytes per second, 0 = unlimited
}

// Local is the network inside a region.
type Local struct {
	Delay  time.Duration `json:"delay_ns"`  // one way
	Jitter time.Duration `json:"jitter_ns"` // added, uniform in [0, Jitter)
	Sync   time.Duration `json:"sync_ns"`   // one fsync of a ledger
}

// Names lists the pod regions and then the hub.
func (t Topology) Names() []string {
	out := make([]string, 0, len(t.Regions)+1)
	for _, r := range t.Regions {
		out = append(out, r.Name)
	}
	return append(out, t.Hub.Name)
}

// Link returns the link from one region to another.
func (t Topology) Link(from, to string) (Link, bool) {
	for _, l := range t.Links {
		if l.From == from && l.To == to {
			return l, true
		}
	}
	return Link{}, false
}

// Stretch returns the same topology with every link's delay and jitter
// multiplied by factor (I-39 asks for factor 10). Local costs stay.
func (t Topology) Stretch(factor int64) Topology {
	links := make([]Link, len(t.Links))
	for i, l := range t.Links {
		l.Delay *= time.Duration(factor)
		l.Jitter *= time.Duration(factor)
		links[i] = l
	}
	t.Links = links
	return t
}

// Validate reports the first thing that makes the topology unusable: a name
// that is empty or used twice, a link to nowhere, to itself or given twice, or a
// figure below zero. It changes nothing.
func (t Topology) Validate() error {
	seen := map[string]bool{}
	for _, name := range t.Names() {
		if name == "" {
			return fmt.Errorf("validate topology %q: a region has no name", t.Name)
		}
		if seen[name] {
			return fmt.Errorf("validate topology %q: region %q is named twice", t.Name, name)
		}
		seen[name] = true
	}
	if l := t.Local; l.Delay < 0 || l.Jitter < 0 || l.Sync < 0 {
		return fmt.Errorf("validate topology %q: a local cost is below zero", t.Name)
	}
	known := map[[2]string]bool{}
	for _, l := range t.Links {
		if !seen[l.From] || !seen[l.To] {
			return fmt.Errorf("validate topology %q: link %s>%s names an unknown region", t.Name, l.From, l.To)
		}
		if known[[2]string{l.From, l.To}] {
			return fmt.Errorf("validate topology %q: link %s>%s is given twice", t.Name, l.From, l.To)
		}
		known[[2]string{l.From, l.To}] = true
		if err := l.validate(); err != nil {
			return fmt.Errorf("validate topology %q: link %s>%s: %w", t.Name, l.From, l.To, err)
		}
	}
	return nil
}

func (l Link) validate() error {
	switch {
	case l.From == l.To:
		return errors.New("it leads to itself; what a message costs inside a region is local")
	case l.Delay < 0 || l.Jitter < 0 || l.Bandwidth < 0:
		return errors.New("a figure is below zero")
	case l.Loss > 1_000_000:
		return fmt.Errorf("loss_ppm is %d: want at most 1000000", l.Loss)
	}
	return nil
}
