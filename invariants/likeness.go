package invariants

import (
	"fmt"
	"strconv"

	"github.com/seatrial/seatrial/sim/history"
)

// SameAbroad judges the part of I-12 that takes two runs of the same scenario and
// seed which differ in nothing but the secrets of the regions: the values of
// fields that may not leave, and the keys. Whoever stands outside must not be able
// to tell them apart:
//
//   - the same things are seen at the same instants, byte for byte;
//   - tokens are renamed one to one over all regions: where two were alike in one
//     run, they are in the other;
//   - none is left as it was, or the key has no part in it and anybody can make it;
//   - sealed values stand at the same places and are as long.
//
// Each thing that was seen is one evaluation. The finding shows the first byte that
// differs, with what stands around it in both runs.
func SameAbroad(one, other *Abroad) Finding {
	f := pairFinding(NonInterference)
	f.Evaluated = uint64(min(len(one.seen), len(other.seen)))
	if f.Evaluated == 0 && len(one.seen) == len(other.seen) {
		f.Why = "nothing could be seen outside of a region"
		return f
	}
	f.Verdict = Held
	l := likeness{one: one, other: other, keyed: one.keyed && other.keyed, there: make(map[string]string), back: make(map[string]string)}
	for i := range int(f.Evaluated) {
		a, b := &one.seen[i], &other.seen[i]
		if d := l.compare(a, b); d != nil {
			d.blame(&f, l, a, b)
		}
	}
	if len(one.seen) != len(other.seen) {
		f.violate(fmt.Sprintf("with other secrets %d things could be seen outside of their region, not %d", len(other.seen), len(one.seen)))
	}
	return f
}

// likeness compares two runs thing by thing.
type likeness struct {
	one, other  *Abroad
	keyed       bool
	there, back map[string]string // tokens of one run in the other
}

// difference is where two things differ, and how.
type difference struct {
	at  int // byte; -1 = before any
	how string
}

// compare returns the first difference between two things, or nil.
func (l *likeness) compare(a, b *glimpse) *difference {
	x, y := &a.record, &b.record
	switch {
	case x.Kind != y.Kind || x.From.Key != y.From.Key || x.To.Key != y.To.Key || x.Region.Key != y.Region.Key || x.Type.Key != y.Type.Key:
		return &difference{-1, fmt.Sprintf("is something else: %s", y)}
	case x.At != y.At:
		return &difference{-1, fmt.Sprintf("is seen at another instant: %s", y)}
	case x.Qty != y.Qty || x.Version != y.Version:
		return &difference{-1, fmt.Sprintf("shows another figure: %s", y)}
	}
	return l.bytes(l.one.body(a), l.other.body(b), l.one.under(a), l.other.under(b))
}

// bytes compares what stands between veils byte by byte, and the veils.
func (l *likeness) bytes(a, b []byte, va, vb []veil) *difference {
	at := 0
	for i := 0; ; i++ {
		next := min(len(a), len(b))
		if i < len(va) && i < len(vb) {
			next = min(va[i].from, vb[i].from)
		}
		for ; at < next; at++ {
			if a[at] != b[at] {
				return &difference{at, "differs"}
			}
		}
		if i >= len(va) || i >= len(vb) {
			break
		}
		if va[i] != vb[i] {
			return &difference{at, "begins a token or a sealed value of another length or kind, or none"}
		}
		at = va[i].until
		if how := l.veiled(string(a[va[i].from:at]), string(b[va[i].from:at]), va[i].sealed); how != "" {
			return &difference{va[i].from, how}
		}
	}
	if len(a) != len(b) || len(va) != len(vb) {
		return &difference{at, fmt.Sprintf("is where one ends: %d bytes, not %d", len(b), len(a))}
	}
	return nil
}

// veiled compares two tokens or sealed values that stand at the same place, and
// says what is wrong with them.
func (l *likeness) veiled(a, b string, sealed bool) string {
	switch {
	case l.keyed && a == b:
		return "begins a token or a sealed value that is the same under other keys: anybody can make it"
	case sealed:
		return ""
	}
	was, known := l.there[a]
	from, taken := l.back[b]
	switch {
	case known && was != b:
		return fmt.Sprintf("begins token %s, which is one in one run and two in the other: before, it was %s", a, was)
	case taken && from != a:
		return fmt.Sprintf("begins token %s, which is one in the other run and two in this: before, it was %s", b, from)
	}
	l.there[a], l.back[b] = b, a
	return ""
}

// blame counts a difference and, of the first, shows where it is.
func (d *difference) blame(f *Finding, l likeness, a, b *glimpse) {
	if f.First != nil {
		f.violate("")
		return
	}
	what, x, y := describe(&a.record), l.one.body(a), l.other.body(b)
	if d.at < 0 {
		f.violate(fmt.Sprintf("with other secrets, %s %s", what, d.how))
	} else {
		f.violate(fmt.Sprintf("with other secrets, byte %d of %d of %s %s", d.at, len(x), what, d.how),
			"one run:   "+around(x, d.at), "the other: "+around(y, d.at))
	}
	f.First.At, f.First.Seq = a.record.At, a.record.Seq
}

// describe says what was seen, without its bytes.
func describe(r *history.Record) string {
	switch r.Kind {
	case history.KindCross:
		return fmt.Sprintf("%s %s > %s at %d ms", r.Type, r.From, r.To, r.At/1e6)
	case history.KindStash:
		return fmt.Sprintf("the %s of %s in %s at %d ms", r.Type, r.From, r.Region, r.At/1e6)
	}
	return fmt.Sprintf("the release of %s at %d ms", r.Entity, r.At/1e6)
}

// contextBytes is how much is shown before and after a byte that differs.
const contextBytes = 40

// around quotes what stands around a byte, with the byte in double brackets.
func around(b []byte, at int) string {
	from, until := max(at-contextBytes, 0), min(at+contextBytes, len(b))
	if at >= len(b) {
		return strconv.Quote(string(b[from:])) + " and there it ends"
	}
	text := string(b[from:at]) + "[[" + string(b[at:at+1]) + "]]" + string(b[at+1:until])
	return strconv.Quote(text)
}
