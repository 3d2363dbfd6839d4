package invariants

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// reserves tells what the ledger says of a line of a command.
func reserves(op string, pos int, order string, n int, qty, allocated int64) string {
	return reservesOf(10, op, pos, order, n, qty, allocated)
}

func reservesOf(onHand int64, op string, pos int, order string, n int, qty, allocated int64) string {
	return fmt.Sprintf("append stream=pod/tx pos=%d type=OrderAllocated entity=%s line=%d sku=s-1 qty=%d op=%s\n", pos, order, n, qty, op) +
		fmt.Sprintf("append stream=pod/tx pos=%d type=InventoryReserved entity=sku/tx/s-1 sku=s-1 from=%s line=%d delta=0,%d after=%d,%d op=%s", pos+1, order, n, qty, onHand, allocated, op)
}

func waits(op string, pos int, order string, n int, qty int64) string {
	return fmt.Sprintf("append stream=pod/tx pos=%d type=OrderBackordered entity=%s line=%d sku=s-1 qty=%d op=%s", pos, order, n, qty, op)
}

func TestReservationsAreLinearizable(t *testing.T) {
	const place = "invoke op=%s type=PlaceOrder entity=%s"
	ask := func(op, order string) string { return fmt.Sprintf(place, op, order) }
	ok := func(op string) string { return "ok op=" + op + " type=PlaceOrder" }
	try(t, NoOversell, []trial{
		{"one after the other", house(), lines(ask("a", "order/tx/1"), reserves("a", 1, "order/tx/1", 1, 6, 6), ok("a"),
			ask("b", "order/tx/2"), waits("b", 3, "order/tx/2", 1, 6), ok("b"), ask("c", "order/tx/3"), reserves("c", 4, "order/tx/3", 1, 4, 10), ok("c")), Held, ""},
		{"refused although it was free all the time", house(), lines(ask("a", "order/tx/1"), reserves("a", 1, "order/tx/1", 1, 3, 3), ok("a"),
			ask("b", "order/tx/2"), waits("b", 3, "order/tx/2", 1, 6), ok("b")), Violated, "s-1 in tx: what was decided does not fit the 7 that were free"},
		{"open at the same time, either may be first", house(), lines(ask("a", "order/tx/1"), ask("b", "order/tx/2"), waits("b", 1, "order/tx/2", 1, 6),
			reserves("a", 2, "order/tx/1", 1, 6, 6), ok("a"), ok("b")), Held, ""},
		{"without an answer, and it happened", house(), lines(ask("a", "order/tx/1"), reserves("a", 1, "order/tx/1", 1, 6, 6),
			ask("b", "order/tx/2"), waits("b", 3, "order/tx/2", 1, 6), ok("b")), Held, ""},
		{"without an answer, and it never happened", house(), lines(ask("a", "order/tx/1"),
			ask("b", "order/tx/2"), reserves("b", 1, "order/tx/2", 1, 6, 6), ok("b")), Held, ""},
		{"stock that was given back is free", house(), lines(ask("a", "order/tx/1"), reserves("a", 1, "order/tx/1", 1, 10, 10), ok("a"),
			"append stream=pod/tx pos=3 type=ReservationReleased entity=sku/tx/s-1 sku=s-1 from=order/tx/1 line=1 delta=0,-10 op=x",
			ask("b", "order/tx/2"), reserves("b", 4, "order/tx/2", 1, 6, 6), ok("b")), Held, ""},
		{"a backorder that is filled counts when it is", house(), lines(ask("a", "order/tx/1"), reserves("a", 1, "order/tx/1", 1, 8, 8), ok("a"),
			ask("b", "order/tx/2"), waits("b", 3, "order/tx/2", 1, 6), ok("b"),
			"append stream=pod/tx pos=4 type=InventoryReceived entity=sku/tx/s-1 sku=s-1 delta=4 after=14,8 op=r", reservesOf(14, "b", 5, "order/tx/2", 1, 6, 14),
			ask("c", "order/tx/3"), waits("c", 7, "order/tx/3", 1, 1), ok("c")), Held, ""},
	})
}

