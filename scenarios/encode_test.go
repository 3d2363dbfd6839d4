package scenarios

import (
	"io/fs"
	"path"
	"reflect"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim/topology"
)

// reload writes a scenario and reads it again.
func reload(t *testing.T, s *Scenario) *Scenario {
	t.Helper()
	o := shippedOptions()
	o.Read = func(name string) ([]byte, error) { return fs.ReadFile(shelf, path.Join("library", name)) }
	back, err := Load("s.yaml", s.Encode("written anew"), o)
	if err != nil {
		t.Fatalf("Load(Encode(%s)) = %v, want it back\n%s", s.ID, err, s.Encode())
	}
	back.Path, back.Source = s.Path, s.Source
	for i := range back.Timeline {
		back.Timeline[i].Line = s.Timeline[i].Line
	}
	for i := range back.Thresholds {
		back.Thresholds[i].Line = s.Thresholds[i].Line
	}
	for i := range back.Live.Thresholds {
		back.Live.Thresholds[i].Line = s.Live.Thresholds[i].Line
	}
	return back
}

// What is written is read back as it was.
func TestEncodeLibrary(t *testing.T) {
	for _, s := range library(t) {
		if back := reload(t, s); !reflect.DeepEqual(back, s) {
			t.Errorf("Load(Encode(%s)) =\n%+v\nwant\n%+v\n%s", s.ID, back, s, s.Encode())
		}
	}
}

func TestEncodeEverything(t *testing.T) {
	s, err := Load("s.yaml", []byte(around(`topology: {regions: [{name: va, location: us-east}], hub: {name: h, title: "no: 1", location: us-west},
  links: [{from: va, to: h, delay: 90ms, loss: 0.1%, bandwidth: 64KB/s}], local: {sync: 3ms}}
workload: {rate: 0.5/s, burst: 2, zipf: 1.25, only: {va: [3, 17]}, only_receipts: {va: []}, only_counts: {va: [1]}, patience: 30s, queue_max: 7}
steady_state: {answered: 0%, commands: 0}
timeline: [{id: a, fault: kill, target: pod/va, at: 10s, hold: 1.5s, spread: 500ms, reaches: [va/figures]}, {id: b, fault: kill, target: pod/va, at: 15s, hold: 1s, reaches: []}]
promises: [I-30: {available: 98%, slower: 150%}, I-05, I-15: {cross_share: 60.5%}, I-26: {queue: 9}]
stop: ["backlog > 5000"]
repro: {seed: 18446744073709551615, defects: [M01, M48], promise: I-05, note: "It's \"twice\": <a> & b."}`)), testOptions())
	if err != nil {
		t.Fatal(err)
	}
	if back := reload(t, s); !reflect.DeepEqual(back, s) {
		t.Errorf("Load(Encode) =\n%+v\nwant\n%+v\n%s", back, s, s.Encode())
	}
}

// A scenario whose faults came from a plan has no spread.
func TestEncodeOfNothing(t *testing.T) {
	s, err := Load("s.yaml", []byte(around("timeline: []")), testOptions())
	if err != nil {
		t.Fatal(err)
	}
	s.Workload.Orders = topology.Picks{"tx": nil}
	s.Timeline = []Step{{Fault: faults.Fault{ID: "x", Kind: faults.Partition, Region: "tx", Peer: "hub", At: 6 * time.Second, Hold: time.Second}}}
	back := reload(t, s)
	if back.Workload.Orders.Keeps("tx", 1) || len(back.Timeline) != 1 {
		t.Errorf("Load(Encode) keeps order 1 and %d steps, want no order and one step", len(back.Timeline))
	}
}
