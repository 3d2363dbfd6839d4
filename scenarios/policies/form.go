package policies

import (
	"slices"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/history"
)

var (
	named  = strict.Checked(strict.Lift(strict.Text, func(w *word) *string { return &w.text }), func(n strict.Node, w *word) { w.line = n.Line() })
	tier   = strict.Choice[string]("tier", history.Tiers())
	words  = strict.List(strict.Text)
	places = strict.List(named)
)

// Any is written where a list would otherwise have to name everything. It has to
// be written: a file that lost a line may not allow more than before.
const Any = "any"

// Own is written for the region that somebody belongs to.
const Own = "own"

// wide is a list of words that may be one word alone, [any] or [own], which is
// kept as none.
func wide(what, word string) strict.Form[[]string] {
	return strict.Checked(words, func(n strict.Node, list *[]string) {
		switch {
		case len(*list) == 0:
			n.Report("write ["+word+"], or name some", "no %s", what)
		case len(*list) > 1 && slices.Contains(*list, word):
			n.Report("write ["+word+"] alone, or leave it out", "%s beside other %ss", word, what)
		case (*list)[0] == word:
			*list = nil
		}
	})
}

// anywhere is the name of a region, or any, which is kept as none.
var anywhere = strict.Checked(strict.Text, func(_ strict.Node, home *string) {
	if *home == Any {
		*home = ""
	}
})

// lasting is a length of time, or always, which is kept as zero.
var lasting = strict.Scalar("a duration such as 15m, or always", map[string]any{"type": "string"}, func(s string) (time.Duration, bool) {
	if s == "always" {
		return 0, true
	}
	d, ok := strict.ParseDuration(s)
	return d, ok && d > 0
})

// instant is a time of day in the form of RFC 3339, kept as ns since 1970.
var instant = strict.Scalar("an instant such as 2026-03-01T06:00:00Z", map[string]any{"type": "string", "format": "date-time"},
	func(s string) (int64, bool) {
		t, err := time.Parse(time.RFC3339, s)
		return t.UnixNano(), err == nil && t.Year() >= 1970 && t.Year() < 2200
	})

// form describes a policy file.
var form = strict.Object("a policy", append(aboutKeys(), ruleKeys()...), nil)

func aboutKeys() []strict.Key[draft] {
	return []strict.Key[draft]{
		strict.Into("schema", "format of the file", strict.Choice[string]("schema", []string{Schema}), func(*draft, string) {}).Needed(),
		strict.At("name", "name of the bundle; its versions replace each other", strict.Text,
			func(d *draft) *string { return &d.policy.Name }).Needed(),
		strict.Into("version", "number of this version, higher than that of every earlier one", strict.Whole[int64](1, 1<<53),
			func(d *draft, n int64) { d.policy.Version = uint64(n) }).Needed(),
		strict.At("effective", "not in force before this instant; at once if left out", instant,
			func(d *draft) *int64 { return &d.policy.EffectiveNano }),
		strict.Into("ttl", "unconfirmed for longer, what is confidential and above stays at home", strict.Duration,
			func(d *draft, ttl time.Duration) { d.policy.TTLNano = int64(ttl) }).Needed(),
		strict.At("regulations", "the regulations it knows; whatever is under another one stays at home", words,
			func(d *draft) *[]string { return &d.policy.Regulations }),
		strict.At("access", "who may do what, as Cedar policies", strict.Text,
			func(d *draft) *string { return &d.policy.Access }),
	}
}

func ruleKeys() []strict.Key[draft] {
	return []strict.Key[draft]{
		strict.At("fields", "how sensitive each field is, and whose", strict.List(classForm),
			func(d *draft) *[]classDraft { return &d.classes }).Needed(),
		strict.At("residency", "where what is of a tier may lie besides its home", strict.List(placing(residencyForm)),
			func(d *draft) *[]placed[history.Residency] { return &d.residency }),
		strict.At("processing", "where what is of a tier may be used besides its home, and what for", strict.List(placing(processingForm)),
			func(d *draft) *[]placed[history.Processing] { return &d.processing }),
		strict.At("lowering", "how sensitive a field still is that goes in a way that hides its value", strict.List(loweringForm),
			func(d *draft) *[]history.Lowering { return &d.policy.Lowering }),
		strict.At("contracts", "which fields of which event may go where, what for, and how", strict.List(contractForm),
			func(d *draft) *[]contractDraft { return &d.contracts }),
		strict.At("grants", "which roles may act, and where", strict.List(grantForm),
			func(d *draft) *[]history.Grant { return &d.policy.Grants }),
	}
}

