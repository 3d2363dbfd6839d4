package invariants

import (
	"encoding/json"
	"fmt"
	"reflect"
	"runtime"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

func TestAll(t *testing.T) {
	var last string
	for _, p := range All() {
		if p.ID <= last || p.Name == "" || p.Title == "" {
			t.Errorf("promise %q after %q: ids must rise, name and title must be there", p.ID, last)
		}
		if got, ok := ByID(p.ID); !ok || got.Name != p.Name {
			t.Errorf("ByID(%s) = %q, want %q", p.ID, got.Name, p.Name)
		}
		last = p.ID
	}
	if _, ok := ByID("I-99"); ok {
		t.Error("ByID(I-99) must not exist")
	}
}

// Any promise over nothing at all is unknown, never green.
func TestNothingIsUnknown(t *testing.T) {
	for _, text := range []string{"", "cut", "phase note=quiet"} {
		for _, h := range []history.Header{{}, house()} {
			j := NewJudge(&h, All())
			for _, r := range told(t, text) {
				j.See(&r)
			}
			for _, f := range j.Findings() {
				if f.Verdict != Unknown || f.Why == "" {
					t.Errorf("%s over %q = %v (%q), want unknown and a reason", f.ID, text, f.Verdict, f.Why)
				}
			}
		}
	}
}

func TestFindingsTwice(t *testing.T) {
	h := house()
	j := NewJudge(&h, All())
	for _, r := range told(t, "append stream=pod/tx pos=1 event=e1 type=OrderCreated entity=order/tx/1 v=1\napply consumer=planner/tx source=pod/tx spos=9") {
		j.See(&r)
	}
	first := j.Findings()
	j.See(&history.Record{Kind: history.KindEffect})
	if again := j.Findings(); !reflect.DeepEqual(first, again) {
		t.Errorf("Findings() = %+v the second time, want %+v", again, first)
	}
}

func TestEvidence(t *testing.T) {
	f := judged(t, ExactlyOnceEffect, &history.Header{}, told(t, `
effect witness=carrier/tx op=a type=shipment entity=order/tx/17 line=2
effect witness=carrier/tx op=b type=shipment entity=order/tx/17 line=2`))
	want := &Breach{At: 2_000_000, Seq: 2, Text: "order/tx/17 line 2: shipment happened twice: keys a and b", More: []string{
		"record 1", "record 2: 0.002s tx carrier/tx order/tx/17 line 2: shipment op b"}}
	if !reflect.DeepEqual(f.First, want) {
		t.Errorf("First = %+v, want %+v", f.First, want)
	}
}

func TestVerdictText(t *testing.T) {
	for _, v := range []Verdict{Unknown, Held, Violated} {
		b, err := json.Marshal(v)
		var got Verdict
		if err != nil || json.Unmarshal(b, &got) != nil || got != v {
			t.Errorf("verdict %v came back from %s as %v (%v)", v, b, got, err)
		}
	}
}

// trade is an endless history of a house that keeps every promise: one order
// after the other is placed, reserved, shipped and delivered. It reuses its
// records, as a world does.
type trade struct {
	records []history.Record
	orders  uint64
	seq     uint64
}

// newTrade returns a trade; each order takes len(records) records.
func newTrade(t testing.TB) *trade {
	of := func(pos, typ, entity string, rest string) string {
		ev := " event=e" + pos + " type=" + typ + " entity=" + entity
		return lines("append stream=pod/tx pos="+pos+" epoch=1 op=k v="+pos+ev+" "+rest,
			"store stream=bus/tx source=pod/tx pos="+pos+" spos="+pos+ev,
			"deliver consumer=planner/tx source=pod/tx attempt=1 spos="+pos+ev,
			"apply consumer=planner/tx source=pod/tx epoch=1 v="+pos+" spos="+pos+ev,
		)
	}
	const order, sku = "order/tx/1", "sku/tx/s-1"
	text := lines("invoke op=k type=PlaceOrder",
		of("1", "OrderCreated", order, "qty=1 state=Created"),
		of("2", "OrderValidated", order, "state=Accepted"),
		of("3", "InventoryReserved", sku, "sku=s-1 from=order/tx/1 line=1 delta=0,1 after=10,1"),
		of("4", "OrderAllocated", order, "line=1 state=Allocated"),
		"ok op=k type=PlaceOrder",
		"move sku=s-1 qty=1 from=outside to=shelf", "move sku=s-1 qty=1 from=shelf to=staged",
		"effect op=k type=shipment entity=order/tx/1 line=1", "move sku=s-1 qty=1 from=staged to=shipped",
		of("5", "InventoryReceived", sku, "sku=s-1 delta=1 after=11,1"),
		of("6", "InventoryShipped", sku, "sku=s-1 from=order/tx/1 line=1 delta=-1,-1 after=10"),
		of("7", "ShipConfirmed", order, "line=1 state=Shipped"),
		of("8", "Delivered", order, "line=1 state=Delivered"),
		"cross from=tx to=hub type=ExportBatch purpose=visibility fields=sku,qty body=quantities_and_nothing_else_at_all",
		"deliver consumer=planner/tx source=pod/tx attempt=2 spos=8 event=e8",
		"cut")
	return &trade{records: told(t, text)}
}

// next makes the records those of the next order.
func (s *trade) next() []history.Record {
	s.orders++
	n := s.orders
	order, sku := [8]bool{0: true, 1: true, 3: true, 6: true, 7: true}, [8]bool{2: true, 4: true, 5: true}
	for i := range s.records {
		r := &s.records[i]
		s.seq++
		r.Seq, r.At = s.seq, r.At+30_000_000
		if !r.Op.IsZero() {
			r.Op.Key = n * 0x9E3779B97F4A7C15
		}
		at := r.SourcePos
		if r.Kind == history.KindAppend {
			at = r.Pos
		}
		if at > 0 {
			k := (at - 1) % 8
			r.Event.Key = ((n-1)*8 + k + 1) * 0x9E3779B97F4A7C15
			var before uint64
			for j := range k + 1 {
				if order[k] && order[j] || sku[k] && sku[j] {
					before++
				}
			}
			if r.Version > 0 {
				r.Version = before
				if sku[k] {
					r.Version += (n - 1) * 3
				}
			}
			if n > 1 {
				r.Pos, r.SourcePos = r.Pos+8*min(r.Pos, 1), r.SourcePos+8*min(r.SourcePos, 1)
			}
		}
		if len(r.Entity.Text) > 6 && r.Entity.Text[:6] == "order/" {
			r.Entity.Key = n * 0xE7037ED1A0B428DB
		}
		if r.From.Text == "order/tx/1" {
			r.From.Key = n * 0xE7037ED1A0B428DB
		}
	}
	return s.records
}

// calm is the header of a trade.
func calm() history.Header {
	h := house()
	h.Consumers = h.Consumers[:1]
	return h
}

func TestTradeHolds(t *testing.T) {
	h := calm()
	j := NewJudge(&h, All())
	s := newTrade(t)
	for range 1000 {
		for i := range s.next() {
			j.See(&s.records[i])
		}
	}
	j.See(&history.Record{Kind: history.KindEnd})
	for _, f := range j.Findings() {
		if f.Verdict == Violated {
			t.Errorf("%s over a trade = %v: %s %v", f.ID, f.Verdict, saying(f), f.First.More)
		}
		if f.ID < "I-08" && f.Verdict != Held {
			t.Errorf("%s over a trade = %v (%s), want held", f.ID, f.Verdict, saying(f))
		}
	}
}

// The memory of a judge does not grow with the history.
func TestJudgeMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("a million records take a second")
	}
	h := calm()
	h.Bounds.HorizonNano = 1
	j := NewJudge(&h, All())
	s := newTrade(t)
	half := func() uint64 {
		for range 20_000 {
			for i := range s.next() {
				j.See(&s.records[i])
			}
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	half()
	first := half()
	if second := half(); second > first+first/20 {
		t.Errorf("heap after %d records = %d, want at most 1.05 times %d", s.seq, second, first)
	}
	runtime.KeepAlive(j)
}

func BenchmarkJudge(b *testing.B) {
	run := func(b *testing.B, promises []Promise) {
		h := calm()
		j := NewJudge(&h, promises)
		s := newTrade(b)
		b.ReportAllocs()
		for n := 0; n < b.N; {
			for i := range s.next() {
				j.See(&s.records[i])
			}
			n += len(s.records)
		}
	}
	b.Run("none", func(b *testing.B) { run(b, nil) })
	b.Run("all", func(b *testing.B) { run(b, All()) })
	for _, p := range All() {
		b.Run(fmt.Sprintf("%s-%s", p.ID, p.Name), func(b *testing.B) { run(b, []Promise{p}) })
	}
}
