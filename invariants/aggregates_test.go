package invariants

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

// orders tells of orders at positions 1, 2 ... of pod/tx, which went to the hub with
// these customers and were applied there.
func ordersOf(customers ...int) string {
	var b strings.Builder
	for i, c := range customers {
		fmt.Fprintf(&b, "cross from=tx to=hub purpose=plan type=ExportBatch body={\"items\":[{\"event\":\"e%d\",\"type\":\"OrderCreated\",\"customer\":\"%s\"}]}\n", i+1, tok(c))
		fmt.Fprintf(&b, "apply consumer=aggregator source=pod/tx spos=%d event=e%d type=OrderCreated\n", i+1, i+1)
	}
	return b.String()
}

func releaseOf(from, until, orders int) string {
	return fmt.Sprintf("release entity=demand/tx/%d-%d type=OrderCreated consumer=aggregator source=pod/tx spos=%d pos=%d qty=%d\n", from, until, from, until, orders)
}

func TestAggregates(t *testing.T) {
	h := *secretive()
	h.Bounds.Contributors = 3
	five := ordersOf(1, 2, 3, 4, 5)
	try(t, Aggregates, []trial{
		{"enough", h, five + releaseOf(1, 5, 5), Held, ""},
		{"two that have nothing in common", h, ordersOf(1, 2, 3, 4, 5, 6) + releaseOf(1, 3, 3) + releaseOf(4, 6, 3), Held, ""},
		{"one customer often", h, ordersOf(1, 1, 1, 1, 2) + releaseOf(1, 5, 5), Violated, "demand/tx/1-5 is about 2, it takes 3 to be released"},
		{"one more than was applied", h, five + releaseOf(1, 5, 6), Violated, "demand/tx/1-5 says 6, and 5 were applied"},
		{"the difference of two", h, five + releaseOf(1, 4, 4) + releaseOf(1, 5, 5), Violated, "differ by 1, it takes 3"},
		{"the same again", h, five + releaseOf(1, 5, 5) + releaseOf(1, 5, 5), Held, ""},
		{"under other keys", h, strings.ReplaceAll(ordersOf(1, 2), "t1-", "t2-") + releaseOf(1, 2, 2), Violated, "is about 2"},
		{"nothing released", h, five, Unknown, "no release record"},
		{"cut", h, five + releaseOf(1, 5, 5) + "cut", Unknown, "breaks off"},
	})
}

// What two tokens under two keys stand for may be one customer.
func TestContributorsUnderOtherKeys(t *testing.T) {
	var inputs []input
	for i, who := range []customer{{1, 1}, {1, 2}, {2, 3}, {2, 4}, {2, 4}} {
		inputs = append(inputs, input{pos: uint64(i + 1), who: who})
	}
	if n := contributors(inputs); n != 2 {
		t.Errorf("contributors of two tokens under each of two keys = %d, want 2", n)
	}
}

// TestOldInputsAreForgotten releases a figure about every ten orders of a long ledger,
// and then one of long ago, which nobody can judge any more.
func TestOldInputsAreForgotten(t *testing.T) {
	h, out := house(), Result{}
	h.Bounds = h.Bounds.Defaults()
	c := newAggregates(&h).(*aggregates)
	r := history.Record{Kind: history.KindRelease, Qty: 10}
	s := c.sum(&r)
	const orders = 4 * inputsMax / 10 * 10
	for pos := uint64(1); pos <= orders; pos++ {
		s.add(input{pos: pos, who: customer{token: pos}})
		if pos%10 == 0 {
			r.Seq, r.SourcePos, r.Pos = pos, pos-9, pos
			c.See(&r, &out)
		}
	}
	if out.Evaluated != orders/10 || out.Breaches != 0 || out.Missing != "" {
		t.Errorf("%d evaluated, %d breaches, missing %q; want %d, none, nothing", out.Evaluated, out.Breaches, out.Missing, orders/10)
	}
	if len(s.inputs) >= inputsMax {
		t.Errorf("%d inputs are kept, want less than %d", len(s.inputs), inputsMax)
	}
	r.SourcePos, r.Pos = 1, 20
	if c.See(&r, &out); out.Missing == "" || out.Breaches != 0 {
		t.Errorf("a release of long ago: missing %q, %d breaches; want a reason and none", out.Missing, out.Breaches)
	}
}
