package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim/topology"
)

// Words of a timeline that stand for a region, unless a region is called so: one plan
// then fits topologies with other names.
const (
	roleOwner   = "owner"   // the first region
	roleStandby = "standby" // the region after it, which stands by for it where regions have a standby
	roleHub     = "hub"     // where the aggregator stands
)

// roles turns the words into the names of regions.
type roles struct {
	names map[string]string // by word
	used  []string          // words that were turned, in the order of use
	alone bool              // there is no region after the first, and a fault names it
}

func rolesOf(t topology.Topology) *roles {
	r := &roles{names: map[string]string{roleHub: t.Hub.Name}}
	if len(t.Regions) > 0 {
		r.names[roleOwner] = t.Regions[0].Name
	}
	if len(t.Regions) > 1 {
		r.names[roleStandby] = standbyRegion(t, 0)
	}
	for _, name := range t.Names() {
		delete(r.names, name) // a region is called so
	}
	return r
}

// region returns the name of the region that a word stands for, or the word.
func (r *roles) region(word string) string {
	name, ok := r.names[word]
	if !ok {
		r.alone = r.alone || word == roleStandby && r.names[roleOwner] != "" && r.names[roleStandby] == ""
		return word
	}
	if !slices.Contains(r.used, word) {
		r.used = append(r.used, word)
	}
	return name
}

// machine returns the name of a machine whose last part may be such a word:
// pod/owner.
func (r *roles) machine(name string) string {
	at := strings.LastIndexByte(name, '/')
	if at < 0 {
		return name
	}
	return name[:at+1] + r.region(name[at+1:])
}

// fault returns a fault with the names of regions.
func (r *roles) fault(f faults.Fault) faults.Fault {
	f.Region, f.Peer, f.Target = r.region(f.Region), r.region(f.Peer), r.machine(f.Target)
	f.Peers = slices.Clone(f.Peers)
	for i := range f.Peers {
		f.Peers[i] = r.region(f.Peers[i])
	}
	return f
}

// explain says in an error which words were turned into which names.
func (r *roles) explain(err *faults.FieldError) {
	var said []string
	for _, word := range r.used {
		said = append(said, fmt.Sprintf("%s is %s", word, r.names[word]))
	}
	if len(said) > 0 {
		err.What += " (" + strings.Join(said, ", ") + ")"
	}
	if r.alone {
		err.Fix = "add a region: with one there is none that stands by"
	}
}
