package invariants

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// ruled is the house with two more versions of its policy: the second lets the
// price go as well, the third keeps the quantity.
func ruled() history.Header {
	return with(func(h *history.Header) {
		h.Bounds.PolicyNano, h.Bounds.SkewNano = 1_000_000_000, 0
		contract := func(fields ...string) []history.Contract {
			c := history.Contract{Type: "Shipped", To: "hub", Purpose: "visibility"}
			for _, f := range fields {
				c.Fields = append(c.Fields, history.Field{Name: f, How: "clear", Reader: "aggregator"})
			}
			return []history.Contract{c}
		}
		h.Policies = []history.Policy{
			{Name: "p", Version: 1, TTLNano: 1, Contracts: contract("sku", "qty")},
			{Name: "p", Version: 2, TTLNano: 1, Contracts: contract("sku", "qty", "price")},
			{Name: "p", Version: 3, TTLNano: 1, Contracts: contract("sku")},
		}
	})
}

const (
	published1 = "bundle stream=p v=1 label=h1 qty=60000000000 reason=published op=i1"
	received1  = "bundle stream=p v=1 label=h1 reason=received op=i1 consumer=edge"
	inForce1   = "bundle stream=p v=1 label=h1 reason=in-force op=i1 consumer=edge"
	allowed    = "decide consumer=edge stream=edge source=pod/tx spos=1 event=e1 type=Shipped tier=internal to=hub purpose=visibility v=1 note=h1 label=allow fields=sku,qty"
	left       = "cross from=tx to=hub source=pod/tx spos=1 event=e1 type=Shipped purpose=visibility fields=sku,qty"
)

func TestPolicy(t *testing.T) {
	start := lines(published1, received1, inForce1)
	again := func(change string) string { return allowed + " " + change }
	try(t, Policy, []trial{
		{"decided, then left", ruled(), lines(start, allowed, left), Held, ""},
		{"nothing left", ruled(), lines(start, allowed), Unknown, "no cross record"},
		{"nothing decided", ruled(), lines(start, left), Unknown, "no decide record"},
		{"left as a whole, without its events", ruled(), lines(start, allowed, "cross from=tx to=hub type=Batch purpose=visibility fields=sku"), Unknown, "source_pos"},
		{"what comes from the hub is none of it", ruled(), lines(start, allowed, left, "cross from=hub to=tx type=Answer purpose=visibility fields=sku"), Held, ""},
		{"left before it was decided on", ruled(), lines(start, left, allowed), Violated, "after it had left"},
		{"told after the edge stopped", ruled(), lines(start, left, "down reason=kill", allowed), Violated, "after it had left"},
		{"never decided on", ruled(), lines(start, again("spos=2"), left), Violated, "no edge had decided"},
		{"kept, and left", ruled(), lines(start, again("label=deny"), left), Violated, "the decision was to keep it"},
		{"left with more", ruled(), lines(start, again("fields=sku"), left), Violated, "more than the decision allowed"},
		{"decided twice", ruled(), lines(start, allowed, allowed, left), Violated, "decided on twice"},
		{"taken back for no reason", ruled(), lines(start, allowed, again("label=deny"), left), Violated, "decided on twice"},
		{"by an older bundle", ruled(), lines(start, "bundle stream=p v=2 label=h2 reason=published op=i2",
			again("v=2 note=h2"), allowed, left), Violated, "then by the older bundle"},
		{"by nobody's bundle", ruled(), lines(start, again("v=7 note=h7"), left), Violated, "nobody published"},
		{"by a bundle that was changed", ruled(), lines(start, again("note=other"), left), Violated, "nobody published"},
		{"more than the contract", ruled(), lines(start, again("fields=sku,price"), left), Violated, "no contract of bundle 1"},
		{"of no known tier", ruled(), lines(start, again("tier=secret"), left), Violated, "unknown, and may go"},
		{"a request is a decision of its own", ruled(), lines(start, allowed, left, again("spos=0 label=deny"), again("spos=0 label=deny")), Held, ""},
		{"contracts alone are a policy, too", house(), lines(
			"decide consumer=edge source=pod/tx spos=1 type=ExportBatch tier=internal to=hub purpose=visibility label=allow fields=sku",
			"cross from=tx to=hub source=pod/tx spos=1 type=ExportBatch purpose=visibility fields=sku"), Held, ""},
	})
}

