package invariants

import "testing"

func TestHarness(t *testing.T) {
	tested := []Finding{{ID: "I-05", Verdict: Held, Evaluated: 3}}
	for _, c := range []struct {
		name         string
		findings     []Finding
		first, again uint64
		want         Verdict
		says         string
	}{
		{"same", tested, 7, 7, Held, ""},
		{"different", tested, 7, 8, Violated, "the same seed gave trace 0000000000000007 and then 0000000000000008"},
		{"nothing evaluated", []Finding{{ID: "I-05"}}, 7, 7, Unknown, "no promise was evaluated"},
	} {
		if f := Harness(c.findings, c.first, c.again); f.Verdict != c.want || saying(f) != c.says {
			t.Errorf("Harness(%s) = %v (%s), want %v (%s)", c.name, f.Verdict, saying(f), c.want, c.says)
		}
	}
}
