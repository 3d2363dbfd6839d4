package invariants

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// verdicts judges a text by all promises.
func verdicts(t *testing.T, h history.Header, text string) map[string]Finding {
	out := map[string]Finding{}
	for _, f := range findings(&h, told(t, text)) {
		out[f.ID] = f
	}
	return out
}

// violated lists the promises that a history breaks, with what is said of each.
func violated(all map[string]Finding) (ids []string, says string) {
	for id, f := range all {
		if f.Verdict == Violated {
			ids = append(ids, id)
			says += fmt.Sprintf("%s: %s\n", id, saying(f))
		}
	}
	slices.Sort(ids)
	return ids, says
}

// judgedAlone are the promises that a single history decides.
var judgedAlone = []string{"I-01", "I-03", "I-04", "I-05", "I-06", "I-07", "I-08", "I-09", "I-12", "I-15", "I-26", "I-30", "I-39"}

// A legal history holds every promise, and each of them was put to the test; with
// clocks that are off, I-46 too. Cut anywhere, it breaks none and holds none.
func TestLegalStoriesHold(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := tell(rt, rapid.SampledFrom([]string{"", "clock"}).Draw(rt, "clock"))
		all := verdicts(t, bookish(), s.text())
		want := judgedAlone
		if s.flaw == "clock" {
			want = append(want[:len(want):len(want)], "I-46")
		}
		for _, id := range want {
			if f := all[id]; f.Verdict != Held || f.Evaluated == 0 {
				rt.Fatalf("%s over a legal history = %v (%s; evaluated %d), want held\n%s", id, f.Verdict, saying(f), f.Evaluated, s.text())
			}
		}
		n := rapid.IntRange(0, len(s.lines)-1).Draw(rt, "cut after")
		for id, f := range verdicts(t, bookish(), strings.Join(s.lines[:n], "\n")+"\ncut") {
			if f.Verdict != Unknown {
				rt.Fatalf("%s over a legal history cut after %d lines = %v (%s), want unknown", id, n, f.Verdict, saying(f))
			}
		}
	})
}

// bump adds one to the first number after a text.
func bump(after string) func(string) string {
	number := regexp.MustCompile(regexp.QuoteMeta(after) + `(\d+)`)
	return func(l string) string {
		return number.ReplaceAllStringFunc(l, func(m string) string {
			var n int
			fmt.Sscan(m[len(after):], &n)
			return fmt.Sprint(after, n+1)
		})
	}
}

// secret writes a canary, or eight bytes of it, in one of many ways.
func secret(t *rapid.T) string {
	value := house().Canaries[0].Value
	form := rapid.SampledFrom([]func(string) string{
		func(v string) string { return v },
		func(v string) string { return hex.EncodeToString([]byte(v)) },
		func(v string) string { return base64.StdEncoding.EncodeToString([]byte("x" + v + "yz")) },
		func(v string) string { return base64.URLEncoding.EncodeToString([]byte(v)) },
	}).Draw(t, "form")
	return "before" + form(value) + "after"
}

// edits break a legal history, or one told with a flaw, in one place each.
var edits = []struct {
	id, name, flaw string
	edit           func(*rapid.T, *story)
	also           []string // promises that say the same must break with it
}{
	{id: "I-01", name: "the book claims one more", edit: func(_ *rapid.T, s *story) { s.edit("append", "type=InventoryReserved", bump("after=")) }},
	{id: "I-01", name: "goods out of nowhere", edit: func(_ *rapid.T, s *story) { s.edit("move", "from=outside", bump("qty=")) }, also: []string{"I-02"}},
	{id: "I-03", name: "promised twice over", flaw: "I-03", also: []string{"I-11"}},
	{id: "I-04", name: "cancelled and still held", flaw: "I-04"},
	{id: "I-05", name: "done twice outside", flaw: "I-05"},
	{id: "I-06", name: "the owner skips a version", flaw: "I-06"},
	{id: "I-06", name: "parked for ever", edit: func(_ *rapid.T, s *story) {
		s.edit("apply", "", func(l string) string { return l + "\n" + strings.Replace(l, "apply", "reject", 1) + " reason=parked" })
	}},
	{id: "I-07", name: "the order claims another state", edit: func(t *rapid.T, s *story) {
		s.edit("append", "state=Accepted", func(l string) string {
			return strings.Replace(l, "state=Accepted", "state="+rapid.SampledFrom([]string{"Created", "Shipped", "Odd"}).Draw(t, "state"), 1)
		})
	}},
	{id: "I-08", name: "the effect first", flaw: "I-08", also: []string{"I-02"}},
	{id: "I-09", name: "the reader is behind", edit: func(_ *rapid.T, s *story) { s.edit("view", "", bump("after=")) }},
	{id: "I-12", name: "a canary crosses", edit: func(t *rapid.T, s *story) {
		body := secret(t)
		s.edit("cross", "", func(l string) string { return l[:strings.Index(l, "body=")] + "body=" + body })
	}},
	{id: "I-15", name: "a field too many", edit: func(t *rapid.T, s *story) {
		name := rapid.SampledFrom([]string{"customer", "price"}).Draw(t, "field")
		s.edit("cross", "", func(l string) string { return strings.Replace(l, "fields=sku", "fields=sku,"+name, 1) })
	}},
	{id: "I-15", name: "no such contract", edit: func(_ *rapid.T, s *story) {
		s.edit("cross", "", func(l string) string { return strings.Replace(l, "visibility", "curiosity", 1) })
	}},
	{id: "I-26", name: "the bus is far behind", flaw: "I-26"},
	{id: "I-30", name: "nobody answers in the cut", flaw: "I-30"},
	{id: "I-39", name: "asked the hub first", flaw: "I-39"},
	{id: "I-05", name: "asked once, two orders", flaw: "two orders"},
	{id: "I-05", name: "one id for two events", edit: func(t *rapid.T, s *story) {
		s.edit("cross", "", func(l string) string {
			return l + "\nappend stream=pod/ca pos=1 event=e1 type=InventoryReceived entity=sku/ca/s-1 v=1 epoch=1 region=ca"
		})
	}},
	{id: "I-05", name: "applied twice", also: []string{"I-06"}, edit: func(_ *rapid.T, s *story) {
		s.edit("apply", "", func(l string) string { return l + "\n" + l })
	}},
	{id: "I-05", name: "the last event never arrives", also: []string{"I-26"}, edit: func(_ *rapid.T, s *story) { s.drop(fmt.Sprintf("spos=%d ", s.pos)) }},
	{id: "I-06", name: "news refused as stale", edit: func(_ *rapid.T, s *story) {
		s.edit("apply", "v=2 ", func(l string) string { return strings.Replace(l, "apply", "reject", 1) + " reason=stale\n" + l })
	}},
	{id: "I-06", name: "an older writer goes on", edit: func(_ *rapid.T, s *story) {
		s.edit("append", "v=2 ", func(l string) string { return strings.Replace(l, "epoch=1", "epoch=2", 1) })
	}},
	{id: "I-07", name: "a step of no process", edit: func(_ *rapid.T, s *story) {
		s.edit("append", "type=OrderValidated", func(l string) string {
			return strings.Replace(l, "type=OrderValidated", "type=OrderUpdated", 1)
		})
	}, also: []string{"I-05"}},
	{id: "I-26", name: "accepted and lost", flaw: "lost", also: []string{"I-05"}},
	{id: "I-46", name: "done twice under a wrong clock", flaw: "I-46", also: []string{"I-05"}},
}