func TestPolicyLateTell(t *testing.T) {
	records := told(t, lines(published1, received1, inForce1, left, "down reason=kill", allowed))
	records[4].Witness = history.N("edge")
	h := ruled()
	// The gate learns whose it is from a decision, so there has to be one before.
	first := told(t, lines(published1, allowed+" spos=9"))[1]
	records = append([]history.Record{records[0], first}, records[1:]...)
	for i := range records {
		records[i].Seq = uint64(i + 1)
	}
	if f := judged(t, Policy, &h, records); f.Verdict != Held {
		t.Errorf("I-16 over a decision that was read when its edge was back = %v (%s), want held", f.Verdict, saying(f))
	}
}

func TestPolicyInTime(t *testing.T) {
	two := "bundle stream=p v=2 label=h2 as_of=5s qty=60000000000 reason=published op=i2"
	got2 := "bundle stream=p v=2 label=h2 reason=received op=i2 consumer=edge"
	in2 := "bundle stream=p v=2 label=h2 reason=in-force op=i2 consumer=edge"
	three := "bundle stream=p v=3 label=h3 as_of=9s qty=60000000000 reason=published op=i3"
	got3 := "bundle stream=p v=3 label=h3 reason=received op=i3 consumer=edge"
	start := lines(published1, received1, inForce1, two)
	by := func(at, more string) string { return allowed + " " + more + " at=" + at }
	end := left + " at=30s"
	try(t, Policy, []trial{
		{"the old one until the new one counts", ruled(), lines(start, got2, by("5.9s", ""), end), Held, ""},
		{"the old one for too long", ruled(), lines(start, got2, by("6.1s", ""), end), Violated, "bundle 2 had to be in force"},
		{"the old one, as a slow disk keeps it", ruled(), lines(start, got2, slow("injected", "3s"), by("6.1s", ""), end), Held, ""},
		{"the old one for longer than a slow disk", ruled(), lines(start, got2, slow("injected", "3s"), by("6.5s", ""), end), Violated, "bundle 2 had to be in force"},
		{"it never came", ruled(), lines(start, by("7.1s", ""), end), Violated, "bundle 2 had to be in force"},
		{"it could not come", ruled(), lines(start, "fault event=f reason=injected", by("7.1s", ""), "fault event=f reason=reverted", end), Held, ""},
		{"the clock was wrong", ruled(), lines(start, got2, "clock qty=1 witness=tx", by("6.1s", ""), end), Held, ""},
		{"the clock was wrong until just now", ruled(), lines(start, got2, "clock qty=1 witness=tx", "clock at=6s qty=0 witness=tx", by("6.1s", ""), end), Held, ""},
		{"the clock was wrong long ago", ruled(), lines(start, got2, "clock qty=1 witness=tx", "clock at=1s qty=0 witness=tx", by("6.1s", ""), end), Violated, "had to be in force"},
		{"a loosening too early", ruled(), lines(start, got2, in2+" at=4s", by("4.5s", "v=2 note=h2"), end), Violated, "before its effective instant"},
		{"a loosening in time", ruled(), lines(start, got2, in2+" at=5s", by("5.5s", "v=2 note=h2 fields=sku,qty,price"), end), Held, ""},
		{"a loosening before a tightening", ruled(), lines(start, three, got2, got3, in2+" at=5s", by("5.5s", "v=2 note=h2 fields=sku,qty,price"), end),
			Violated, "bundle 3, which is stricter, waits"},
		{"a tightening that comes after a loosening", ruled(), lines(start, three, got2, in2+" at=5s", got3+" at=5s", by("5.5s", "v=2 note=h2 fields=sku,qty,price"), end), Held, ""},
		{"a loosening that minds a tightening", ruled(), lines(start, three, got2, got3, in2+" at=5s", by("5.5s", "v=2 note=h2"), end), Held, ""},
		{"an older one after it", ruled(), lines(start, got2, in2+" at=5s", inForce1, by("5.5s", "v=2 note=h2"), end), Violated, "after bundle 2"},
		{"nobody's in force", ruled(), lines(start, "bundle stream=p v=8 label=h8 reason=in-force consumer=edge", by("1s", ""), end), Violated, "nobody published it"},
		{"too old for what is confidential", ruled(), lines(published1, received1, inForce1, by("62s", "tier=confidential"), left+" at=63s"),
			Violated, "could not be used for that"},
		{"written as its edge fell", ruled(), lines(published1, received1, inForce1, "down witness=edge reason=kill at=1s", "up witness=edge at=62s", by("62s", "tier=confidential"), left+" at=63s"), Held, ""},
		{"written when its edge was up again", ruled(), lines(published1, received1, inForce1, "down witness=edge reason=kill at=1s", "up witness=edge at=62s", by("62.1s", "tier=confidential"), left+" at=63s"), Violated, "could not be used for that"},
		{"written as its edge fell, too late", ruled(), lines(published1, received1, inForce1, "down witness=edge reason=kill at=61.5s", "up witness=edge at=62s", by("62s", "tier=confidential"), left+" at=63s"), Violated, "could not be used for that"},
		{"not too old for what is internal", ruled(), lines(published1, received1, inForce1, by("62s", ""), left+" at=63s"), Held, ""},
		{"confirmed in time", ruled(), lines(published1, received1, inForce1, "bundle stream=p v=1 label=h1 qty=60000000000 reason=published op=i1b at=40s",
			received1+" op=i1b", by("62s", "tier=confidential"), left+" at=63s"), Held, ""},
		{"signed by a clock that was wrong, and young since it came", ruled(), lines("clock qty=1 witness=tx", published1, "clock qty=0 witness=tx at=2s", received1+" at=5s", inForce1+" at=5s",
			by("65.9s", "tier=confidential"), left+" at=67s"), Held, ""},
		{"signed by a clock that was wrong, and too old since it came", ruled(), lines("clock qty=1 witness=tx", published1, "clock qty=0 witness=tx at=2s", received1+" at=5s", inForce1+" at=5s",
			by("66.1s", "tier=confidential"), left+" at=67s"), Violated, "could not be used for that since 1.1s"},
		{"taken back as it was too old", ruled(), lines(published1, received1, inForce1, by("1s", "tier=confidential"), by("62s", "tier=confidential label=deny"), "cross from=tx to=hub source=pod/tx spos=2 type=Shipped purpose=visibility fields=sku",
			by("63s", "spos=2 fields=sku")), Violated, "after it had left"},
	})
}

