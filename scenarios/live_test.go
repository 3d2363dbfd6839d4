package scenarios

import (
	"slices"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
)

func TestForLive(t *testing.T) {
	s := load(t, `live: {factor: 4, commands: 400}
workload: {rate: 4/s, duration: 60s, retry: 2s, transit: 4s}
topology: {regions: 2}
timeline:
  - {id: late, fault: delay, region: tx, chance: 10%, by: 2s, at: 20s, hold: 12s, spread: 4s}
  - {id: far, fault: latency, between: [tx, hub], by: 200ms, at: 20s, hold: 12s}
  - {id: torn, fault: link-reset, between: [tx, hub], period: 900ms, at: 20s, hold: 12s}`)
	live := s.ForLive()
	if live.Baseline != s.Baseline/4 || live.Drain != 15*time.Second || live.Workload.Duration != 15*time.Second ||
		live.Workload.Retry != 500*time.Millisecond || live.Workload.Transit != time.Second {
		t.Errorf("ForLive() = %+v, want every timer divided by 4", live)
	}
	late, far := live.Timeline[0], live.Timeline[1]
	if late.Fault.At != 5*time.Second || late.Fault.Hold != 3*time.Second || late.Spread != time.Second || late.Fault.Amount != 500*time.Millisecond {
		t.Errorf("ForLive(): delay = %+v, want a quarter of it", late)
	}
	if far.Fault.Amount != 200*time.Millisecond || far.Fault.Hold != 3*time.Second {
		t.Errorf("ForLive(): latency = %+v, want the same round trip for a quarter of the time", far)
	}
	if torn := live.Timeline[2].Fault; torn.Amount != 900*time.Millisecond || torn.Hold != 3*time.Second {
		t.Errorf("ForLive(): link-reset = %+v, want as often for a quarter of the time", torn)
	}
	if n := live.Commands(); n > 400 || n < 350 {
		t.Errorf("ForLive().Commands() = %d, want at most 400 of %d", n, s.Commands())
	}
	if s.Timeline[0].Fault.Kind != faults.Delay || s.Timeline[0].Fault.At != 20*time.Second {
		t.Errorf("ForLive changed the scenario: %+v", s.Timeline[0])
	}
}

// A scenario that fits is offered with the same commands in less time.
func TestForLiveKeepsCommands(t *testing.T) {
	s := load(t, "live: {factor: 2}")
	if got, want := s.ForLive().Commands(), s.Commands(); got != want {
		t.Errorf("ForLive().Commands() = %d, want %d", got, want)
	}
	if got := s.ForLive().Length(); got > time.Minute {
		t.Errorf("ForLive().Length() = %v, want at most 1m", got)
	}
}

// A point that takes longer than a live profile lasts is not asked of one; a point
// of one world is.
func TestLiveProfileAsksForWhatItCanReach(t *testing.T) {
	s := &Scenario{Reach: []Reach{{Point: "a"}, {Point: "b", Full: true}, {Point: "c", World: "virtual"}}}
	if got, want := s.ForLive().Reach, []Reach{s.Reach[0], s.Reach[2]}; !slices.Equal(got, want) {
		t.Errorf("ForLive().Reach = %+v, want %+v", got, want)
	}
	if len(s.Reach) != 3 {
		t.Errorf("the scenario itself has %d points afterwards, want 3", len(s.Reach))
	}
}
