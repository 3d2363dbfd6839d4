package invariants

import (
	"encoding/base64"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

func TestNonInterference(t *testing.T) {
	out := "cross from=tx to=hub type=ExportBatch purpose=visibility entity=sku/tx/s-1 "
	hidden := base64.StdEncoding.EncodeToString([]byte("x:Canary&Söhne/4711!"))
	try(t, NonInterference, []trial{
		{"clean", house(), out + `body={"sku":"s-1","customer":"tok-1"}`, Held, ""},
		{"seven bytes of it", house(), out + "body=..ne/4711..", Held, ""},
		{"eight bytes of it", house(), out + "body=..hne/4711..", Violated, "ExportBatch sku/tx/s-1 to hub carries customer of tx (raw, at byte 2 of 12)"},
		{"in base64", house(), out + "body=" + hidden, Violated, "carries customer of tx (base64, at byte"},
		{"a word that every message has", with(func(h *history.Header) {
			h.Canaries[0].Value = "quantity"
			h.Contracts[0].Fields = append(h.Contracts[0].Fields, history.Field{Name: "quantity"})
		}), out + "body=quantity", Held, ""},
		{"at home", house(), "cross from=hub to=tx body=" + hidden, Unknown, "premise"},
		{"within the region", house(), "cross from=tx to=tx body=" + hidden, Unknown, "premise"},
		{"no canary", with(func(h *history.Header) { h.Canaries = nil }), out + "body=" + hidden, Unknown, "the header names no canary"},
		{"no tap", house(), "phase note=quiet", Unknown, "no cross record"},
		{"cut", house(), lines(out+"body=x", "cut"), Unknown, "breaks off"},
	})
}
