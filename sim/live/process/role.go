package process

import "github.com/seatrial/seatrial/sim"

// Role is what of a run a child is.
type Role string

// The roles. [Whole] and [Hub] have a bus and machines in one process; the others
// are the parts of a run in which nobody shares a process.
const (
	Whole   Role = ""        // a region: its bus, its machines, their ledgers
	Hub     Role = "hub"     // the same of the hub, where every link ends
	Bus     Role = "bus"     // the bus of a region
	Pod     Role = "pod"     // the machines of a region and their ledgers
	Outside Role = "outside" // the outside parties of every region
	Link    Role = "link"    // the link between a region and the hub, and the taps on it
)

// Roles lists the roles that a child can be given by name.
func Roles() []Role { return []Role{Bus, Pod, Hub, Outside, Link} }

// runs reports whether a machine runs in a child of a role.
func (r Role) runs(m *sim.Spec, region string) bool {
	switch r {
	case Bus, Link:
		return false
	case Outside:
		return m.Outside
	}
	return Runs(m, region)
}

// serves reports whether the bus of the region is in the child.
func (r Role) serves() bool { return r == Whole || r == Hub || r == Bus }

// Runs reports whether a machine runs in the process of a region: all of the
// region do but outside parties, which are not in the data centre.
func Runs(m *sim.Spec, region string) bool { return m.Region == region && !m.Outside }

// Net says where a child listens and where it finds the others. The zero value is
// the loopback address, and nobody else. All of it can be stored.
type Net struct {
	Listen     string            `json:"listen,omitempty"`      // of a bus: address without a port; of a link: with it
	Port       int               `json:"port,omitempty"`        // of a bus: where clients connect; 0 = any that is free
	LeafListen string            `json:"leaf_listen,omitempty"` // of the hub: address without a port
	LeafPort   int               `json:"leaf_port,omitempty"`   // of the hub; 0 = any that is free
	Upstream   string            `json:"upstream,omitempty"`    // of a link: host:port where the hub takes leaf links
	Buses      map[string]string `json:"buses,omitempty"`       // URLs of buses in other children, by region
	Doors      map[string]string `json:"doors,omitempty"`       // addresses without a port at which outside parties are called, by region
}
