package invariants

import (
	"encoding/base64"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

// keyed is a house that seals terms, may open confidential data of Texas in
// California too, and has a secret to look for.
func keyed(change ...func(*history.Header)) history.Header {
	return with(func(h *history.Header) {
		h.Contracts = append(h.Contracts, history.Contract{Type: "OrderCreated", To: "hub", Purpose: "planning", Fields: []history.Field{
			{Name: "entity", How: "token"}, {Name: "customer", How: "token"}, {Name: "terms", How: "sealed"}}})
		h.Canaries = append(h.Canaries, history.Canary{Region: "tx", Field: "key", Value: "SECRETOFTEXASABCDEFGH"})
		h.Residency = []history.Residency{{Tier: "confidential", Home: "tx", Regions: []string{"ca"}}}
		for _, c := range change {
			c(h)
		}
	})
}

const (
	opens = "open witness=vault/tx consumer=desk/tx from=tx type=terms entity=order/tx/1 purpose=return-home label=allowed op=s1-AAAA"
	cross = "cross from=tx to=hub type=ExportBatch purpose=planning body="
)

// item is an order on the wire.
func item(event, entity, customer, terms string) string {
	return `{"pos":1,"event":"` + event + `","type":"OrderCreated","entity":"` + entity + `","customer":"` + customer + `","terms":"` + terms + `"}`
}

func TestDecryptLocality(t *testing.T) {
	encoded := base64.StdEncoding.EncodeToString([]byte("xSECRETOFTEXASABCDEFGH"))
	try(t, DecryptLocality, []trial{
		{"opened at home", keyed(), opens, Held, ""},
		{"opened twice as the same", keyed(), lines(opens, opens), Held, ""},
		{"refused to the hub", keyed(), "open consumer=desk/hub from=hub type=terms entity=order/tx/1 label=refused op=s1-AAAA", Held, ""},
		{"opened where the tier may be", keyed(), "open consumer=desk/ca from=ca type=terms entity=order/tx/1 label=allowed op=s1-AAAA tier=confidential", Held, ""},
		{"sealed values of two orders, one sent again", keyed(), lines(opens, cross+item("e1", "order/tx/t1-1", "t1-2", "s1-AAAA"), cross+item("e1", "order/tx/t1-1", "t1-2", "s1-AAAA"),
			cross+item("e2", "order/tx/t1-3", "t1-2", "s1-BBBB")), Held, ""},
		{"a secret that comes home", keyed(), lines(opens, "cross from=hub to=tx body=SECRETOFTEXASABCDEFGH"), Held, ""},

		{"opened for the hub", keyed(), "open consumer=broker from=hub type=terms entity=order/tx/1 label=allowed op=s1-AAAA tier=confidential",
			Violated, "broker opened terms of order/tx/1 from hub, where confidential data of tx may not be"},
		{"a tier that may not be there", keyed(), "open consumer=desk/ca from=ca type=terms entity=order/tx/1 label=allowed op=s1-AAAA tier=restricted", Violated, "from ca"},
		{"opened as that of another", keyed(), lines(opens, "open from=tx type=terms entity=order/tx/2 label=allowed op=s1-AAAA"), Violated, "opened as that of order/tx/2"},
		{"opened as another field", keyed(), lines(opens, "open from=tx type=customer entity=order/tx/1 label=allowed op=s1-AAAA"), Violated, "customer s1-AAAA"},
		{"one sealed value for two orders", keyed(), lines(cross+item("e1", "order/tx/t1-1", "t1-2", "s1-AAAA"), cross+item("e2", "order/tx/t1-3", "t1-2", "s1-AAAA")),
			Violated, "bound to neither"},
		{"a key on a link", keyed(), lines(opens, "cross from=tx to=hub type=ExportBatch body=hello"+encoded), Violated, "carries the secret of tx"},

		{"nobody asked", keyed(), cross + item("e1", "order/tx/t1-1", "t1-2", "s1-AAAA"), Unknown, "no open record"},
		{"asked from nowhere", keyed(), lines(opens, "open type=terms entity=order/tx/1 label=allowed op=s1-AAAA"), Unknown, "does not say where"},
		{"broken off", keyed(), lines(opens, "cut"), Unknown, "breaks off"},
	})
}
