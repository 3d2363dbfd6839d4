package faults

import (
	"errors"
	"testing"
	"time"
)

// sound is a fault that any change below breaks.
func sound(change func(*Fault)) Fault {
	f := Fault{ID: "cut", Kind: Partition, At: time.Second, Hold: time.Second, Region: "tx", Peer: "hub"}
	change(&f)
	return f
}

func TestValidate(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*Fault)
		word   string
		want   string
	}{
		{"sound", func(*Fault) {}, "", ""},
		{"no id", func(f *Fault) { f.ID = "" }, "id", `fault "": "" is not an id; use lower case letters, digits and dashes, at most 40`},
		{"shouted id", func(f *Fault) { f.ID = "Cut" }, "id", `fault "Cut": "Cut" is not an id; use lower case letters, digits and dashes, at most 40`},
		{"unknown kind", func(f *Fault) { f.Kind = "partiton" }, "fault", `fault "cut": unknown fault "partiton"; did you mean "partition"?`},
		{"too early", func(f *Fault) { f.At = -1 }, "at", `fault "cut": it begins before the run; set at to an instant after the baseline`},
		{"no time", func(f *Fault) { f.Hold = 0 }, "hold", `fault "cut": it lasts no time; say for how long: hold: 30s`},
		{"one end", func(f *Fault) { f.Peer = "" }, "between", `fault "cut": partition has no between; add between: [tx, hub]`},
		{"same ends", func(f *Fault) { f.Peer = "tx" }, "between", `fault "cut": both ends are "tx"; name two different regions`},
		{"foreign field", func(f *Fault) { f.Chance = 5 }, "chance", `fault "cut": partition takes no chance; it takes between`},
		{"no target", func(f *Fault) { *f = Fault{ID: "k", Kind: Kill, Hold: 1} }, "target", `fault "k": kill has no target; add target: pod/tx`},
		{"nothing taken", func(f *Fault) { *f = Fault{ID: "h", Kind: HubOutage, Hold: 1, Region: "hub"} }, "region",
			`fault "h": aggregator-outage takes no region; it takes target`},
		{"certain", func(f *Fault) { *f = Fault{ID: "d", Kind: Drop, Hold: 1, Region: "tx", Chance: 2_000_000} }, "chance",
			`fault "d": a chance above 100%; set chance to 100% or less`},
		{"copies", func(f *Fault) { *f = Fault{ID: "d", Kind: Duplicate, Hold: 1, Region: "tx", Chance: 1, Copies: 6} }, "copies",
			`fault "d": 6 copies; set copies to 1 to 5`},
		{"backwards", func(f *Fault) { *f = Fault{ID: "l", Kind: Latency, Hold: 1, Region: "tx", Peer: "va", Amount: -1} }, "by",
			`fault "l": latency by a negative time; set by to more than 0`},
		{"reset never", func(f *Fault) { *f = Fault{ID: "r", Kind: LinkReset, Hold: 1, Region: "tx", Peer: "va"} }, "period",
			`fault "r": link-reset has no period; add period: 500ms`},
		{"reset backwards", func(f *Fault) { *f = Fault{ID: "r", Kind: LinkReset, Hold: 1, Region: "tx", Peer: "va", Amount: -1} }, "period",
			`fault "r": a negative time between resets; set period to more than 0`},
		{"down by a time", func(f *Fault) { *f = Fault{ID: "d", Kind: LinkDown, Hold: 1, Region: "tx", Peer: "va", Amount: 1} }, "by",
			`fault "d": link-down takes no by; it takes between`},
		{"killed nowhere", func(f *Fault) { *f = Fault{ID: "k", Kind: RegionKill, Hold: 1} }, "region",
			`fault "k": region-kill has no region; add region: tx`},
		{"one process of a region", func(f *Fault) { *f = Fault{ID: "p", Kind: RegionPause, Hold: 1, Region: "tx", Target: "pod/tx"} }, "target",
			`fault "p": region-pause takes no target; it takes region`},
		{"negative speed", func(f *Fault) { *f = Fault{ID: "b", Kind: Bandwidth, Hold: 1, Region: "tx", Peer: "va", Rate: -1} }, "bandwidth",
			`fault "b": a negative bandwidth; set bandwidth to 1B/s or more`},
		{"skewed by a day", func(f *Fault) { *f = Fault{ID: "s", Kind: ClockSkew, Hold: 1, Region: "tx", Amount: 24 * time.Hour} }, "by",
			`fault "s": a skew of more than fifteen minutes; set by to 15m or less, or use clock-jump`},
		{"its own peer", func(f *Fault) { *f = Fault{ID: "p", Kind: Partial, Hold: 1, Region: "tx", Peers: []string{"va", "tx"}} }, "peers",
			`fault "p": "tx" is not another region, or is named twice; name each of the others once`},
	} {
		err := Validate(sound(test.change))
		if test.want == "" {
			if err != nil {
				t.Errorf("Validate(%s) = %v, want nil", test.name, err)
			}
			continue
		}
		var field *FieldError
		if !errors.As(err, &field) || field.Word != test.word || err.Error() != test.want {
			t.Errorf("Validate(%s) = %v, want %s (at %s)", test.name, err, test.want, test.word)
		}
	}
}