// One edit that breaks one promise is found by that promise, and by no other.
func TestEachEditBreaksItsPromise(t *testing.T) {
	for _, e := range edits {
		t.Run(e.id+" "+e.name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				s := tell(rt, e.flaw)
				if e.edit != nil {
					e.edit(rt, s)
				}
				all := verdicts(t, bookish(), s.text())
				want := append([]string{e.id}, e.also...)
				slices.Sort(want)
				if got, says := violated(all); !slices.Equal(got, want) {
					rt.Fatalf("violated = %v, want %v\n%s\n%s", got, want, says, s.text())
				}
				if f := all[e.id]; f.Evaluated == 0 || f.First == nil {
					rt.Fatalf("%s = evaluated %d, breach %v, want both", e.id, f.Evaluated, f.First)
				}
			})
		})
	}
}

// absent takes away what a promise is about.
var absent = map[string][]string{
	"I-01": {"append ", "move "},
	"I-02": {"entity=sku/", "move "},
	"I-03": {"entity=sku/"},
	"I-04": {"entity=sku/"},
	"I-05": {"attempt=2", "reason=duplicate", "reason=parked"},
	"I-06": {"reason=duplicate", "reason=parked", "attempt=2"},
	"I-07": {"append "},
	"I-08": {"cause="},
	"I-09": {"view ", "fault "},
	"I-10": {"view "},
	"I-11": {"entity=sku/"},
	"I-12": {"cross "},
	"I-15": {"cross "},
	"I-26": {"append ", "apply ", "reject "},
	"I-30": {"fault "},
	"I-39": {"ok op="},
	"I-46": {"clock "},
}

// Without its premise a promise says nothing: unknown, and nothing evaluated.
func TestWithoutItsPremiseAPromiseIsUnknown(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := tell(rt, "clock")
		for _, p := range All() {
			if p.New == nil {
				continue
			}
			h := bookish()
			f := judged(t, p, &h, told(t, s.without(absent[p.ID]...)))
			if f.Verdict != Unknown || f.Evaluated != 0 || f.Why == "" {
				rt.Fatalf("%s without %q = %v (%s; evaluated %d), want unknown and a reason", p.ID, absent[p.ID], f.Verdict, saying(f), f.Evaluated)
			}
		}
	})
}

// I-47 holds if two runs have one trace and something was tested, else not.
func TestHarnessProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, again := rapid.Uint64Range(0, 2).Draw(t, "first"), rapid.Uint64Range(0, 2).Draw(t, "again")
		evaluated := rapid.SliceOfN(rapid.Uint64Range(0, 1), 0, 3).Draw(t, "evaluated")
		var list []Finding
		want := Unknown
		for _, n := range evaluated {
			list = append(list, Finding{Evaluated: n})
			if n > 0 {
				want = Held
			}
		}
		if first != again {
			want = Violated
		}
		if f := Harness(list, first, again); f.Verdict != want || (f.Evaluated > 0) != (want != Unknown) {
			t.Fatalf("Harness(%v, %d, %d) = %v, evaluated %d, want %v", evaluated, first, again, f.Verdict, f.Evaluated, want)
		}
	})
}