func TestResidency(t *testing.T) {
	h := with(func(h *history.Header) {
		h.Classes = []history.Class{{Field: "sku", Tier: "internal"}, {Field: "qty", Tier: "internal"}, {Field: "customer", Tier: "restricted"},
			{Field: "entity", Tier: "confidential"}}
		h.Residency = []history.Residency{{Tier: "internal", Regions: []string{"hub"}, Stores: []string{"ledger"}}}
		h.Policies = []history.Policy{{Name: "p", Version: 1, TTLNano: 1, Lowering: []history.Lowering{{Tier: "confidential", How: "token", To: "internal"}},
			Contracts: []history.Contract{{Type: "Shipped", To: "hub", Purpose: "visibility", Fields: []history.Field{{Name: "entity", How: "token"}}}}}}
	})
	cross := "cross from=tx to=hub type=Shipped purpose=visibility fields="
	try(t, Residency, []trial{
		{"internal at the hub", h, lines(cross+"sku,qty", cross+"sku,qty"), Held, ""},
		{"a token is internal", h, cross + "sku,entity", Held, ""},
		{"a customer at the hub", h, lines(cross+"sku", cross+"sku,customer"), Violated, "customer of Shipped is restricted"},
		{"nobody knows what it is", h, cross + "colour", Violated, "unclassified"},
		{"in the wrong region", h, "cross from=tx to=ca type=Shipped purpose=visibility fields=sku", Violated, "went to ca"},
		{"a ledger at the hub", h, "stash type=ledger region=hub from=tx tier=internal", Held, ""},
		{"a log at the hub", h, "stash type=log region=hub from=tx tier=internal", Violated, "a log in hub"},
		{"a dead letter abroad", h, "stash type=dead-letter region=ca from=tx tier=restricted", Violated, "restricted"},
		{"at home", h, "stash type=dead-letter region=tx from=tx tier=restricted", Held, ""},
		{"back at home", h, "cross from=hub to=tx type=Shipped purpose=return-home source=pod/tx fields=customer", Held, ""},
		{"of one region, given to another", h, "cross from=hub to=ca type=Shipped purpose=return-home source=pod/tx fields=customer", Violated, "restricted at home in tx, and went to ca"},
		{"no rules", house(), cross + "sku", Unknown, "does not say"},
		{"nothing crossed", h, "phase note=quiet", Unknown, "never occurred"},
	})
}

