package invariants

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

// link tells a link of the log of tx, chained to a hash, and returns its own hash.
func link(pos int, before, event, rest string) (line, hash string) {
	body := fmt.Sprintf("link-%d", pos)
	sum := sha256.Sum256([]byte(before + body))
	hash = hex.EncodeToString(sum[:])
	if before != "" {
		before = " cause=" + before
	}
	return fmt.Sprintf("audit stream=audit/tx pos=%d event=%s body=%s%s label=%s %s", pos, event, body, before, hash, rest), hash
}

func TestReconstructability(t *testing.T) {
	h := with(func(h *history.Header) { h.Audited = []string{"OrderCreated", "OrderAllocated"} })
	const about1, about2 = "type=OrderCreated entity=order/tx/1 v=1 op=k1 qty=1", "type=OrderAllocated entity=order/tx/1 v=2 line=1 op=k1 sku=s-1 qty=2"
	happened := lines("append stream=pod/tx pos=1 event=e1 "+about1, "append stream=pod/tx pos=2 event=e2 "+about2,
		"append stream=pod/tx pos=3 event=e3 type=InventoryReserved entity=sku/tx/s-1 v=1", "ok op=k1")
	one, hash1 := link(1, "", "e1", about1)
	two, hash2 := link(2, hash1, "e2", about2)
	late, _ := link(3, hash1, "e2", about2)
	twice, hash3 := link(3, hash2, "e2", about2)
	other, _ := link(2, hash1, "e2", "type=OrderAllocated entity=order/tx/1 v=2 line=1 op=k1 sku=s-1 qty=3")
	unlinked, _ := link(2, hash2, "e2", about2)
	buys := func(audited ...string) history.Header {
		return with(func(h *history.Header) { h.Audited, h.Sagas = audited, agreement().Sagas })
	}
	const bought = "effect op=po/tx/1 type=purchase-order entity=po/tx/1"
	head := "anchor stream=audit/tx pos=2 label=" + hash2
	try(t, Reconstructability, []trial{
		{"on record", h, lines(happened, one, two, head), Held, ""},
		{"anchored on the way", h, lines(happened, one, "anchor stream=audit/tx pos=1 label="+hash1, two, head), Held, ""},
		{"told before it was seen to happen", h, lines(one, two, head, happened), Held, ""},
		{"anchor seen before its link", h, lines(happened, one, head, two), Held, ""},
		{"an effect of an order on record", h, lines(happened, one, two, head, "effect op=k1#1 type=shipment entity=order/tx/1 line=1"), Held, ""},
		{"a gap", h, lines(happened, one, "anchor stream=audit/tx pos=1 label="+hash1), Violated, "an event was decided and is not on record"},
		{"a link is left out", h, lines(happened, one, late, "anchor stream=audit/tx pos=3 label=x"), Violated, "link 3 follows on link 1"},
		{"a link names another before it", h, lines(happened, one, unlinked), Violated, "link 2 names another hash than that of link 1"},
		{"a link was changed", h, lines(happened, one, two+" body=changed", head), Violated, "the hash of link 2 is not that of its text"},
		{"a link tells something else", h, lines(happened, one, other), Violated, "the record of e2 differs from what happened"},
		{"twice on record", h, lines(happened, one, two, twice, "anchor stream=audit/tx pos=3 label="+hash3), Violated, "is on record and never happened"},
		{"written anew after it was anchored", h, lines(happened, one, two, "anchor stream=audit/tx pos=2 label=another"), Violated, "link 2 has another hash than the one given away"},
		{"cut off after it was anchored", h, lines("append stream=pod/tx pos=1 event=e1 "+about1, one, head), Violated, "link 2 was given away, and the log ends at 1"},
		{"not anchored to the end", h, lines(happened, one, "anchor stream=audit/tx pos=1 label="+hash1, two), Violated, "1 links after the last one given away"},
		{"a command without a record", h, lines(happened, "ok op=k2", one, two, head), Violated, "k2 was accepted or done, and is not on record"},
		{"an effect without a record", h, lines(happened, one, two, head, "effect op=x type=shipment entity=order/tx/9 line=1"), Violated, "order/tx/9 was accepted or done"},
		{"an order at a supplier need not be on record", buys("OrderCreated", "OrderAllocated"), lines(happened, one, two, head, bought), Held, ""},
		{"nor what is sent for it", buys("OrderCreated", "OrderAllocated"), lines(happened, one, two, head, "effect op=po/tx/1 type=dispatch entity=po/tx/1"), Held, ""},
		{"an order at a supplier must be, and is not", buys("OrderCreated", "OrderAllocated", "POIssued"), lines(happened, one, two, head, bought), Violated, "po/tx/1 was accepted or done, and is not on record"},
		{"the header asks for none", house(), lines(happened, one, two, head), Unknown, "the header does not say"},
		{"no log", h, happened, Violated, "is not on record"},
		{"no notary", h, lines(happened, one, two), Violated, "could be cut off unseen"},
		{"breaks off", h, lines(happened, one, two, head, "cut"), Unknown, "breaks off"},
	})
}
