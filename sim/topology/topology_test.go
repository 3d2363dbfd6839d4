package topology_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/topology"
)

func us(t testing.TB, n int) topology.Topology {
	t.Helper()
	top, err := topology.US(n)
	if err != nil {
		t.Fatalf("US(%d) = %v, want a topology", n, err)
	}
	return top
}

// TestUS checks every size: valid, the hub last, links between every pair both
// ways, half a round trip each.
func TestUS(t *testing.T) {
	all := []string{"tx", "va", "or", "ca"}
	for n := 1; n <= 4; n++ {
		top := us(t, n)
		if err := top.Validate(); err != nil {
			t.Errorf("US(%d).Validate() = %v, want nil", n, err)
		}
		if got, want := top.Names(), append(append([]string{}, all[:n]...), "hub"); !reflect.DeepEqual(got, want) {
			t.Errorf("US(%d).Names() = %v, want %v", n, got, want)
		}
		if got, want := len(top.Links), n*(n+1); got != want {
			t.Errorf("US(%d) has %d links, want %d", n, got, want)
		}
	}
	for _, n := range []int{-1, 0, 5} {
		if _, err := topology.US(n); err == nil || !strings.Contains(err.Error(), "want 1 to 4") {
			t.Errorf("US(%d) = %v, want an error that says 1 to 4", n, err)
		}
	}
}

// TestLinkIsHalfARoundTrip adds up the two directions. They differ by what the
// two measurements differ by.
func TestLinkIsHalfARoundTrip(t *testing.T) {
	top := us(t, 4)
	locations := map[string]string{top.Hub.Name: top.Hub.Location}
	for _, r := range top.Regions {
		locations[r.Name] = r.Location
	}
	for _, l := range top.Links {
		there, ok := topology.RoundTrip(locations[l.From], locations[l.To])
		back, known := topology.RoundTrip(locations[l.To], locations[l.From])
		if !ok || !known {
			t.Fatalf("RoundTrip between %s and %s is unknown, want both ways", l.From, l.To)
		}
		if l.Delay != there/2 || l.Jitter != there/20 {
			t.Errorf("link %s>%s = %v and %v, want %v and %v", l.From, l.To, l.Delay, l.Jitter, there/2, there/20)
		}
		other, _ := top.Link(l.To, l.From)
		if got, want := l.Delay+other.Delay, (there+back)/2; got != want {
			t.Errorf("both ways between %s and %s = %v, want %v", l.From, l.To, got, want)
		}
		if diff := (there - back).Abs(); diff > 3*time.Millisecond {
			t.Errorf("RoundTrip %s and back differ by %v, want two measurements of one line", l.From, diff)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     time.Duration
		known    bool
	}{
		{topology.USEast, topology.USWest, 72_700 * time.Microsecond, true},
		{topology.USWest, topology.USEast, 71_600 * time.Microsecond, true},
		{topology.USWest, topology.USNorth, 19_500 * time.Microsecond, true},
		{topology.USCentral, topology.USCentral, time.Millisecond, true},
		{topology.USEast, "the moon", 0, false},
	} {
		if got, ok := topology.RoundTrip(c.from, c.to); got != c.want || ok != c.known {
			t.Errorf("RoundTrip(%s, %s) = %v, %v, want %v, %v", c.from, c.to, got, ok, c.want, c.known)
		}
	}
}

// TestStretch makes links ten times as long and leaves everything else, the
// original among it.
func TestStretch(t *testing.T) {
	top, again := us(t, 3), us(t, 3)
	long := top.Stretch(10)
	if !reflect.DeepEqual(top, again) {
		t.Fatalf("Stretch changed the topology it was called on")
	}
	for i, l := range long.Links {
		want := top.Links[i]
		want.Delay *= 10
		want.Jitter *= 10
		if l != want {
			t.Errorf("Stretch(10) link = %+v, want %+v", l, want)
		}
	}
	long.Links = top.Links
	if !reflect.DeepEqual(long, top) {
		t.Errorf("Stretch changed more than links: %+v, want %+v", long, top)
	}
	if same := top.Stretch(1); !reflect.DeepEqual(same, top) {
		t.Errorf("Stretch(1) = %+v, want the same", same)
	}
}

func TestValidate(t *testing.T) {
	for want, change := range map[string]func(*topology.Topology){
		"has no name":                func(t *topology.Topology) { t.Regions[1].Name = "" },
		`region "tx" is named twice`: func(t *topology.Topology) { t.Hub.Name = "tx" },
		"tx>nv names an unknown":     func(t *topology.Topology) { t.Links[0].To = "nv" },
		"nv>va names an unknown":     func(t *topology.Topology) { t.Links[0].From = "nv" },
		"tx>va is given twice":       func(t *topology.Topology) { t.Links[1] = t.Links[0] },
		"leads to itself":            func(t *topology.Topology) { t.Links[0].To = "tx" },
		"a figure is below zero":     func(t *topology.Topology) { t.Links[0].Bandwidth = -1 },
		"a local cost is below":      func(t *topology.Topology) { t.Local.Sync = -time.Second },
		"want at most 1000000":       func(t *topology.Topology) { t.Links[0].Loss = 1_000_001 },
	} {
		top := us(t, 2)
		change(&top)
		if err := top.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Validate() = %v, want an error with %q", err, want)
		}
	}
	if err := us(t, 2).Validate(); err != nil {
		t.Errorf("Validate() = %v, want nil", err)
	}
}

func TestLink(t *testing.T) {
	top := us(t, 1)
	if l, ok := top.Link("tx", "hub"); !ok || l.From != "tx" || l.To != "hub" {
		t.Errorf("Link(tx, hub) = %+v, %v, want it", l, ok)
	}
	if l, ok := top.Link("tx", "va"); ok {
		t.Errorf("Link(tx, va) = %+v, want none", l)
	}
}

// TestStored takes a topology through JSON: a run is rebuilt from its report.
func TestStored(t *testing.T) {
	top := us(t, 4)
	text, err := json.Marshal(top)
	if err != nil {
		t.Fatal(err)
	}
	var back topology.Topology
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, top) {
		t.Fatalf("Unmarshal(Marshal(topology)) = %+v, %v, want %+v", back, err, top)
	}
}

func ExampleUS() {
	top, err := topology.US(2)
	if err != nil {
		panic(err)
	}
	fmt.Println(top.Names())
	l, _ := top.Link("tx", "hub")
	fmt.Println("tx to hub:", l.Delay, "and up to", l.Jitter, "more")
	// Output:
	// [tx va hub]
	// tx to hub: 21ms and up to 2.1ms more
}
