package invariants

import (
	"strings"
	"testing"
)

func TestTime(t *testing.T) {
	judge := func(text string) Finding {
		h := house()
		j := NewJudge(&h, []Promise{Time, ExactlyOnceEffect, MonotonicVersions})
		for _, r := range told(t, text) {
			j.See(&r)
		}
		return j.Findings()[0]
	}
	const off, right = "clock qty=5000000000", "clock qty=0"
	const write = "append stream=pod/tx pos=1 event=e1 entity=sku/tx/s-1 v=1"
	const double = "effect op=k1 type=shipment\neffect op=k1 type=shipment"
	for _, c := range []struct {
		name, text string
		want       Verdict
		says       string
	}{
		{"nothing breaks", lines(off, write, right), Held, ""},
		{"something breaks under it", lines(off, write, double), Violated, "exactly-once-effect (I-05) broke after the clock of tx was 5s off"},
		{"something breaks after it", lines(off, write, right, double), Violated, "I-05"},
		{"it broke before", lines(double, off, write, right), Held, ""},
		{"it was broken already", lines(double, off, write, double), Held, ""},
		{"it breaks, and the history breaks off", lines(off, double, "cut"), Violated, "I-05"},
		{"clocks were right", lines(write), Unknown, "no clock record"},
		{"nothing was decided under it", lines(off, right, write), Unknown, "premise"},
		{"another region decided", lines(off, "append region=ca stream=pod/ca pos=1 event=e1 entity=sku/ca/s-1 v=1"), Unknown, "premise"},
	} {
		if f := judge(c.text); f.Verdict != c.want || !strings.Contains(saying(f), c.says) {
			t.Errorf("I-46 over %q = %v (%s), want %v (%s)", c.name, f.Verdict, saying(f), c.want, c.says)
		}
	}
}

func TestSameDecisions(t *testing.T) {
	digest := func(text string) []StreamDigest {
		d := NewDecisions()
		for _, r := range told(t, text) {
			d.See(&r)
		}
		return d.Digest()
	}
	const one = "append stream=pod/tx pos=1 event=e1 entity=sku/tx/s-1 v=1\nappend stream=pod/tx pos=2 event=e2 entity=sku/tx/s-2 v=1"
	const swapped = "append stream=pod/tx pos=1 event=e2 entity=sku/tx/s-2 v=1\nappend stream=pod/tx pos=2 event=e1 entity=sku/tx/s-1 v=1"
	const apply = "apply consumer=planner/tx source=pod/tx spos=1 entity=sku/tx/s-1 v=1"
	for _, c := range []struct {
		name, with string
		want       Verdict
		says       string
	}{
		{"later, and else the same", lines("clock qty=5 at=1s", apply, one), Held, ""},
		{"in another order", lines(swapped, apply), Violated, "pod/tx: as many decisions with wrong clocks, but others"},
		{"one less", lines(one), Violated, "planner/tx of pod/tx: 1 decisions with right clocks, none with wrong ones"},
		{"one more", lines(one, apply, apply), Violated, "planner/tx of pod/tx: 1 decisions with right clocks, 2 with wrong ones"},
		{"refused instead", lines(one, strings.Replace(apply, "apply", "reject", 1)), Violated, "but others"},
	} {
		if f := SameDecisions(digest(lines(one, apply)), digest(c.with)); f.Verdict != c.want || !strings.Contains(saying(f), c.says) {
			t.Errorf("SameDecisions(%s) = %v (%s), want %v (%s)", c.name, f.Verdict, saying(f), c.want, c.says)
		}
	}
	if f := SameDecisions(nil, digest(one)); f.Verdict != Unknown {
		t.Errorf("SameDecisions(nothing, something) = %v, want unknown", f.Verdict)
	}
}
