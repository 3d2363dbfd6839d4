package run

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/history"
)

func TestMeasureOfOneOrder(t *testing.T) {
	p := newTape(false)
	p.order(1000*ms, 1)
	for path, want := range map[string]int64{
		"order_commit": 4, "command_commit": 4, "order_cycle": 500, "order_visible": 5,
		"local_propagation": 6, "hub_propagation": 38, "allocation_lag": 1,
	} {
		for _, name := range []string{path, path + "/tx"} {
			h := p.m.Histogram(name)
			if h == nil || h.TotalCount() != 1 || !h.ValuesAreEquivalent(h.Max(), want*1000) {
				t.Errorf("Histogram(%s) = %v, want one sample of %d ms", name, h, want)
			}
		}
		if h := p.m.Histogram(path + "/va"); h != nil {
			t.Errorf("Histogram(%s/va) = %v, want nil", path, h)
		}
	}
	if got := len(p.m.Latency()); got != 14 {
		t.Errorf("len(Latency()) = %d, want 7 paths, each in all and in one region", got)
	}
	if len(p.m.orders.open) != 0 || len(p.m.commands.open) != 0 {
		t.Errorf("open after shipment = %d orders, %d commands, want none", len(p.m.orders.open), len(p.m.commands.open))
	}
	if w := p.m.Writes(); w.Count != 1 || w.P50/ms != 4 {
		t.Errorf("Writes() = %+v, want one of 4 ms", w)
	}
}

func TestMeasureOfCommands(t *testing.T) {
	p := newTape(false)
	p.command(0, history.KindInvoke, "ok")
	p.command(10*ms, history.KindInvoke, "ok", attempt(2))
	p.command(30*ms, history.KindOK, "ok")
	p.command(31*ms, history.KindOK, "ok") // the late answer to the first attempt
	p.command(0, history.KindInvoke, "refused")
	p.command(1*ms, history.KindFail, "refused", reason("no such article"))
	p.command(0, history.KindInvoke, "shed")
	p.command(1*ms, history.KindFail, "shed", reason(history.ReasonShed))
	p.command(0, history.KindInvoke, "lost")
	p.command(100*ms, history.KindInfo, "lost")
	p.command(120*ms, history.KindOK, "lost") // nobody listens any more
	p.append(110*ms, "OrderCreated", "order/tx/9", op("lost"))
	p.append(150*ms, "ShipConfirmed", "order/tx/9", state("Shipped"))
	want := map[string]int64{"commands": 4, "commands_ok": 1, "commands_failed": 1, "commands_shed": 1, "commands_lost": 1, "retries": 1}
	for name, n := range want {
		if got := p.m.Counter(name); got != n {
			t.Errorf("Counter(%s) = %d, want %d", name, got, n)
		}
	}
	if q := p.m.Latency()["order_commit"]; q.Count != 1 || q.Max < 30_000 || q.Max > 30_100 {
		t.Errorf("order_commit = %+v, want one of 30 ms, counted from the first attempt", q)
	}
	if q := p.m.Latency()["order_cycle"]; q.Count != 1 || q.Max < 150_000 || q.Max > 150_200 {
		t.Errorf("order_cycle = %+v, want one of 150 ms, of the order that was given up", q)
	}
	row := p.m.Detail().Accounts[0]
	if row != (Account{Queue: "commands/tx", Accepted: 3, Applied: 1, Duplicates: 1, Shed: 1, InFlight: 1}) {
		t.Errorf("account = %+v, want 3 accepted, 1 applied, 1 shed, 1 in flight", row)
	}
	if p.m.Counter("no such") != 0 {
		t.Error("Counter(no such) is not 0")
	}
}

func TestMeasureAnswered(t *testing.T) {
	p := newTape(false)
	p.command(0, history.KindInvoke, "slow")
	p.command(2000*ms, history.KindInvoke, "ok")
	p.command(2010*ms, history.KindOK, "ok")
	p.command(2500*ms, history.KindInvoke, "fresh")
	if asked, answered := p.m.Answered(); asked != 2 || answered != 1 {
		t.Errorf("Answered() = %d, %d, want 2, 1: a command of this instant had no time", asked, answered)
	}
}

