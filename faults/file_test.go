package faults

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const planText = `schema: seatrial/plan/v1
scenario: tx-dc
seed: 7
faults:
  - {id: cut, fault: partition, at: 10s, hold: 30s, between: [tx, hub]}
  - {id: dup, fault: duplicate, at: 12.5s, hold: 1m, region: tx, consumer: planner/tx, chance: 30%, copies: 3}
`

func TestPlanText(t *testing.T) {
	p, err := LoadPlan("p.yaml", []byte(planText))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(p.Encode()); got != planText {
		t.Errorf("Encode() = %s, want %s", got, planText)
	}
	if got := p.LastRevert(); got != 72500*time.Millisecond {
		t.Errorf("LastRevert() = %v, want 1m12.5s", got)
	}
}

// A plan may be JSON as well, and in any order.
func TestPlanJSON(t *testing.T) {
	p, err := LoadPlan("p.json", []byte(`{"schema": "seatrial/plan/v1", "scenario": "x", "seed": 18446744073709551615, "faults": [
	 {"id": "b", "fault": "kill", "target": "pod/tx", "at": "9s", "hold": "1s"},
	 {"id": "c", "fault": "kill", "target": "pod/tx", "at": "5s", "hold": "1s"},
	 {"id": "a", "fault": "kill", "target": "pod/tx", "at": "9s", "hold": "1s"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, f := range p.Faults {
		ids = append(ids, f.ID)
	}
	if got := strings.Join(ids, ""); got != "cab" || p.Seed != 1<<64-1 {
		t.Errorf("LoadPlan = %s with seed %d, want cab (by instant, then id) with the largest seed", got, p.Seed)
	}
}

func TestPlanProblems(t *testing.T) {
	head := "schema: seatrial/plan/v1\nscenario: x\nseed: 1\nfaults:\n"
	for step, want := range map[string]string{
		"  - {id: a, fault: partiton, at: 1s, hold: 1s}\n":                                    `p.yaml:5:20: unknown fault "partiton"; did you mean "partition"?`,
		"  - {id: a, fault: kill, at: 1s, hold: 1s}\n":                                        `p.yaml:5:5: kill has no target; add target: pod/tx`,
		"  - {id: a, fault: kill, at: 1s, hold: 1s, target: pod/tx, chance: 1%}\n":            `p.yaml:5:68: kill takes no chance; it takes target`,
		"  - {id: a, fault: kill, at: 1s, hold: 0s, target: pod/tx}\n":                        `p.yaml:5:40: it lasts no time; say for how long: hold: 30s`,
		"  - {id: a, fault: partition, at: 1s, hold: 1s, from: tx, to: hub}\n":                `p.yaml:5:55: partition takes no from; it takes between`,
		"  - {id: a, fault: kill, at: soon, hold: 1s, target: pod/tx}\n":                      `p.yaml:5:30: "soon" is not a duration`,
		strings.Repeat("  - {id: a, fault: kill, at: 1s, hold: 1s, target: pod/tx}\n", 2):     `p.yaml:5:3: two faults with the id "a"; give each fault an id of its own`,
		"  - {id: a, fault: latency, at: 1s, hold: 1s, between: [tx, tx], by: 5ms}\n":         `p.yaml:5:56: both ends are "tx"; name two different regions`,
		"  - {id: a, fault: slow-disk, region: tx, at: 1s, hold: 1s, by: -5ms}\n":             `p.yaml:5:65: slow-disk by a negative time; set by to more than 0`,
		"  - {id: a, fault: delay, region: tx, at: 1s, hold: 1s, by: 5ms, chance: 0%}\n":      `p.yaml:5:74: delay has no chance; add chance: 20%`,
		"  - {id: a, fault: slow-consumer, region: tx, at: 1s, hold: 1s, by: 5ms, copies: 9}": `p.yaml:5:82: "9" is not a whole number from 1 to 5`,
	} {
		_, err := LoadPlan("p.yaml", []byte(head+step))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("LoadPlan(%s) = %v, want %s", step, err, want)
		}
	}
}

var (
	anyRegion = rapid.SampledFrom([]string{"tx", "va", "or", "no", "true", "r-1"})
	anyTime   = rapid.Custom(func(t *rapid.T) time.Duration {
		return time.Duration(rapid.Int64Range(1, int64(time.Hour)).Draw(t, "time"))
	})
)

// anyFault draws a sound fault of a kind.
func anyFault(t *rapid.T, spec Spec, id string) Fault {
	f := Fault{ID: id, Kind: spec.Kind, At: anyTime.Draw(t, "at"), Hold: anyTime.Draw(t, "hold")}
	for _, name := range spec.takes() {
		if !contains(spec.Needs, name) && rapid.Bool().Draw(t, "leave out "+name) {
			continue
		}
		switch name {
		case "region", "from":
			f.Region = anyRegion.Draw(t, name)
		case "between":
			f.Region, f.Peer = anyRegion.Draw(t, name), "hub"
		case "to":
			f.Peer = "hub"
		case "peers":
			f.Peers = []string{"hub", "ca"}
		case "target":
			f.Target = "pod/" + anyRegion.Draw(t, name)
		case "consumer":
			f.Target = "planner/" + f.Region
		case "chance":
			f.Chance = rapid.Uint32Range(1, always).Draw(t, name)
		case "copies":
			f.Copies = rapid.IntRange(1, copiesMax).Draw(t, name)
		case "by", "period":
			f.Amount = min(anyTime.Draw(t, name), skewMax)
		case "bandwidth":
			f.Rate = rapid.Int64Range(1, 1_000_000_000).Draw(t, name)
		case "lossy":
			f.Lossy = true
		}
	}
	return f
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// What is encoded is decoded as the same plan.
func TestPlansComeBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := Plan{Scenario: "s-1", Seed: rapid.Uint64().Draw(r, "seed")}
		if rapid.Bool().Draw(r, "from a file") {
			p.File = rapid.SampledFrom([]string{"trials/mine.yaml", "C:\\a b.yaml", "1e5", "ünï # \"x\": y"}).Draw(r, "file")
		}
		for i, kind := range rapid.SliceOfN(rapid.SampledFrom(Kinds()), 0, 8).Draw(r, "kinds") {
			spec, _ := Of(kind)
			f := anyFault(r, spec, string(rune('a'+i)))
			if err := Validate(f); err != nil {
				r.Fatalf("Validate(%v) = %v, want nil", f, err)
			}
			p.Faults = append(p.Faults, f)
		}
		p.Sort()
		got, err := LoadPlan("p.yaml", p.Encode())
		if err != nil || !reflect.DeepEqual(got, p) {
			r.Fatalf("LoadPlan(Encode(p)) = %+v, %v, want %+v\n%s", got, err, p, p.Encode())
		}
	})
}

func FuzzLoadPlan(f *testing.F) {
	f.Add([]byte(planText))
	for _, kind := range Kinds() {
		spec, _ := Of(kind)
		f.Add([]byte("schema: seatrial/plan/v1\nscenario: x\nseed: 1\nfaults:\n  - " + spec.Example + "\n"))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := LoadPlan("f.yaml", b)
		if err != nil {
			return
		}
		again, err := LoadPlan("f.yaml", p.Encode())
		if err != nil || !reflect.DeepEqual(again, p) {
			t.Errorf("LoadPlan(Encode(p)) = %+v, %v, want %+v\n%s", again, err, p, p.Encode())
		}
	})
}
