package invariants

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// told returns the records that a text tells, one per line: a kind, then fields
// as key=value. Records are a millisecond apart unless at= says otherwise, and
// in region tx. The end record follows unless the last line is "cut".
func told(t testing.TB, text string) []history.Record {
	t.Helper()
	var out []history.Record
	at, whole := int64(0), true
	for _, line := range strings.Split(text, "\n") {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if words[0] == "cut" {
			whole = false
			break
		}
		at += int64(time.Millisecond)
		r := record(t, words, at)
		at = r.At
		r.Seq = uint64(len(out) + 1)
		out = append(out, r)
	}
	if whole {
		out = append(out, history.Record{Seq: uint64(len(out) + 1), At: at, Kind: history.KindEnd})
	}
	return out
}

func record(t testing.TB, words []string, at int64) history.Record {
	t.Helper()
	kind, ok := history.ParseKind(words[0])
	if !ok {
		t.Fatalf("no kind of record is called %q", words[0])
	}
	r := history.Record{At: at, Kind: kind, Region: history.N("tx")}
	for _, w := range words[1:] {
		key, value, _ := strings.Cut(w, "=")
		set, ok := setters[key]
		if !ok {
			t.Fatalf("no field of a record is called %q", key)
		}
		set(&r, value)
	}
	return r
}

var setters = map[string]func(*history.Record, string){
	"tier":     func(r *history.Record, v string) { r.Tier = history.N(v) },
	"at":       func(r *history.Record, v string) { r.At = duration(v) },
	"region":   func(r *history.Record, v string) { r.Region = history.N(v) },
	"witness":  func(r *history.Record, v string) { r.Witness = history.N(v) },
	"stream":   func(r *history.Record, v string) { r.Stream = history.N(v) },
	"pos":      func(r *history.Record, v string) { r.Pos = uint64(number(v)) },
	"source":   func(r *history.Record, v string) { r.Source = history.N(v) },
	"spos":     func(r *history.Record, v string) { r.SourcePos = uint64(number(v)) },
	"consumer": func(r *history.Record, v string) { r.Consumer = history.N(v) },
	"attempt":  func(r *history.Record, v string) { r.Attempt = uint32(number(v)) },
	"event":    func(r *history.Record, v string) { r.Event = history.N(v) },
	"type":     func(r *history.Record, v string) { r.Type = history.N(v) },
	"entity":   func(r *history.Record, v string) { r.Entity = history.N(v) },
	"v":        func(r *history.Record, v string) { r.Version = uint64(number(v)) },
	"epoch":    func(r *history.Record, v string) { r.Epoch = uint32(number(v)) },
	"line":     func(r *history.Record, v string) { r.Line = uint32(number(v)) },
	"state":    func(r *history.Record, v string) { r.State = history.N(v) },
	"cause":    func(r *history.Record, v string) { r.Cause = history.N(v) },
	"op":       func(r *history.Record, v string) { r.Op = history.N(v) },
	"sku":      func(r *history.Record, v string) { r.SKU = history.N(v) },
	"qty":      func(r *history.Record, v string) { r.Qty = number(v) },
	"delta":    func(r *history.Record, v string) { r.Delta = book(v) },
	"after":    func(r *history.Record, v string) { r.After = book(v) },
	"label":    func(r *history.Record, v string) { r.Label = history.N(v) },
	"from":     func(r *history.Record, v string) { r.From = history.N(v) },
	"to":       func(r *history.Record, v string) { r.To = history.N(v) },
	"purpose":  func(r *history.Record, v string) { r.Purpose = history.N(v) },
	"asof":     func(r *history.Record, v string) { r.AsOf = duration(v) },
	"fields":   func(r *history.Record, v string) { r.Fields = strings.Split(v, ",") },
	"body":     func(r *history.Record, v string) { r.Body = []byte(v) },
	"as_of": func(r *history.Record, v string) {
		d, err := time.ParseDuration(v)
		if err != nil {
			panic(err)
		}
		r.AsOf = int64(d)
	},
	"reason": func(r *history.Record, v string) { r.Reason = v },
	"note":   func(r *history.Record, v string) { r.Note = v },
}

