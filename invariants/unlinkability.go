package invariants

import (
	"fmt"
	"strings"

	"github.com/seatrial/seatrial/invariants/attack"
	"github.com/seatrial/seatrial/sim/history"
)

// TokenUnlinkability is I-14: a token tells nothing, neither its value nor whom
// it meets elsewhere.
//
// ALWAYS, of every token that crossed (cross, with Body; which fields are tokens
// is in the contracts): a dictionary attack does not recover it. The dictionary
// is the canaries, the articles and the first thousand entities that such tokens
// stand for (append), hashed with every published algorithm, alone and salted with
// what everybody knows; see [attack.Dictionary]. In one scope (from, to, purpose,
// field, keys) tokens and values are one to one. No token of one scope occurs in
// another; only to the region that made it may it go back. What stands before the last dash of a token names its keys.
//
// Q: in no scope of at least twenty tokens do more than a quarter of them, and
// four, stand alone in how often they came: by that they could be told apart. Where
// keys go on, that is judged of each key, [keysMax] of them at once.
//
// Each token of an event that crosses for the first time is one evaluation.
var TokenUnlinkability = Promise{
	ID: "I-14", Name: "token-unlinkability", Mode: Always, Safety: true,
	Title: "A token tells neither its value nor whom it meets elsewhere.",
	Sees:  history.Of(history.KindAppend, history.KindCross),
	Needs: history.Of(history.KindCross),
	New:   newUnlinkability,
}

// dictionaryMax is how many entities are in the dictionary.
const dictionaryMax = 1000

type unlinkability struct {
	hiding
	dictionary attack.Dictionary
	entities   int
	salts      []string
	types      map[uint64]bool // event types of which the entity goes as a token
	truth      recent[uint64]  // by event: the entity it is about
	events     recent[struct{}]
	tokens     recent[token]   // by what stands after the last dash
	values     recent[lasting] // by scope and entity: its token
	counts     frequencies
}

// scope is where tokens of a value are alike.
type scope struct {
	from, to, purpose, field, keys string
}

// token is what a token was first seen as.
type token struct {
	scope  scope
	entity uint64 // 0 = not known
	ref    Ref
}

// lasting is the token that a value has.
type lasting struct {
	token uint64
	ref   Ref
}

func newUnlinkability(h *history.Header) Checker {
	hold := h.Bounds.HorizonNano
	c := &unlinkability{hiding: newHiding(h), types: make(map[uint64]bool), counts: newFrequencies(),
		truth: newRecent[uint64](hold), events: newRecent[struct{}](hold), tokens: newRecent[token](hold), values: newRecent[lasting](hold)}
	c.salts = append(append([]string{h.Hub, h.System}, h.Regions...), purposes(h)...)
	for _, k := range h.Contracts {
		for _, f := range k.Fields {
			if f.Name == "entity" && f.How == "token" {
				c.types[history.Hash(k.Type)] = true
			}
		}
	}
	for _, k := range h.Canaries {
		if k.Field != fieldKey {
			c.dictionary.Add(k.Value, c.salts...)
		}
	}
	seen := make(map[string]bool)
	for _, s := range h.Stock {
		if !seen[s.SKU] {
			seen[s.SKU] = true
			c.dictionary.Add(s.SKU, c.salts...)
		}
	}
	return c
}

// purposes lists those of the contracts, each once.
func purposes(h *history.Header) []string {
	var out []string
	seen := make(map[string]bool)
	for _, k := range h.Contracts {
		if !seen[k.Purpose] {
			seen[k.Purpose] = true
			out = append(out, k.Purpose)
		}
	}
	return out
}

func (c *unlinkability) See(r *history.Record, out *Result) {
	switch {
	case r.Kind == history.KindAppend:
		c.append(r)
	case len(r.Body) > 0 && r.From.Key != r.To.Key:
		c.each(r, false, func(s sighting) { c.sight(s, r, out) })
	}
}