var classForm = strict.Object("a class of fields", []strict.Key[classDraft]{
	strict.At("fields", "names of the fields", places, func(c *classDraft) *[]word { return &c.fields }).Needed(),
	strict.At("types", "in these event types only; in every type without a class of its own if left out", words,
		func(c *classDraft) *[]string { return &c.types }),
	strict.At("tier", "how sensitive they are", tier, func(c *classDraft) *string { return &c.class.Tier }).Needed(),
	strict.At("account", "whose they are", strict.Choice[string]("account", []string{"enterprise", "customer", "supplier", "carrier"}),
		func(c *classDraft) *string { return &c.class.Account }).Needed(),
	strict.At("regulations", "regulations they are under", words, func(c *classDraft) *[]string { return &c.class.Regulations }),
	strict.At("purposes", "what they may be read for outside of their home; for nothing if left out", words,
		func(c *classDraft) *[]string { return &c.class.Purposes }),
}, nil)

var residencyForm = strict.Object("a rule of residency", []strict.Key[history.Residency]{
	strict.At("tier", "data classification", tier, func(r *history.Residency) *string { return &r.Tier }).Needed(),
	strict.At("home", "of this region only, or any", anywhere, func(r *history.Residency) *string { return &r.Home }).Needed(),
	strict.At("regions", "regions in which it may lie", words, func(r *history.Residency) *[]string { return &r.Regions }).Needed(),
	strict.At("stores", "kinds of store it may lie in there, or [any]", wide("store", Any), func(r *history.Residency) *[]string { return &r.Stores }).Needed(),
}, nil)

var processingForm = strict.Object("a rule of processing", []strict.Key[history.Processing]{
	strict.At("tier", "data classification", tier, func(r *history.Processing) *string { return &r.Tier }).Needed(),
	strict.At("home", "of this region only, or any", anywhere, func(r *history.Processing) *string { return &r.Home }).Needed(),
	strict.At("regions", "regions in which it may be used", words, func(r *history.Processing) *[]string { return &r.Regions }).Needed(),
	strict.At("purposes", "what for, or [any]", wide("purpose", Any), func(r *history.Processing) *[]string { return &r.Purposes }).Needed(),
}, nil)

var loweringForm = strict.Object("a lowering", []strict.Key[history.Lowering]{
	strict.At("tier", "of the value", tier, func(l *history.Lowering) *string { return &l.Tier }).Needed(),
	strict.At("how", "the way it goes", strict.Choice[string]("way", []string{"token", "sealed"}),
		func(l *history.Lowering) *string { return &l.How }).Needed(),
	strict.At("to", "of what goes", tier, func(l *history.Lowering) *string { return &l.To }).Needed(),
}, func(m strict.Mapping, l *history.Lowering) {
	from, _ := history.ParseTier(l.Tier)
	if to, _ := history.ParseTier(l.To); to > from {
		m.Key("to").Report("name a lower tier", "%s is higher than %s", l.To, l.Tier)
	}
})

var contractForm = strict.Object("a contract", append([]strict.Key[contractDraft]{
	strict.At("types", "event types", places, func(c *contractDraft) *[]word { return &c.types }).Needed(),
	strict.At("to", "region they go to; home: back to the region they came from", strict.Text, func(c *contractDraft) *string { return &c.to }).Needed(),
	strict.At("purpose", "what for", strict.Text, func(c *contractDraft) *string { return &c.purpose }).Needed(),
	strict.At("reader", "who reads the fields there", strict.Text, func(c *contractDraft) *string { return &c.reader }).Needed(),
}, wayKeys()...), func(m strict.Mapping, c *contractDraft) {
	seen := map[string]bool{}
	for _, list := range c.ways {
		for _, w := range list {
			if seen[w.text] {
				m.Report("let it go in one way", "field %q is named twice", w.text)
			}
			seen[w.text] = true
		}
	}
})

func wayKeys() []strict.Key[contractDraft] {
	docs := [len(ways)]string{"fields that go as they are", "fields that go as a keyed pseudonym", "fields that go encrypted, opened at home alone",
		"fields that do not go; the same as naming them nowhere"}
	var out []strict.Key[contractDraft]
	for i, w := range ways {
		out = append(out, strict.At(w, docs[i], places, func(c *contractDraft) *[]word { return &c.ways[i] }))
	}
	return out
}

var grantForm = strict.Object("a grant", []strict.Key[history.Grant]{
	strict.At("role", "who", strict.Text, func(g *history.Grant) *string { return &g.Role }).Needed(),
	strict.At("actions", "may do what", words, func(g *history.Grant) *[]string { return &g.Actions }).Needed(),
	strict.At("regions", "where, or [own]: in the region they belong to", wide("region", Own), func(g *history.Grant) *[]string { return &g.Regions }).Needed(),
	strict.At("approved", "whether somebody else must have approved it", strict.Flag, func(g *history.Grant) *bool { return &g.Approved }).Needed(),
	strict.Into("for", "it ends by itself after this long, or always", lasting, func(g *history.Grant, d time.Duration) { g.ForNano = int64(d) }).Needed(),
}, nil)
