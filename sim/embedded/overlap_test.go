package embedded

import (
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
)

// TestPowerLossAndKillOverlap lets a region lose its power and be killed, one
// within the other or one after the other began. What was not synced is lost all
// the same, and the region stays down until both let go.
func TestPowerLossAndKillOverlap(t *testing.T) {
	for _, order := range []string{"kill power -power -kill", "kill power -kill -power", "power kill -power -kill", "power kill -kill -power"} {
		t.Run(order, func(t *testing.T) {
			t.Parallel()
			f := newFeed(sim.BusSpec{SyncEvery: int64(time.Hour)}, sim.Follow{})
			f.world = launch(t, f)
			f.line.add("a", "b")
			f.delivered(t, 2)
			f.settled(t)
			p := f.world.byName["tx"]
			for _, step := range strings.Fields(order) {
				if held := p.dark.Held() || p.killed.Held(); held && p.server.Leafs() > 0 {
					t.Fatalf("before %q of %q the server is up, want it down", step, order)
				}
				what, on := strings.TrimPrefix(step, "-"), !strings.HasPrefix(step, "-")
				if what == "power" {
					f.world.Power("dark", "tx", on)
				} else {
					f.world.Node("dead", "tx", faults.StopKill, on)
				}
			}
			until(t, f.world, "the bus is back", func() bool { return f.inspect(t).OK })
			if got := f.inspect(t); got.Pos != 0 || got.Text != "" {
				t.Fatalf("after %q the bus has %v, want nothing", order, got)
			}
			if err := f.world.host.Fault(); err != nil {
				t.Fatalf("fault of the harness = %v, want none", err)
			}
		})
	}
}
