package reports

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios/run"
)

func TestThinnedKeepsTheExtremes(t *testing.T) {
	values := make([]int64, 86_400)
	for i := range values {
		values[i] = 10
	}
	values[40_001], values[77_777] = 0, 9_000
	kept := thinned(values)
	if len(kept) > samplesMax || !slices.IsSorted(kept) || !slices.Contains(kept, 40_001) || !slices.Contains(kept, 77_777) {
		t.Errorf("thinned(24 h of seconds) = %d samples, want at most %d, ascending, with both spikes", len(kept), samplesMax)
	}
	if got := thinned(values[:3]); !slices.Equal(got, []int{0, 1, 2}) {
		t.Errorf("thinned(3 values) = %v, want all", got)
	}
}

func TestTimelineOfNothing(t *testing.T) {
	for name, r := range map[string]*run.Result{
		"no detail":    {},
		"empty detail": {Detail: &run.Detail{}},
	} {
		if got := timelineOf(r, nil); got != nil {
			t.Errorf("timelineOf(%s) = %v, want nil", name, got)
		}
	}
	odd := &run.Detail{Phases: []run.Span{{Name: "baseline", To: time.Second}},
		Series: []run.Series{{Name: "x"}, {Name: "y", Values: []int64{0}}, {Name: "z", Every: time.Second, Values: []int64{3}}}}
	tl := timelineOf(&run.Result{Detail: odd}, gazetteer{})
	if tl == nil || len(tl.Groups) != 3 || len(tl.Groups[0].Rows) != 0 || len(tl.Groups[2].Rows) != 1 {
		t.Errorf("timelineOf(series without values or interval) = %+v, want three groups, the first without rows", tl)
	}
}

func TestBandsStandBehindTheRegionsTheyStrike(t *testing.T) {
	d := &run.Detail{Series: []run.Series{{Region: "tx"}, {Region: "va"}}}
	for _, c := range []struct {
		fault faults.Fault
		tx    bool
		va    bool
	}{
		{faults.Fault{Region: "tx"}, true, false},
		{faults.Fault{Region: "tx", Peer: "va"}, true, true},
		{faults.Fault{Region: "hub", Peers: []string{"va"}}, false, true},
		{faults.Fault{Target: "pod/va"}, false, true},
		{faults.Fault{Region: "hub"}, true, true},
	} {
		if tx, va := strikes(d, c.fault, "tx"), strikes(d, c.fault, "va"); tx != c.tx || va != c.va {
			t.Errorf("strikes(%+v) = tx %v, va %v, want %v, %v", c.fault, tx, va, c.tx, c.va)
		}
	}
}

func TestTicksStayFew(t *testing.T) {
	for _, length := range []time.Duration{300 * time.Millisecond, 7 * time.Second, 76 * time.Second, 10 * time.Minute, 24 * time.Hour, 400 * time.Hour} {
		ticks := timeTicks(length)
		if len(ticks) == 0 || len(ticks) > 9 || ticks[0].Label != "0" {
			t.Errorf("timeTicks(%v) = %v, want 1 to 9 from 0", length, ticks)
		}
	}
}

func TestCeiling(t *testing.T) {
	for v, want := range map[int64]int64{0: 1, 1: 1, 7: 7, 11: 12, 13: 14, 99: 100, 101: 120, 903: 1000, 1<<63 - 1: 1<<63 - 1} {
		if got := ceiling(v); got != want {
			t.Errorf("ceiling(%d) = %d, want %d", v, got, want)
		}
	}
}

func TestNines(t *testing.T) {
	for p, want := range map[float64]string{0: "0.0", 90: "1.0", 99: "2.0", 99.9: "3.0", 99.999: "5.0", 99.99999: "5.0", 100: "5.0"} {
		if got := unit(nines(p)); got != want {
			t.Errorf("nines(%v) = %s, want %s", p, got, want)
		}
	}
}

func TestApartKeepsOrderAndDistance(t *testing.T) {
	heights := []float64{98, 0, 99, 1, 50}
	got := apart(heights, 6)
	for i, a := range heights {
		for j, b := range heights {
			if a > b && got[i]-got[j] < 6-1e-9 {
				t.Errorf("apart(%v) = %v, want %d at least 6 above %d", heights, got, i, j)
			}
		}
		if got[i] < 0 {
			t.Errorf("apart(%v) = %v, want none below 0", heights, got)
		}
	}
}

func TestEveryFaultIsToldInWords(t *testing.T) {
	g := gazetteer{"tx": "Texas", "va": "Virginia", "hub": "the hub"}
	for _, kind := range []faults.Kind{faults.Duplicate, faults.Delay, faults.Reorder, faults.Drop, faults.Partition, faults.OneWay, faults.Partial,
		faults.Latency, faults.Loss, faults.Bandwidth, faults.Kill, faults.PowerLoss, faults.Pause, faults.BusOutage, faults.HubOutage,
		faults.RegionOutage, faults.RegionKill, faults.RegionPause, faults.ClockSkew, faults.ClockJump, faults.CarrierDown, faults.StolenCredential, faults.ExpiredCredential, faults.SlowDisk, faults.SlowConsumer} {
		f := faults.Fault{Kind: kind, Region: "tx", Peer: "va", Peers: []string{"va", "hub"}, Chance: 150_000, Copies: 2, Amount: -1500 * time.Millisecond, Rate: 1024}
		got := g.tells(f)
		if got == "" || strings.HasPrefix(got, string(kind)+" in") || strings.Contains(got, "%!") {
			t.Errorf("tells(%s) = %q, want a sentence of its own", kind, got)
		}
	}
	for _, c := range []struct {
		fault faults.Fault
		want  string
	}{
		{faults.Fault{Kind: faults.Partition, Region: "tx", Peer: "hub"}, "Texas and the hub cannot talk to each other"},
		{faults.Fault{Kind: faults.ClockSkew, Region: "tx", Amount: -90 * time.Second}, "The clock of Texas runs 90 s behind"},
		{faults.Fault{Kind: faults.Duplicate, Region: "or", Chance: 50_000}, "5 % of the messages in OR are delivered again, 1 time over"},
		{faults.Fault{Kind: "meteor", Region: "tx"}, "Meteor in Texas"},
		{faults.Fault{Kind: faults.Kill, Target: "pod/tx"}, "Process pod/tx is killed; what it had written stays"},
	} {
		if got := g.tells(c.fault); got != c.want && !strings.EqualFold(got, c.want) {
			t.Errorf("tells(%+v) = %q, want %q", c.fault, got, c.want)
		}
	}
}