// append learns what a token will stand for, as an attacker could.
func (c *unlinkability) append(r *history.Record) {
	if !c.types[r.Type.Key] || r.Event.IsZero() || r.Entity.IsZero() {
		return
	}
	c.truth.add(r.Event.Key, r.Entity.Key, r.At)
	if c.entities < dictionaryMax && r.Version <= 1 {
		c.entities++
		c.dictionary.Add(r.Entity.String(), c.salts...)
	}
}

// sight judges one token.
func (c *unlinkability) sight(s sighting, r *history.Record, out *Result) {
	once := join(join(s.event.Key, history.Hash(s.field)), join(r.From.Key, join(r.To.Key, r.Purpose.Key)))
	text := history.Hash(s.text)
	if c.events.ref(join(once, text)) != nil {
		return
	}
	c.events.add(join(once, text), struct{}{}, r.At)
	out.Evaluated++
	keys, digest := split(s.text)
	at := scope{from: r.From.String(), to: r.To.String(), purpose: r.Purpose.String(), field: s.field, keys: keys}
	if known := c.tokens.ref(history.Hash(digest)); known != nil && known.scope.from == at.to {
		return // it comes home
	}
	entity := uint64(0)
	if s.field == "entity" {
		entity, _ = c.truth.get(s.event.Key)
	}
	c.counts.add(at, text, out)
	c.attack(s, digest, at, entity, r, out)
	if entity != 0 {
		c.oneToOne(s, at, entity, r, out)
	}
}

// split parts a token into the name of its keys and the rest: "t1" and "ab12" of
// order/tx/t1-ab12.
func split(text string) (keys, digest string) {
	text = text[strings.LastIndexByte(text, '/')+1:]
	at := strings.LastIndexByte(text, '-')
	if at < 0 {
		return "", text
	}
	return text[:at], text[at+1:]
}

// attack tries the dictionary, and looks for the token in other scopes.
func (c *unlinkability) attack(s sighting, digest string, at scope, entity uint64, r *history.Record, out *Result) {
	key := history.Hash(digest)
	if known := c.tokens.ref(key); known != nil {
		if known.scope != at {
			out.Breach(r, func() string {
				return fmt.Sprintf("token %s of %s in %s is also one of %s: whoever sees both links them", s.text, s.field, at, known.scope)
			}, known.ref)
		} else if entity != 0 && known.entity != 0 && known.entity != entity {
			out.Breach(r, func() string {
				return fmt.Sprintf("token %s of %s stands for two in %s", s.text, s.field, at)
			}, known.ref)
		}
		return
	}
	c.tokens.add(key, token{scope: at, entity: entity, ref: refer(r)}, r.At)
	if g, ok := c.dictionary.Recover(s.text); ok {
		out.Breach(r, func() string {
			how := g.How
			if g.Salt != "" {
				how += fmt.Sprintf(", the salt being %q", g.Salt)
			}
			return fmt.Sprintf("token %s of %s in %s is %s of %q, which anybody can guess", s.text, s.field, at, how, g.Value)
		})
	}
}

// oneToOne demands that a value keeps its token.
func (c *unlinkability) oneToOne(s sighting, at scope, entity uint64, r *history.Record, out *Result) {
	key := join(entity, at.key())
	text := history.Hash(s.text)
	known := c.values.ref(key)
	if known == nil {
		c.values.add(key, lasting{token: text, ref: refer(r)}, r.At)
		return
	}
	if known.token != text {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s of event %s is token %s in %s, and was another one before under the same keys", s.field, s.event, s.text, at)
		}, known.ref)
	}
}

func (s scope) key() uint64 {
	return join(join(history.Hash(s.from), history.Hash(s.to)), join(history.Hash(s.purpose), join(history.Hash(s.field), history.Hash(s.keys))))
}

func (s scope) String() string {
	return fmt.Sprintf("%s>%s %s %s %s", s.from, s.to, s.purpose, s.field, s.keys)
}

// Quiet tries to tell tokens apart by how often they came.
func (c *unlinkability) Quiet(out *Result) {
	if out.Evaluated > 0 && c.dictionary.Len() == 0 {
		out.Missing = "no value is known that a token could stand for: give canaries, stock or appends"
	}
	c.counts.quiet(out)
}
