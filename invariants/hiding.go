package invariants

import (
	"bytes"

	"github.com/seatrial/seatrial/sim/history"
)

// hiding finds, in the bytes of a crossing, the texts that stand in place of
// values: tokens and sealed values, by the contracts of the header. It reads
// what really crossed: JSON objects, without objects in them, that have the
// members event, type and those of the contract.
type hiding struct {
	types map[uint64][]hidden // by type, destination and purpose, see contractKey
}

// hidden is a field that goes as a token or sealed.
type hidden struct {
	typ    history.Name // of the contract, so that no text is made of what crossed
	field  string
	member []byte // as it stands in the bytes: "terms":"
	sealed bool
}

// sighting is a hidden text that crossed.
type sighting struct {
	event history.Name
	typ   history.Name
	field string
	text  string
	at    int // byte of the crossing at which the text begins
}

func newHiding(h *history.Header) hiding {
	out := hiding{types: make(map[uint64][]hidden)}
	for _, c := range h.Contracts {
		key := contractKey(history.Hash(c.Type), history.Hash(c.To), history.Hash(c.Purpose))
		for _, f := range c.Fields {
			if f.How == "token" || f.How == "sealed" {
				out.types[key] = append(out.types[key], hidden{typ: history.N(c.Type), field: f.Name, member: member(f.Name), sealed: f.How == "sealed"})
			}
		}
	}
	return out
}

func member(name string) []byte { return []byte(`"` + name + `":"`) }

var (
	memberEvent = member("event")
	memberType  = member("type")
)

// each shows every token, or every sealed value, of a crossing.
func (h *hiding) each(r *history.Record, sealed bool, visit func(sighting)) {
	for from := 0; len(h.types) > 0; {
		at := bytes.Index(r.Body[from:], memberEvent)
		if at < 0 {
			return
		}
		at += from
		end := bytes.IndexByte(r.Body[at:], '}')
		if end < 0 {
			return
		}
		end += at
		begin := from + bytes.LastIndexByte(r.Body[from:at], '{') + 1
		object := r.Body[begin:end]
		from = end
		kind, _ := value(object, memberType)
		for _, f := range h.types[contractKey(history.HashBytes(kind), r.To.Key, r.Purpose.Key)] {
			text, place := value(object, f.member)
			if f.sealed != sealed || len(text) == 0 {
				continue
			}
			id, _ := value(object, memberEvent)
			visit(sighting{event: history.N(string(id)), typ: f.typ, field: f.field, text: string(text), at: begin + place})
		}
	}
}

// value returns the text of a member, up to its quotes, and where it begins; nil
// if it is not there.
func value(object, member []byte) ([]byte, int) {
	at := bytes.Index(object, member)
	if at < 0 {
		return nil, 0
	}
	at += len(member)
	return object[at : at+max(bytes.IndexByte(object[at:], '"'), 0)], at
}