// TestMeasureOfDeliveries follows seven events to a planner: applied, given
// twice, parked and applied, dead, shed, overtaken, and one on its way.
func TestMeasureOfDeliveries(t *testing.T) {
	p := newTape(true)
	for range 7 {
		p.append(0, "InventoryAdjusted", "sku/tx/1")
	}
	for pos := uint64(1); pos <= 7; pos++ {
		p.consumed(ms, history.KindDeliver, "planner/tx", pos, attempt(1))
	}
	p.consumed(2*ms, history.KindApply, "planner/tx", 1)
	p.consumed(2*ms, history.KindApply, "planner/tx", 2)
	p.consumed(3*ms, history.KindDeliver, "planner/tx", 2, attempt(2))
	p.consumed(3*ms, history.KindReject, "planner/tx", 2, reason(history.ReasonDuplicate))
	p.consumed(3*ms, history.KindReject, "planner/tx", 3, reason(history.ReasonParked))
	p.consumed(4*ms, history.KindDeliver, "planner/tx", 3, attempt(2))
	p.consumed(4*ms, history.KindReject, "planner/tx", 3, reason(history.ReasonParked))
	p.consumed(5*ms, history.KindReject, "planner/tx", 4, reason(history.ReasonDeadLetter))
	p.consumed(5*ms, history.KindReject, "planner/tx", 5, reason(history.ReasonShed))
	p.consumed(5*ms, history.KindReject, "planner/tx", 6, reason(history.ReasonStale))
	p.consumed(5*ms, history.KindReject, "planner/tx", 1, reason(history.ReasonStale))
	before := p.m.Detail().Accounts
	if got, want := before[0], (Account{Queue: "planner/tx", Accepted: 7, Applied: 2, Duplicates: 2, Parked: 1, DeadLetter: 1, Shed: 2, InFlight: 1}); got != want {
		t.Errorf("account = %+v, want %+v", got, want)
	}
	p.consumed(6*ms, history.KindApply, "planner/tx", 3)
	if got, want := p.m.Detail().Accounts[0], (Account{Queue: "planner/tx", Accepted: 7, Applied: 3, Duplicates: 2, DeadLetter: 1, Shed: 2, InFlight: 1}); got != want {
		t.Errorf("account after the gap closed = %+v, want %+v", got, want)
	}
	for name, n := range map[string]int64{"deliveries": 9, "duplicates": 2, "redeliveries": 2, "duplicate_rate_ppm": 222_222,
		"applied": 3, "duplicates_ignored": 1, "parked": 1, "dead_letters": 1, "shed": 1, "stale": 2} {
		if got := p.m.Counter(name); got != n {
			t.Errorf("Counter(%s) = %d, want %d", name, got, n)
		}
	}
	p.consumed(7*ms, history.KindApply, "planner/tx", 7)
	p.consumed(7*ms, history.KindApply, "planner/tx", 7)
	if got := p.m.Detail().Accounts[0].InFlight; got != -1 {
		t.Errorf("in flight after an effect that happened twice = %d, want -1: the table does not hide it", got)
	}
}

