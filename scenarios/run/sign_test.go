package run

import (
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// timed is a world in real time, or not.
type timed struct {
	World
	real bool
}

func (timed) Name() string { return "embedded" }
func (w timed) Real() bool { return w.real }

// Only in real time may what was sent pass its witness later (I-16).
func TestSignSaysHowLongAMessageTakes(t *testing.T) {
	for _, test := range []struct {
		real bool
		want time.Duration
	}{{true, 3 * time.Second}, {false, 0}} {
		h := &history.Header{Bounds: history.Bounds{PolicyNano: int64(3 * time.Second)}}
		l := &Lab{World: timed{real: test.real}}
		if l.sign(h); h.Bounds.PassingNano != int64(test.want) {
			t.Errorf("sign(real %v): passing_ns = %d, want %d", test.real, h.Bounds.PassingNano, int64(test.want))
		}
	}
}