func passing(within time.Duration) history.Header {
	h := ruled()
	h.Bounds.PassingNano = int64(within)
	return h
}

func TestPolicyOnItsWay(t *testing.T) {
	start := lines(published1, received1, inForce1, "bundle stream=p v=2 label=h2 reason=published op=i2", allowed)
	kept := allowed + " v=2 note=h2 label=deny at=1s"
	stood := "down witness=edge reason=pause at=900ms"
	try(t, Policy, []trial{
		{"on its way when it was decided on again", passing(time.Second), lines(start, kept, left+" at=2s"), Held, ""},
		{"as it was decided on again", ruled(), lines(start, kept, left+" at=1s"), Held, ""},
		{"as its edge goes on, which stood still when it was decided on again", ruled(), lines(start, stood, kept, "up witness=edge at=1.5s", left+" at=1.5s"), Held, ""},
		{"after its edge has gone on", ruled(), lines(start, stood, kept, "up witness=edge at=1.5s", left+" at=1.6s"), Violated, "the decision was to keep it"},
		{"after its edge was dead", ruled(), lines(start, strings.Replace(stood, "pause", "kill", 1), kept, "up witness=edge at=1.5s", left+" at=1.5s"), Violated, "the decision was to keep it"},
		{"after it was decided on again", ruled(), lines(start, kept, left+" at=1.001s"), Violated, "the decision was to keep it"},
		{"long after it was decided on again", passing(time.Second), lines(start, kept, left+" at=2.1s"), Violated, "the decision was to keep it"},
	})
}

// TestOldPublicationsAreForgotten confirms one bundle again and again: what is kept of
// it is of the last while, and the last one still counts.
func TestOldPublicationsAreForgotten(t *testing.T) {
	h, out := house(), Result{}
	h.Bounds = h.Bounds.Defaults()
	b := newBundles(&h)
	r := history.Record{Kind: history.KindBundle, Version: 1, Consumer: history.N("egress/tx")}
	const times = 100_000
	for n := 1; n <= times; n++ {
		r.At = int64(n) * int64(time.Second)
		r.Op = history.N(fmt.Sprint("publication/", n))
		for _, r.Reason = range []string{"published", "received"} {
			b.see(&r, &out)
		}
	}
	if kept := b.issued.young.size() + b.issued.old.size(); kept > 4*generation {
		t.Errorf("%d of %d publications are kept, want at most %d", kept, times, 4*generation)
	}
	if got := b.edge(r.Consumer).confirmed; got != r.At {
		t.Errorf("confirmed at %d ns, want %d ns", got, r.At)
	}
}
