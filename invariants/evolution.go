package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// SchemaEvolution is I-33: producers and consumers of neighbouring schemas work
// together.
//
// ALWAYS: an event of a type that consumers know, with fewer or more fields than
// they know (append with Fields, schemas of the header), is not refused for it
// (reject); where a consumer passes an event on (apply with Purpose pass-on),
// every field of the event is in what it passes on; an event of a type that they
// do not know takes no effect, unless it is passed on whole. Q: whoever was handed
// an event of an unknown type (deliver) has parked it or put it away as a dead
// letter.
//
// Each effect or refusal of such an event is one evaluation, and each consumer
// that is handed one of an unknown type.
var SchemaEvolution = Promise{
	ID: "I-33", Name: "schema-evolution", Mode: Always,
	Title: "Older and newer schemas work together: no field is lost, and what is unknown is not dropped.",
	Sees:  history.Of(history.KindAppend, history.KindDeliver, history.KindApply, history.KindReject),
	Needs: history.Of(history.KindAppend, history.KindDeliver),
	New:   newEvolution,
}

type evolution struct {
	known  table[*shape]   // by type
	shapes table[*shape]   // of events, by the hash of all names
	events recent[written] // by event id
	owed   recent[stranger]
	passed uint64 // key of the purpose
}

// shape is a set of fields.
type shape struct {
	names []string
	keys  table[bool]
}

// written is one event.
type written struct {
	shape   *shape
	ref     Ref
	unknown bool // its type
	evolved bool // its fields are not those that are known
}

// stranger is an event of an unknown type at one consumer.
type stranger struct {
	consumer, event, typ history.Name
	ref                  Ref
	open                 bool
}

func newEvolution(h *history.Header) Checker {
	c := &evolution{events: newRecent[written](h.Bounds.HorizonNano), owed: newRecent[stranger](h.Bounds.HorizonNano),
		passed: history.Hash(history.PurposePassOn)}
	c.owed.keep = func(s stranger) bool { return s.open }
	for _, s := range h.Schemas {
		c.known.put(history.Hash(s.Type), newShape(s.Fields))
	}
	return c
}

func newShape(names []string) *shape {
	s := &shape{names: append([]string(nil), names...)}
	for _, n := range names {
		s.keys.put(history.Hash(n), true)
	}
	return s
}

// lacks returns the first of some fields that the shape has not, "" for none.
func (s *shape) lacks(names []string) string {
	for _, n := range names {
		if s.keys.ref(history.Hash(n)) == nil {
			return n
		}
	}
	return ""
}

func (c *evolution) See(r *history.Record, out *Result) {
	if c.known.size() == 0 || r.Event.IsZero() {
		return
	}
	if r.Kind == history.KindAppend {
		c.append(r)
		return
	}
	e := c.events.ref(r.Event.Key)
	if e == nil {
		return
	}
	switch r.Kind {
	case history.KindDeliver:
		if e.unknown {
			c.stranger(e, r, out)
		}
	case history.KindApply:
		c.apply(e, r, out)
	case history.KindReject:
		c.reject(e, r, out)
	}
}

func (c *evolution) append(r *history.Record) {
	e := written{ref: refer(r), shape: c.shape(r.Fields)}
	if known := c.known.ref(r.Type.Key); known == nil {
		e.unknown = true
	} else {
		e.evolved = len(r.Fields) > 0 && (len((*known).names) != len(r.Fields) || (*known).lacks(r.Fields) != "")
	}
	c.events.add(r.Event.Key, e, r.At)
}

// shape returns the set of some fields, one for all events that have the same.
func (c *evolution) shape(names []string) *shape {
	key := uint64(len(names))
	for _, n := range names {
		key = join(key, history.Hash(n))
	}
	if s := c.shapes.ref(key); s != nil {
		return *s
	}
	return *c.shapes.put(key, newShape(names))
}

// stranger returns an event of an unknown type at a consumer.
func (c *evolution) stranger(e *written, r *history.Record, out *Result) *stranger {
	key := join(r.Consumer.Key, r.Event.Key)
	if s := c.owed.ref(key); s != nil {
		return s
	}
	out.Evaluated++
	return c.owed.add(key, stranger{consumer: r.Consumer, event: r.Event, typ: r.Type, ref: e.ref, open: true}, r.At)
}

func (c *evolution) apply(e *written, r *history.Record, out *Result) {
	passes := r.Purpose.Key == c.passed
	if e.unknown {
		c.stranger(e, r, out).open = false
		if !passes {
			out.Breach(r, func() string {
				return fmt.Sprintf("%s applied %s %s, a type that it does not know", r.Consumer, r.Entity, r.Type)
			}, e.ref)
		}
	} else if e.evolved {
		out.Evaluated++
	}
	if !passes {
		return
	}
	if lost := newShape(r.Fields).lacks(e.shape.names); lost != "" {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s passed %s %s v%d on without the %q it came with", r.Consumer, r.Entity, r.Type, r.Version, lost)
		}, e.ref)
	}
}

func (c *evolution) reject(e *written, r *history.Record, out *Result) {
	switch r.Reason {
	case history.ReasonDuplicate, history.ReasonStale, history.ReasonShed:
		return
	case history.ReasonParked, history.ReasonDeadLetter:
		if e.unknown {
			c.stranger(e, r, out).open = false
			return
		}
		if r.Reason == history.ReasonParked {
			return
		}
	default:
		if e.unknown {
			c.stranger(e, r, out).open = false
			out.Breach(r, func() string {
				return fmt.Sprintf("%s threw %s %s away: it does not know the type", r.Consumer, r.Entity, r.Type)
			}, e.ref)
			return
		}
	}
	if e.evolved {
		out.Evaluated++
		out.Breach(r, func() string {
			return fmt.Sprintf("%s refused %s %s v%d (%s): its fields are those of another schema", r.Consumer, r.Entity, r.Type, r.Version, r.Reason)
		}, e.ref)
	}
}

// Quiet asks for the unknown that nobody put anywhere.
func (c *evolution) Quiet(out *Result) {
	var first stranger
	var n uint64
	c.owed.each(func(s stranger) {
		if !s.open {
			return
		}
		n++
		if first.ref == 0 || s.ref < first.ref { // the lowest Ref does not depend on the order
			first = s
		}
	})
	if n == 0 {
		return
	}
	out.Breach(nil, func() string {
		return fmt.Sprintf("%s was handed %s of the unknown type %s and dropped it (%d such)", first.consumer, first.event, first.typ, n)
	}, first.ref)
	out.Breaches += n - 1
}
