package scenarios

import (
	"bytes"
	"testing"

	"github.com/seatrial/seatrial/faults"
)

// FuzzLoad feeds the loader with anything. What it accepts must be sound: a plan
// that fits the scenario and is read back, a header, a live profile that fits.
func FuzzLoad(f *testing.F) {
	for _, e := range Library() {
		f.Add(e.Source)
	}
	f.Add([]byte(around("")))
	f.Add([]byte(around(drifting)))
	f.Add([]byte(around("topology: {regions: [{name: tx, location: us-east}], hub: {name: h, location: us-east}}")))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Load("f.yaml", b, testOptions())
		if err != nil {
			if err.Error() == "" {
				t.Error("Load = an error without text, want one")
			}
			return
		}
		if !bytes.Equal(s.Source, b) || len(s.Promises) == 0 || s.Commands() > CommandsMax {
			t.Errorf("Load(%q) = %+v, want its source, some promises and at most %d commands", b, s, CommandsMax)
		}
		for _, one := range []*Scenario{s, s.ForLive()} {
			p := one.Plan(1)
			if err := s.CheckPlan(p); err != nil && one == s {
				t.Errorf("CheckPlan(Plan(1)) = %v, want nil", err)
			}
			if _, err := faults.LoadPlan("p.yaml", p.Encode()); err != nil && one == s {
				t.Errorf("LoadPlan(Plan(1)) = %v, want nil\n%s", err, p.Encode())
			}
			one.Header(1)
		}
		if d := s.ForLive().Length(); d > liveMax {
			t.Errorf("ForLive().Length() = %v, want at most two minutes", d)
		}
	})
}