// The search agrees with a plain replay: commands one after the other are
// linearizable exactly if each fits what was free when it was decided.
func TestReservationsOneByOne(outer *testing.T) {
	rapid.Check(outer, func(t *rapid.T) {
		free, pos, sound := int64(10), 1, true
		var text []string
		for i := range rapid.IntRange(1, 12).Draw(t, "commands") {
			op, order := fmt.Sprintf("k%d", i), fmt.Sprintf("order/tx/%d", i+1)
			qty := rapid.Int64Range(1, 5).Draw(t, "qty")
			fits := free >= qty
			says := fits
			if rapid.IntRange(0, 9).Draw(t, "wrong") == 0 && fits {
				says, sound = false, false // refused although it fits
			}
			text = append(text, "invoke op="+op+" type=PlaceOrder entity="+order)
			if says {
				free -= qty
				text = append(text, reserves(op, pos, order, 1, qty, 10-free))
				pos += 2
			} else {
				text = append(text, waits(op, pos, order, 1, qty))
				pos++
			}
			text = append(text, "ok op="+op+" type=PlaceOrder")
		}
		h := house()
		f := judged(outer, NoOversell, &h, told(outer, strings.Join(text, "\n")))
		if want := map[bool]Verdict{true: Held, false: Violated}[sound]; f.Verdict != want {
			t.Fatalf("I-03 over %d lines = %v (%s), want %v", len(text), f.Verdict, saying(f), want)
		}
	})
}

// A command that nobody heard the end of does not hide those that come after it,
// and a long history is judged as closely as a short one.
func TestReservationsPiecewise(t *testing.T) {
	var text []string
	for i := range 5 * partitionOps {
		op := fmt.Sprintf("k%d", i)
		text = append(text, "invoke op="+op+" type=PlaceOrder", waits(op, i+1, fmt.Sprintf("order/tx/%d", i+1), 1, 6), "ok op="+op)
	}
	h := with(func(h *history.Header) { h.Stock = []history.Stock{{Region: "tx", SKU: "s-1", Qty: 5}} })
	whole := strings.Join(text, "\n")
	if f := judged(t, NoOversell, &h, told(t, whole)); f.Verdict != Held || f.Skipped != 0 {
		t.Fatalf("I-03 over %d operations one by one = %v (%s; %d skipped), want held and none skipped", 5*partitionOps, f.Verdict, saying(f), f.Skipped)
	}
	lost := "invoke op=lost type=PlaceOrder\n" + reserves("lost", 1, "order/tx/0", 1, 0, 0) + "\ninvoke op=never type=PlaceOrder\n"
	wrong := "\ninvoke op=z type=PlaceOrder\n" + waits("z", 5*partitionOps+1, "order/tx/z", 1, 3)
	if f := judged(t, NoOversell, &h, told(t, lost+whole+wrong)); f.Breaches != 1 || !strings.Contains(saying(f), "does not fit the 5 that were free") {
		t.Fatalf("I-03 over a refusal at the end = %v (%s; %d breaches), want it found", f.Verdict, saying(f), f.Breaches)
	}
}

// What too many commands at once decide is skipped and counted, unless the order of
// their entries explains it; what comes after it is judged.
func TestReservationsTooMany(t *testing.T) {
	burst := func(first int, qty ...int64) (text []string) {
		for i := range qty {
			text = append(text, fmt.Sprintf("invoke op=k%d type=PlaceOrder", first+i))
		}
		text = append(text, fmt.Sprintf("invoke op=r%d type=PlaceOrder", first))
		for i, n := range qty {
			text = append(text, waits(fmt.Sprintf("k%d", first+i), first+i+1, fmt.Sprintf("order/tx/%d", first+i+1), 1, n))
		}
		return append(text, reserves(fmt.Sprintf("r%d", first), first+50, fmt.Sprintf("order/tx/r%d", first), 1, 1, int64(1+first/100)))
	}
	many := make([]int64, partitionOpen+1)
	for i := range many {
		many[i] = 11
	}
	h := house()
	text := strings.Join(burst(0, many...), "\n")
	if f := judged(t, NoOversell, &h, told(t, text)); f.Verdict != Held || f.Skipped != 0 {
		t.Fatalf("I-03 over a burst that its entries explain = %v (%s; %d skipped), want held and none skipped", f.Verdict, saying(f), f.Skipped)
	}
	many[0] = 9 // it waits although 9 are free, unless some other command was first
	text += "\n" + strings.Join(burst(100, many...), "\n") + "\n" + strings.Join(burst(200, many...), "\n")
	f := judged(t, NoOversell, &h, told(t, text))
	if f.Verdict != Held || f.Skipped != 1 {
		t.Fatalf("I-03 over a burst of %d commands = %v (%s; %d skipped), want held and 1 skipped", partitionOpen+1, f.Verdict, saying(f), f.Skipped)
	}
	text += "\ninvoke op=z type=PlaceOrder\n" + waits("z", 500, "order/tx/z", 1, 7)
	if f = judged(t, NoOversell, &h, told(t, text)); f.Breaches != 1 || f.Skipped != 1 {
		t.Fatalf("I-03 over a refusal after a burst = %v (%s; %d skipped), want violated and 1 skipped", f.Verdict, saying(f), f.Skipped)
	}
}
