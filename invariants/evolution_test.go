package invariants

import (
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

func TestSchemaEvolution(t *testing.T) {
	h := with(func(h *history.Header) {
		h.Schemas = []history.EventShape{{Type: "OrderPlaced", Fields: []string{"qty", "unit"}}}
	})
	event := func(id, typ, fields string) string {
		return lines("append stream=orders pos="+id+" event=e"+id+" type="+typ+" entity=order/"+id+" v=1 fields="+fields,
			"deliver consumer=shop source=orders spos="+id+" event=e"+id+" type="+typ)
	}
	same, older, newer := event("1", "OrderPlaced", "qty,unit"), event("2", "OrderPlaced", "qty"), event("3", "OrderPlaced", "gift,qty,unit")
	notice := event("4", "NoticePosted", "text")
	at := func(kind, id, rest string) string {
		return kind + " consumer=shop source=orders spos=" + id + " event=e" + id + " type=OrderPlaced entity=order/" + id + " v=1 " + rest
	}
	try(t, SchemaEvolution, []trial{
		{"older and newer applied", h, lines(same, older, newer, at("apply", "1", ""), at("apply", "2", ""), at("apply", "3", "")), Held, ""},
		{"passed on whole", h, lines(newer, at("apply", "3", "purpose=pass-on fields=gift,qty,unit")), Held, ""},
		{"an unknown field lost on the way", h, lines(newer, at("apply", "3", "purpose=pass-on fields=qty,unit")), Violated, `shop passed order/3 OrderPlaced v1 on without the "gift" it came with`},
		{"a known field lost on the way", h, lines(same, older, at("apply", "2", ""), at("apply", "1", "purpose=pass-on fields=qty")), Violated, `without the "unit"`},
		{"all fields lost on the way", h, lines(newer, at("apply", "3", "purpose=pass-on")), Violated, `without the "gift"`},
		{"a newer one refused", h, lines(newer, at("reject", "3", "reason=dead-letter")), Violated, "shop refused order/3 OrderPlaced v1 (dead-letter): its fields are those of another schema"},
		{"an older one parked for a time", h, lines(older, at("reject", "2", "reason=parked"), at("apply", "2", "")), Held, ""},
		{"a known one refused is not judged here", h, lines(same, at("reject", "1", "reason=dead-letter")), Unknown, "premise"},
		{"an unknown type parked", h, lines(notice, at("reject", "4", "reason=parked"), "deliver consumer=shop source=orders spos=4 event=e4"), Held, ""},
		{"an unknown type put away", h, lines(notice, at("reject", "4", "reason=dead-letter")), Held, ""},
		{"an unknown type passed on whole", h, lines(notice, at("apply", "4", "purpose=pass-on fields=text")), Held, ""},
		{"an unknown type applied", h, lines(notice, at("apply", "4", "")), Violated, "a type that it does not know"},
		{"an unknown type thrown away", h, lines(notice, at("reject", "4", "reason=rejected")), Violated, "threw order/4 OrderPlaced away"},
		{"an unknown type dropped", h, lines(notice), Violated, "shop was handed e4 of the unknown type NoticePosted and dropped it (1 such)"},
		{"cut before it was parked", h, lines(notice, "cut"), Unknown, "breaks off"},
		{"nothing is said of schemas", house(), lines(older, notice, at("apply", "2", "")), Unknown, "premise"},
		{"one schema everywhere", h, lines(same, at("apply", "1", "")), Unknown, "premise"},
	})
}