func duration(v string) int64 {
	d, err := time.ParseDuration(v)
	if err != nil {
		panic(err)
	}
	return int64(d)
}

func number(v string) int64 {
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

// book reads "on hand,allocated,held"; what is left out is 0.
func book(v string) history.Book {
	var n [3]int64
	for i, s := range strings.Split(v, ",") {
		n[i] = number(s)
	}
	return history.Book{OnHand: n[0], Allocated: n[1], Held: n[2]}
}

// trial is one history and what a promise is to say of it.
type trial struct {
	name   string
	header history.Header
	text   string
	want   Verdict
	says   string // part of the breach or of the reason for unknown
}

// try judges each trial by one promise.
func try(t *testing.T, p Promise, trials []trial) {
	t.Helper()
	for _, c := range trials {
		t.Run(c.name, func(t *testing.T) {
			f := judged(t, p, &c.header, told(t, c.text))
			if f.Verdict != c.want || !strings.Contains(saying(f), c.says) {
				t.Errorf("%s over %q = %v (%s; evaluated %d), want %v (%s)", p.ID, c.name, f.Verdict, saying(f), f.Evaluated, c.want, c.says)
			}
			if f.Verdict == Held && f.Evaluated == 0 {
				t.Errorf("%s over %q is held, and nothing was evaluated", p.ID, c.name)
			}
		})
	}
}

func judged(t testing.TB, p Promise, h *history.Header, records []history.Record) Finding {
	t.Helper()
	j := NewJudge(h, []Promise{p})
	for i := range records {
		j.See(&records[i])
	}
	return j.Findings()[0]
}

func saying(f Finding) string {
	if f.First != nil {
		return f.First.Text
	}
	return f.Why
}

// house is the header of a small house of two regions with one planner each.
func house() history.Header {
	h := history.Header{
		Schema: history.Schema, System: "test", Regions: []string{"tx", "ca", "hub"}, Hub: "hub",
		Stock:    []history.Stock{{Region: "tx", SKU: "s-1", Qty: 10}, {Region: "ca", SKU: "s-1", Qty: 5}},
		Terminal: []string{"Delivered", "Cancelled"},
		Progress: []string{"Created", "Accepted", "Backordered", "Allocated", "Shipped", "Delivered", "Cancelled"},
		Canaries: []history.Canary{{Region: "tx", Field: "customer", Value: "Canary&Söhne/4711"}},
		Contracts: []history.Contract{{Type: "ExportBatch", To: "hub", Purpose: "visibility", Fields: []history.Field{
			{Name: "sku", How: "clear", Reader: "aggregator"}, {Name: "qty", How: "clear", Reader: "aggregator"},
			{Name: "customer", How: "drop"},
		}}},
		Consumers: []history.Consumer{
			{Name: "planner/tx", Region: "tx", Sources: []string{"pod/tx"}, Entities: []string{"order", "sku"}},
			{Name: "stock/hub", Region: "hub", Sources: []string{"pod/tx"}, Entities: []string{"sku"}, Types: []string{"InventoryReserved", "InventoryShipped"}},
		},
	}
	for _, row := range []string{
		" OrderCreated Created", "Created OrderValidated Accepted", "Accepted OrderAllocated Allocated", "Accepted OrderBackordered Backordered",
		"Backordered OrderAllocated Allocated", "Allocated ShipConfirmed Shipped", "Shipped Delivered Delivered",
		"Accepted OrderCancelled Cancelled", "Backordered OrderCancelled Cancelled", "Allocated OrderCancelled Cancelled",
	} {
		w := strings.Split(row, " ")
		h.States = append(h.States, history.Transition{Kind: "order", From: w[0], Type: w[1], To: w[2]})
	}
	return h
}

// with returns the house, changed.
func with(change func(*history.Header)) history.Header {
	h := house()
	change(&h)
	return h
}

// lines joins parts of a history.
func lines(parts ...string) string { return strings.Join(parts, "\n") }

// repeat tells a line n times, with the number in place of %d.
func repeat(n int, format string) string {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		fmt.Fprintln(&b, strings.ReplaceAll(format, "%d", strconv.Itoa(i)))
	}
	return b.String()
}
