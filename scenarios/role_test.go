package scenarios

import (
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim/topology"
)

const byRole = `timeline:
  - {id: lost, fault: power-loss, region: owner, at: 10s, hold: 3s}
  - {id: cut, fault: partition, between: [owner, hub], at: 15s, hold: 3s}
  - {id: half, fault: partition-one-way, from: standby, to: owner, at: 20s, hold: 3s}
  - {id: dies, fault: kill, target: pod/owner, at: 25s, hold: 1s}
  - {id: slow, fault: slow-consumer, region: standby, consumer: planner, by: 1ms, at: 30s, hold: 1s}
  - {id: some, fault: partition-partial, region: owner, peers: [standby, hub], at: 35s, hold: 1s}`

// TestRolesStandForRegions reads one timeline on three topologies, and what is written
// has the names.
func TestRolesStandForRegions(t *testing.T) {
	for topo, names := range map[string][3]string{
		"topology: {regions: 3}": {"tx", "va", "hub"},
		"topology: {regions: [{name: ny, location: us-east}, {name: sf, location: us-west}], hub: {name: mid, location: us-central}}":  {"ny", "sf", "mid"},
		"topology: {regions: [{name: ny, location: us-east}, {name: owner, location: us-west}], hub: {name: hub, location: us-north}}": {"owner", "owner", "hub"},
	} {
		text := byRole
		if names[0] == "owner" { // a region is called so
			text = strings.NewReplacer("from: standby, to: owner", "from: ny, to: standby", "region: owner, peers: [standby, hub]", "region: standby, peers: [ny, hub]").Replace(byRole)
		}
		s := load(t, topo+"\n"+text)
		at := func(id string) string { return find(t, s.Plan(1), id).String() }
		owner, standby, hub := names[0], names[1], names[2]
		for id, want := range map[string]string{
			"lost": "region: " + owner, "cut": "between: [" + owner + ", " + hub + "]", "dies": "target: pod/" + owner, "slow": "region: " + standby + ", consumer: planner",
		} {
			if got := at(id); !strings.Contains(got, want) {
				t.Errorf("%s: fault %s = %s, want %s", topo, id, got, want)
			}
		}
		if owner != standby {
			if got, want := at("half"), "from: "+standby+", to: "+owner; !strings.Contains(got, want) {
				t.Errorf("%s: fault half = %s, want %s", topo, got, want)
			}
			if got, want := at("some"), "peers: ["+standby+", "+hub+"]"; !strings.Contains(got, want) {
				t.Errorf("%s: fault some = %s, want %s", topo, got, want)
			}
		}
		again, err := Load("again.yaml", s.Encode(), testOptions())
		if err != nil || again.Plan(3).Faults[0].String() != s.Plan(3).Faults[0].String() {
			t.Errorf("Load(Encode()) = %v, want the same plan", err)
		}
	}
}

// TestFaultsOfAStandbyNeedOne leaves out what is not there in another form, and nothing
// else.
func TestFaultsOfAStandbyNeedOne(t *testing.T) {
	s := load(t, "failover: {}\ntimeline:\n  - {id: dark, fault: power-loss, region: owner, at: 10s, hold: 3s}\n  - {id: again, fault: kill, target: standby/owner, at: 20s, hold: 1s}")
	for _, form := range topology.Forms() {
		want := 1
		if form.HasStandby() {
			want = 2
		}
		if got := len(s.In(form).Timeline); got != want {
			t.Errorf("In(%s) has %d faults, want %d", form, got, want)
		}
	}
	if len(s.Timeline) != 2 {
		t.Errorf("In changed the scenario itself: %d faults, want 2", len(s.Timeline))
	}
}
