package process

import (
	"encoding/json"
	"os/exec"
	"strings"
	"time"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/topology"
)

// Config describes a region that is to run in a process of its own.
type Config struct {
	Region  string
	Role    Role             // what of the region it is
	Dir     string           // what it keeps on disk, and across its children; made if need be
	Command func() *exec.Cmd // whose program calls [Serve]; asked once for every child
	// Launch starts a child that runs elsewhere, where Dir is, in place of Command;
	// asked once for every child.
	Launch    func() (Peer, error)
	Net       Net             // where it listens and finds the others
	Recipe    json.RawMessage // from which the child builds the same system
	Secrets   []byte          // of the run's authority, see [bus.Authority.Secrets]
	System    sim.System
	Topology  topology.Topology
	Seed      uint64
	Transport bus.Transport
	Unsafe    bool
	SyncEvery time.Duration // of the region's bus
	Leaf      string        // where the region's link to the hub begins
	Log       *live.Log     // merges what the child saw
	// Fail is told what the harness itself got wrong: a child that ended unasked,
	// a machine that panicked.
	Fail func(error)
}

func (c *Config) setup(port int, again, lost bool, past map[string]live.Past) *setup {
	return &setup{Region: c.Region, Role: c.Role, Net: c.Net, Dir: c.Dir, Recipe: c.Recipe, Secrets: c.Secrets, Seed: c.Seed, Topology: c.Topology,
		Transport: c.Transport, Unsafe: c.Unsafe, SyncEvery: c.SyncEvery, Leaf: c.Leaf, Port: port, Again: again, Lost: lost, Past: past}
}

// start starts a child.
func (c *Config) start() (Peer, error) {
	if c.Launch != nil {
		return c.Launch()
	}
	return startLocal(c)
}

// name is what people call the child.
func (c *Config) name() string {
	if c.Role == Whole {
		return c.Region
	}
	return strings.TrimSuffix(string(c.Role)+" "+c.Region, " ")
}