func TestMeasureWithoutConsumers(t *testing.T) {
	m := NewMeasure(&history.Header{}, false)
	see := func(r history.Record) { m.See(&r) }
	for pos := uint64(1); pos <= 3; pos++ {
		see(history.Record{Kind: history.KindDeliver, Consumer: history.N("billing"), Source: history.N("shop"), SourcePos: pos})
		see(history.Record{Kind: history.KindDeliver, Consumer: history.N("billing"), Source: history.N("shop"), SourcePos: pos})
		see(history.Record{Kind: history.KindApply, Consumer: history.N("billing"), Source: history.N("shop"), SourcePos: pos})
	}
	see(history.Record{Kind: history.KindDeliver, Consumer: history.N("loose"), Attempt: 2})
	see(history.Record{Kind: history.KindCross, Body: []byte("12345")})
	see(history.Record{Kind: history.KindView, Consumer: history.N("billing"), At: 9 * ms, AsOf: 2 * ms})
	see(history.Record{Kind: history.KindView, Consumer: history.N("planner/tx"), Source: history.N("pod/tx"), At: 9 * ms})
	see(history.Record{Kind: history.KindView, Consumer: history.N("aggregator"), From: history.N("tx"), At: 9 * ms})
	want := []Account{{Queue: "billing", Accepted: 3, Applied: 3, Duplicates: 3}}
	if got := m.Detail().Accounts; !reflect.DeepEqual(got, want) {
		t.Errorf("accounts = %+v, want %+v", got, want)
	}
	if m.Counter("duplicates") != 4 || m.Counter("crossings") != 1 || m.Counter("crossed_bytes") != 5 {
		t.Errorf("Counters() = %v, want 4 duplicates, 1 crossing of 5 bytes", m.Counters())
	}
	for name, want := range map[string]float64{"freshness/billing": 7000, "freshness/planner/tx": 9000, "freshness/aggregator/tx": 9000} {
		if q := m.Latency()[name]; q.Count != 1 || q.Max < want || q.Max > want+10 {
			t.Errorf("%s = %+v, want one of %v us", name, q, want)
		}
	}
	if q := m.Latency()["freshness"]; q.Count != 3 {
		t.Errorf("freshness = %+v, want 3", q)
	}
}

func TestMeasureBacklog(t *testing.T) {
	p := newTape(true)
	store := func(at int64, pos uint64) {
		p.see(at, history.KindStore, func(r *history.Record) {
			r.Stream, r.Pos, r.Source, r.SourcePos = history.N("bus/tx"), pos, history.N("pod/tx"), pos
		})
	}
	for range 5 {
		p.append(0, "InventoryAdjusted", "sku/tx/1")
	}
	if got := p.m.Counter("backlog"); got != 0 {
		t.Errorf("Counter(backlog) before any bus was seen = %d, want 0", got)
	}
	p.pos["pod/tx"]++ // an entry that says nothing to anybody
	store(ms, 1)
	if got := p.m.Counter("backlog"); got != 5 {
		t.Errorf("Counter(backlog) = %d, want 5", got)
	}
	store(2000*ms, 5)
	store(3000*ms, 2) // the bus lost data and the relay was rewound
	p.append(4000*ms, "InventoryAdjusted", "sku/tx/1")
	store(4000*ms, 7)
	var got []int64
	for _, s := range p.m.Detail().Series {
		if s.Name == "backlog" {
			got = s.Values
		}
	}
	if want := []int64{4, 4, 4, 0, 1}; !reflect.DeepEqual(got, want) {
		t.Errorf("series of backlog = %v, want %v", got, want)
	}
	if got := p.m.Counter("stored_again"); got != 1 {
		t.Errorf("Counter(stored_again) = %d, want 1", got)
	}
}

func TestMeasureForgetsWhatIsTooOld(t *testing.T) {
	m := NewMeasure(sampleHeader(), false)
	r := history.Record{Kind: history.KindAppend, Region: history.N("tx"), Stream: history.N("pod/tx"),
		Type: history.N("InventoryReserved"), Entity: history.N("sku/tx/1")}
	const n = slotsMax + 100
	for r.Pos = 1; r.Pos <= n; r.Pos++ {
		m.See(&r)
	}
	if got := m.Counter("lags_forgotten"); got != 100 {
		t.Errorf("Counter(lags_forgotten) = %d, want 100", got)
	}
	for pos := uint64(1); pos <= n; pos++ {
		m.See(&history.Record{Kind: history.KindApply, Consumer: history.N("aggregator"), Source: history.N("pod/tx"), SourcePos: pos, At: 50 * ms})
	}
	if got := m.Latency()["hub_propagation/tx"].Count; got != slotsMax {
		t.Errorf("hub_propagation/tx = %d samples, want %d", got, slotsMax)
	}
}

