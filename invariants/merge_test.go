package invariants

import (
	"reflect"
	"testing"
)

func TestMerge(t *testing.T) {
	first := &Breach{Text: "first"}
	got := Merge([][]Finding{
		{{ID: "I-05", Verdict: Held, Evaluated: 2}, {ID: "I-12", Why: "the header names no canary"}},
		{{ID: "I-05", Verdict: Violated, Evaluated: 3, Breaches: 2, First: first}, {ID: "I-01", Why: "premise"}},
		{{ID: "I-05", Verdict: Violated, Breaches: 1, First: &Breach{Text: "second"}}, {ID: "I-01", Verdict: Held, Evaluated: 1}, {ID: "I-12", Why: "breaks off"}},
	})
	want := []Finding{
		{ID: "I-01", Verdict: Held, Evaluated: 1},
		{ID: "I-05", Verdict: Violated, Evaluated: 5, Breaches: 3, First: first},
		{ID: "I-12", Why: "the header names no canary"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("Merge(runs) = %+v, want %+v", got, want)
	}
}

func TestSettle(t *testing.T) {
	one := []Finding{{ID: "I-39", Verdict: Held, Evaluated: 2}, {ID: "I-05", Verdict: Held, Evaluated: 1}}
	for _, c := range []struct {
		name string
		pair Finding
		want []Finding
	}{
		{"held and held", Finding{ID: "I-39", Verdict: Held, Evaluated: 3}, []Finding{{ID: "I-05", Verdict: Held, Evaluated: 1}, {ID: "I-39", Verdict: Held, Evaluated: 5}}},
		{"held and unknown", Finding{ID: "I-39", Why: "too few"}, []Finding{{ID: "I-05", Verdict: Held, Evaluated: 1}, {ID: "I-39", Why: "too few", Evaluated: 2}}},
		{"held and violated", Finding{ID: "I-39", Verdict: Violated, Breaches: 1}, []Finding{{ID: "I-05", Verdict: Held, Evaluated: 1}, {ID: "I-39", Verdict: Violated, Breaches: 1, Evaluated: 2}}},
		{"of its own", Finding{ID: "I-47", Verdict: Held}, []Finding{{ID: "I-05", Verdict: Held, Evaluated: 1}, {ID: "I-39", Verdict: Held, Evaluated: 2}, {ID: "I-47", Verdict: Held}}},
	} {
		if got := Settle(one, c.pair); !reflect.DeepEqual(got, c.want) {
			t.Errorf("Settle(%s) = %+v, want %+v", c.name, got, c.want)
		}
	}
}
