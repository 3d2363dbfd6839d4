package invariants

import "testing"

func TestPaceLeavesOutWhatTheGroundHeldUp(t *testing.T) {
	var p pace
	for i := range int64(10) {
		p.add(i*100, i*100+10) // 0..10, 100..110, ...
	}
	p.heldUp(205, 405) // meets those that began at 200, 300 and 400
	p.settle()
	if p.clean.total != 7 || p.held != 3 {
		t.Fatalf("counted %d, left out %d, want 7 and 3", p.clean.total, p.held)
	}
	for _, c := range []struct {
		enough uint64
		want   bool
	}{{7, false}, {8, true}, {11, false}} {
		if got := p.spoilt(c.enough); got != c.want {
			t.Errorf("spoilt(%d) = %v, want %v", c.enough, got, c.want)
		}
	}
}

// What ended long ago is counted and no longer waits, so that memory is bounded.
func TestPaceForgets(t *testing.T) {
	var p pace
	for i := range int64(1000) {
		p.add(i*paceWait/10, i*paceWait/10+5)
	}
	if len(p.waiting) > 12 {
		t.Fatalf("commands that wait = %d, want no more than those of the last moments", len(p.waiting))
	}
	p.heldUp(0, 1)
	p.settle()
	if p.clean.total != 1000 || p.held != 0 {
		t.Fatalf("counted %d, left out %d, want all 1000: nothing is told of what is long over", p.clean.total, p.held)
	}
}