func TestMeasureSealsAtTheEnd(t *testing.T) {
	p := newTape(true)
	p.order(0, 1)
	before := p.m.Latency()
	p.see(600*ms, history.KindEnd, func(*history.Record) {})
	p.order(700*ms, 2)
	if got := p.m.Latency(); !reflect.DeepEqual(got, before) {
		t.Errorf("Latency() after the end = %v, want %v", got, before)
	}
	if p.m.ledgers.items[0].slots != nil || p.m.commands.open != nil {
		t.Error("Seal() keeps what was under way, want it dropped")
	}
	p.m.Seal()
}

// TestMeasureMerge compares runs merged in two orders with one measure that saw
// both.
func TestMeasureMerge(t *testing.T) {
	a, b, both := newTape(false), newTape(false), newTape(false)
	for n := range 300 {
		at := int64(n) * int64(n) * ms
		if n%3 == 0 {
			b.order(at, n)
		} else {
			a.order(at, n)
		}
		both.order(at, n)
	}
	b.m.Seal()
	ab, ba := NewMeasure(&history.Header{}, false), NewMeasure(sampleHeader(), false)
	ab.Merge(a.m)
	ab.Merge(b.m)
	half := NewMeasure(sampleHeader(), false)
	half.Merge(a.m)
	ba.Merge(b.m)
	ba.Merge(half)
	if got, want := ab.Latency(), both.m.Latency(); !reflect.DeepEqual(got, want) {
		t.Errorf("merged Latency() = %v, want %v", got, want)
	}
	if !reflect.DeepEqual(ab.Latency(), ba.Latency()) || !reflect.DeepEqual(ab.Counters(), ba.Counters()) {
		t.Error("Merge(a), Merge(b) differs from Merge(b), Merge(a)")
	}
	if got, want := ab.Counters(), both.m.Counters(); !reflect.DeepEqual(got, want) {
		t.Errorf("merged Counters() = %v, want %v", got, want)
	}
	if ab.span() != ba.span() || ab.span() != a.m.span()+b.m.span() {
		t.Errorf("span() = %v, %v, want %v", ab.span(), ba.span(), a.m.span()+b.m.span())
	}
}

func TestThreshold(t *testing.T) {
	p := newTape(false)
	for n := range 100 {
		p.order(int64(n)*100*ms, n) // 10 a second, each answered after 4 ms
	}
	p.see(10_000*ms, history.KindPhase, func(*history.Record) {})
	for _, test := range []struct {
		path, stat, op string
		limit, value   int64
		ok             bool
	}{
		{"order_commit", "p(99)", "<", 5 * ms, 4 * ms, true},
		{"order_commit", "p(99.9)", "<", 4 * ms, 4 * ms, false},
		{"order_commit", "max", "<=", 3 * ms, 4 * ms, false},
		{"order_commit", "avg", ">=", 4 * ms, 4 * ms, true},
		{"order_commit", "count", ">", 99, 100, true},
		{"order_commit", "rate", ">=", 9_000, 9_615, true}, // the last shipment comes at 10.4 s
		{"order_commit/tx", "p(50)", "<", 5 * ms, 4 * ms, true},
		{"order_commit/va", "p(50)", "<", 5 * ms, 0, false},
		{"retries", "count", "<", 1, 0, true},
		{"commands", "count", ">=", 100, 100, true},
		{"order_commit", "p(99)", "?", 5 * ms, 4 * ms, false},
		{"order_commit", "p(x)", "<", 5 * ms, 0, false},
		{"nothing", "rate", ">", 0, 0, false},
	} {
		text := test.stat + test.op
		got := p.m.Threshold(scenarios.Threshold{Path: test.path, Stat: test.stat, Op: test.op, Value: test.limit, Text: text})
		near := got.Value >= test.value && got.Value <= test.value+test.value/500
		if got.OK != test.ok || !near || got.Path != test.path || got.Text != text {
			t.Errorf("Threshold(%s %s %d) = %+v, want value %d, ok %v", test.path, text, test.limit, got, test.value, test.ok)
		}
	}
}

