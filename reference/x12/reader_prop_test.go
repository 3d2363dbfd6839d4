package x12

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// interchange draws a clean interchange of a few groups, orders and lines.
func interchange(t *rapid.T, n int) Interchange {
	word := rapid.StringMatching(`[A-Z0-9*>~][A-Za-z0-9 ./*>~-]{0,8}[A-Z0-9*>~]`)
	ix := Interchange{SenderQualifier: "ZZ", Sender: rapid.StringMatching(`[A-Z]{2,15}`).Draw(t, "sender"), ReceiverQualifier: "ZZ", Receiver: "SEATRIAL",
		Date: "260302", Time: "0715", Version: "00401", Control: fmt.Sprintf("%09d", n), Usage: "T"}
	for g := range rapid.IntRange(1, 2).Draw(t, "groups") {
		group := Group{Sender: "S", Receiver: "R", Date: "20260302", Time: "0715", Control: fmt.Sprint(g + 1), Version: "004010"}
		for o := range rapid.IntRange(1, 3).Draw(t, "orders") {
			po := PurchaseOrder{Set: fmt.Sprintf("%04d", o+1), Purpose: rapid.SampledFrom([]string{PurposeOriginal, PurposeCancel, PurposeChange}).Draw(t, "purpose"),
				Type: "SA", Number: word.Draw(t, "number"), Date: "20260302"}
			po.ShipTo = Party{Name: word.Draw(t, "name"), City: word.Draw(t, "city"), State: "TX"}
			for l := range rapid.IntRange(1, 4).Draw(t, "lines") {
				line := Line{Number: fmt.Sprint(l + 1), Quantity: rapid.Int64Range(1, maxQuantity).Draw(t, "quantity"), Unit: "EA",
					Price: Price(rapid.Int64Range(0, 1<<40).Draw(t, "price")), Priced: true}
				line.Parts = []Part{{Qualifier: "VN", ID: word.Draw(t, "part")}}
				line.SKU = line.Parts[0].ID
				po.Lines = append(po.Lines, line)
			}
			group.Orders = append(group.Orders, po)
		}
		ix.Groups = append(ix.Groups, group)
	}
	return ix
}

// drawn returns clean interchanges and their text.
func drawn(t *rapid.T) ([]Interchange, string) {
	var all []Interchange
	for n := range rapid.IntRange(1, 2).Draw(t, "interchanges") {
		all = append(all, interchange(t, n+1))
	}
	var out strings.Builder
	if err := Write(&out, all); err != nil {
		t.Fatalf("Write = %v, want nil", err)
	}
	return all, out.String()
}

// What was written is read back, in either mode, with nothing withheld or mended.
func TestReadIsTheInverseOfWrite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all, text := drawn(t)
		for _, mode := range []Mode{Strict, Tolerant} {
			r, err := Parse("drawn", text, mode)
			if err != nil || len(r.Quarantines)+len(r.Mends) > 0 {
				t.Fatalf("Parse(%v) = %v, %d withheld, %d mended, want all of it as it is", mode, err, len(r.Quarantines), len(r.Mends))
			}
			if got := placeless(r.Interchanges); !reflect.DeepEqual(got, all) {
				t.Fatalf("Parse(Write(x), %v) = %+v, want %+v", mode, got, all)
			}
		}
	})
}

// A trailer that counts wrong costs its own unit and no other: strict withholds
// that one set, tolerant mends it, and the rest is read as it was.
func TestOneWrongCountCostsOneSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all, text := drawn(t)
		lines := strings.Split(text, "\n")
		var trailers []int
		for i, l := range lines {
			if strings.HasPrefix(l, "SE") {
				trailers = append(trailers, i)
			}
		}
		which := rapid.IntRange(0, len(trailers)-1).Draw(t, "set")
		tail := lines[trailers[which]]
		sep := tail[2:3]
		parts := strings.SplitN(tail, sep, 3)
		lines[trailers[which]] = "SE" + sep + fmt.Sprint(rapid.IntRange(50, 99).Draw(t, "count")) + sep + parts[2]
		strict, err := Parse("drawn", strings.Join(lines, "\n"), Strict)
		if err != nil || len(strict.Quarantines) != 1 || strict.Quarantines[0].Sets != 1 {
			t.Fatalf("Parse(strict) = %v, withheld %v, want one set withheld", err, strict.Quarantines)
		}
		var want, got []PurchaseOrder
		for _, p := range (Result{Interchanges: all}).Orders() {
			want = append(want, p)
		}
		want = append(want[:which:which], want[which+1:]...)
		got = Result{Interchanges: placeless(strict.Interchanges)}.Orders()
		if len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Fatalf("orders left = %+v, want all but number %d: %+v", got, which+1, want)
		}
		tolerant, err := Parse("drawn", strings.Join(lines, "\n"), Tolerant)
		if err != nil || len(tolerant.Quarantines) > 0 || !reflect.DeepEqual(placeless(tolerant.Interchanges), all) {
			t.Fatalf("Parse(tolerant) = %v, withheld %v, want all of it mended", err, tolerant.Quarantines)
		}
	})
}
