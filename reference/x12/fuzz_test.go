package x12

import (
	"reflect"
	"strings"
	"testing"
)

// FuzzRead holds the reader to four promises for any text: it never panics; no
// set is lost from the account; what strict accepts whole, tolerant accepts
// unmended; and what strict accepts is written and read back equal.
func FuzzRead(f *testing.F) {
	f.Add(Sample)
	f.Add(short) // small enough that one changed byte often matters
	f.Add(Sample + second())
	for _, e := range edits {
		f.Add(strings.Replace(Sample, e.old, e.new, 1))
	}
	f.Add(strings.NewReplacer("*", "\t", "~\n", "\n").Replace(Sample))
	f.Fuzz(func(t *testing.T, text string) {
		strict, err := Parse("fuzz", text, Strict)
		tolerant, errTolerant := Parse("fuzz", text, Tolerant)
		if (err == nil) != (errTolerant == nil) {
			t.Fatalf("Parse = %v in strict mode, %v in tolerant, want both or neither", err, errTolerant)
		}
		checkAccount(t, strict)
		checkAccount(t, tolerant)
		if err == nil && len(strict.Quarantines) == 0 &&
			(len(tolerant.Mends) > 0 || !reflect.DeepEqual(strict.Interchanges, tolerant.Interchanges)) {
			t.Fatalf("Parse(tolerant) = %s, want what strict accepts: %s", outcome(tolerant, nil), outcome(strict, nil))
		}
		checkRoundTrip(t, strict.Interchanges)
	})
}

// short is an interchange of one line.
const short = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260302*0715*U*00401*000000001*0*T*>~" +
	"GS*PO*A*B*20260302*0715*1*X*004010~ST*850*1~BEG*00*SA*P**20260302~N1*ST*N~N4*C*S~PO1**1*EA*.5**VN*V~CTT*1~SE*7*1~GE*1*1~IEA*1*000000001~"

// FuzzWrite puts any values into an order: what Write accepts, strict accepts,
// and from there on reading and writing change nothing.
func FuzzWrite(f *testing.F) {
	f.Add("P-1", "NAME", "VN", "SKU-1", "EA", int64(1), int64(199500))
	f.Add("P*1", "N>A~M^E ", " VN", "\u00c9", "", int64(-1), int64(-5))
	f.Add("P\x1d1", "\ufeffN\nPO1*2", "UP", "\xc9", "E A", int64(1)<<60, int64(1)<<62)
	f.Fuzz(func(t *testing.T, number, name, qualifier, id, unit string, quantity, price int64) {
		r, _ := Parse("short", short, Strict)
		order := &r.Interchanges[0].Groups[0].Orders[0]
		order.Number, order.ShipTo.Name = number, name
		order.Lines[0] = Line{
			Quantity: quantity, Unit: unit, Price: Price(price), Priced: true, Parts: []Part{{qualifier, id}},
		}
		var out strings.Builder
		if Write(&out, r.Interchanges) != nil {
			return
		}
		back, err := Parse("back", out.String(), Strict)
		if err != nil || len(back.Quarantines) > 0 || len(back.Orders()) != 1 {
			t.Fatalf("Parse(Write(x), strict) = %s, want the order", outcome(back, err))
		}
		got := back.Orders()[0]
		if got.Number != strings.TrimRight(number, " ") || got.Lines[0].Quantity != quantity || got.Lines[0].Price != Price(price) {
			t.Fatalf("Read(Write(x)) = %+v, want number %q, quantity %d, price %d", got, number, quantity, price)
		}
		checkRoundTrip(t, back.Interchanges)
	})
}

// checkAccount compares the sets seen with those accepted and withheld.
func checkAccount(t *testing.T, r Result) {
	t.Helper()
	sets := len(r.Orders())
	for _, q := range r.Quarantines {
		sets += q.Sets
	}
	if sets != r.Sets {
		t.Fatalf("sets accepted and withheld = %d, want %d\n%s", sets, r.Sets, outcome(r, nil))
	}
	for _, p := range r.Orders() {
		for _, line := range p.Lines {
			if line.Quantity <= 0 || line.SKU == "" || line.Number == "" {
				t.Fatalf("line = %+v, want a quantity, a SKU and a number", line)
			}
		}
	}
}

func checkRoundTrip(t *testing.T, accepted []Interchange) {
	t.Helper()
	if len(accepted) == 0 {
		return
	}
	back, err := Parse("back", written(t, accepted), Strict)
	if err != nil || !reflect.DeepEqual(placeless(back.Interchanges), placeless(accepted)) {
		t.Fatalf("Read(Write(x)) = %+v, %v, want %+v", back.Interchanges, err, accepted)
	}
}