func TestDetailDrawsTheRun(t *testing.T) {
	p := newTape(true)
	note := func(at int64, k history.Kind, fill func(*history.Record)) { p.see(at, k, fill) }
	note(0, history.KindPhase, func(r *history.Record) { r.Note = "baseline" })
	p.order(100*ms, 1)
	p.order(200*ms, 2)
	note(1000*ms, history.KindPhase, func(r *history.Record) { r.Note = "faults" })
	fault := func(why string) func(*history.Record) {
		return func(r *history.Record) { r.Event, r.Type, r.Reason = history.N("f1"), history.N("kill"), why }
	}
	note(1000*ms, history.KindFault, fault("requested"))
	note(1000*ms, history.KindFault, fault("injected"))
	note(1001*ms, history.KindDown, func(r *history.Record) { r.Witness, r.Reason = history.N("pod/tx"), "kill" })
	note(1500*ms, history.KindUp, func(r *history.Record) { r.Witness, r.Epoch = history.N("pod/tx"), 2 })
	note(1600*ms, history.KindClock, func(r *history.Record) { r.Qty = -250 * ms })
	note(1700*ms, history.KindClock, func(r *history.Record) {})
	note(1800*ms, history.KindFault, fault("reverted"))
	note(3500*ms, history.KindEnd, func(*history.Record) {})
	d := p.m.Detail()
	second := time.Second
	if want := []Span{{"baseline", 0, second}, {"faults", second, 3500 * time.Millisecond}}; !reflect.DeepEqual(d.Phases, want) {
		t.Errorf("Phases = %v, want %v", d.Phases, want)
	}
	want := []string{"phase baseline", "phase faults", "fault f1 (kill) injected", "crash pod/tx down: kill", "recovery pod/tx up, epoch 2",
		"clock clock of tx off by -250ms", "clock clock of tx right again", "fault f1 (kill) reverted"}
	var got []string
	for _, m := range d.Timeline {
		got = append(got, m.What+" "+m.Text)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("Timeline = %q, want %q", got, want)
	}
	for _, s := range d.Series {
		if len(s.Values) != 4 || s.Every != second {
			t.Errorf("series %s/%s = %v every %v, want 4 values, one a second", s.Name, s.Region, s.Values, s.Every)
		}
		if s.Name == "commands answered" && s.Values[0] != 2 {
			t.Errorf("series of commands answered = %v, want 2 in the first second", s.Values)
		}
	}
	if c := d.Curves["order_commit"]; len(c) == 0 || c[0].Micros < 3990 || c[len(c)-1].Percentile >= 100 {
		t.Errorf("curve of order_commit = %v, want points of 4 ms below the 100th percentile", c)
	}
	var out bytes.Buffer
	if err := p.m.WritePercentiles(&out); err != nil || !strings.Contains(out.String(), "#[Path    = hub_propagation/tx, unit = ms]\n") {
		t.Errorf("WritePercentiles() = %v, %q, want every path", err, out.String())
	}
}

func TestMomentsAreBounded(t *testing.T) {
	p := newTape(true)
	for range momentsMax + 5 {
		p.see(0, history.KindUp, func(r *history.Record) { r.Witness = history.N("pod/tx") })
	}
	got := p.m.Detail().Timeline
	if len(got) != momentsMax+1 || got[momentsMax].Text != "5 more moments" {
		t.Errorf("len(Timeline) = %d, last %q, want %d, 5 more moments", len(got), got[len(got)-1].Text, momentsMax+1)
	}
}
