package live

import (
	"slices"
	"sync"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// TestEnvelope packs and unpacks messages, and takes nothing that is none.
func TestEnvelope(t *testing.T) {
	m := &sim.Message{Head: sim.Head{ID: "a b%", Type: "Noted", Source: "tx/toy/1", Entity: "order/ü", Version: 7, Epoch: 2, Region: "tx",
		Tier: sim.Regulated, Corr: "k", Cause: "c", Time: 5, Ledger: "pod/tx", Pos: 9, Purpose: "settle"}, Body: []byte("{}")}
	msg := Pack(m, "private.tx.bus.order")
	msg.Header.Set("Nats-Msg-Id", "x")
	got, err := unpack(msg)
	if err != nil || got.Head != m.Head || string(got.Body) != "{}" {
		t.Fatalf("unpack(pack(m)) = %+v, %v, want %+v", got, err, m)
	}
	msg.Header["ce-position"] = []string{"many"}
	if _, err := unpack(msg); err == nil {
		t.Fatalf("unpack with a position that is no number = nil, want an error")
	}
	for text, want := range map[string]sim.Addr{"": sim.Nowhere, "x": sim.Nowhere, "3": sim.Nowhere, "-1": sim.Nowhere, "2": 2, "99999": sim.Nowhere} {
		msg.Header.Set(headerFrom, text)
		if got := caller(msg.Header, 3); got != want {
			t.Errorf("caller(%q) of 3 machines = %d, want %d", text, got, want)
		}
	}
}

// TestLane serves one delivery after the other, each in its time, and all at once
// when nothing is slow any more.
func TestLane(t *testing.T) {
	var l lane
	at := func(pos uint64) arrival { return arrival{in: sim.Input{Pos: pos}} }
	l.put(at(1), 10, 100)
	l.put(at(2), 10, 101)
	l.put(at(3), 5, 102)
	for _, c := range []struct {
		now  int64
		slow bool
		want uint64 // 0 = none
	}{{109, true, 0}, {110, true, 1}, {119, true, 0}, {130, true, 2}, {130, true, 3}, {130, true, 0}} {
		a, ok := l.due(c.now, c.slow)
		if ok != (c.want > 0) || a.in.Pos != c.want {
			t.Fatalf("due(%d) = %d, %v, want %d", c.now, a.in.Pos, ok, c.want)
		}
	}
	l.put(at(4), 1000, 200)
	l.put(at(5), 1000, 200)
	for want := uint64(4); want <= 5; want++ {
		if a, ok := l.due(200, false); !ok || a.in.Pos != want || !a.lagged {
			t.Fatalf("due of a consumer that is not slow = %d, %v, want %d", a.in.Pos, ok, want)
		}
	}
}

// TestPending gives up what nobody answers in time, oldest first, and knows an
// answer that comes later for what it is.
func TestPending(t *testing.T) {
	p := newPending()
	first := p.ask(ticket{at: 10, id: 1})
	second := p.ask(ticket{at: 20, id: 2, look: true})
	third := p.ask(ticket{at: 30, id: 3})
	if at, ok := p.next(); !ok || at != 10+patience {
		t.Fatalf("next() = %d, %v, want %d", at, ok, 10+patience)
	}
	if got, ok := p.settle(third, 0); !ok || got.id != 3 {
		t.Fatalf("settle(third) = %v, %v, want it open", got, ok)
	}
	for _, want := range []sim.InputKind{sim.InRefused, sim.InInfo} {
		if in, ok := p.overdue(25 + patience); !ok || in.Kind != want || in.OK {
			t.Fatalf("overdue = %v, %v, want %v", in.Kind, ok, want)
		}
	}
	if in, ok := p.overdue(patienceMax); ok {
		t.Fatalf("overdue = %v, want nothing: the third was answered", in)
	}
	for _, n := range []uint64{first, second, third} {
		if _, ok := p.settle(n, 0); ok {
			t.Errorf("settle(%d) again = open, want it closed", n)
		}
	}
}

// TestPendingOfABusyBus waits for a bus that answers others, not for a silent one,
// and for no answer for ever.
func TestPendingOfABusyBus(t *testing.T) {
	const ms = 1_000_000
	p := newPending()
	if _, ok := p.next(); ok {
		t.Error("next of nothing = true, want false")
	}
	first := p.ask(ticket{at: 0, id: 7})
	second := p.ask(ticket{at: 10 * ms, id: 8})
	wants := func(at int64) {
		t.Helper()
		if got, ok := p.next(); !ok || got != at {
			t.Errorf("next() = %d ms, %t, want %d ms, true", got/ms, ok, at/ms)
		}
	}
	wants(250 * ms)
	if _, ok := p.settle(second, 200*ms); !ok {
		t.Error("settle of an open question = false, want true")
	}
	wants(450 * ms)
	if _, ok := p.settle(second, 900*ms); ok {
		t.Error("settle of a closed question = true, want false")
	}
	wants(1000 * ms)
	if _, ok := p.overdue(999 * ms); ok {
		t.Error("overdue before its time = true, want false")
	}
	in, ok := p.overdue(1000 * ms)
	if !ok || in.Kind != sim.InRefused || in.ID != 7 {
		t.Errorf("overdue = %v %d, %t, want the first question refused", in.Kind, in.ID, ok)
	}
	if _, ok := p.settle(first, 1001*ms); ok {
		t.Error("settle of what was given up = true, want false")
	}
}

// TestRoutes forgets the oldest call when there are too many that nobody
// answers, and gives each route out once.
func TestRoutes(t *testing.T) {
	var r routes
	first := r.add(route{subject: "first"})
	second := r.add(route{subject: "second"})
	for range routesMax - 1 {
		r.add(route{})
	}
	if _, ok := r.take(first); ok {
		t.Errorf("take of the oldest of %d = open, want it forgotten", routesMax+1)
	}
	if got, ok := r.take(second); !ok || got.subject != "second" {
		t.Errorf("take(second) = %v, %v, want it", got, ok)
	}
	if _, ok := r.take(second); ok {
		t.Errorf("take(second) again = open, want it gone")
	}
}

// TestInbox has many bring things at once: nothing is lost, and what one of them
// brings stays in order.
func TestInbox(t *testing.T) {
	const writers, each = 4, 500
	b := newInbox()
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := range each {
				b.put(arrival{life: uint32(w), pos: uint64(i)})
			}
		})
	}
	next := make([]uint64, writers)
	for n := 0; n < writers*each; {
		<-b.ready
		for _, a := range b.take() {
			if a.pos != next[a.life] {
				t.Fatalf("arrival %d of writer %d, want %d", a.pos, a.life, next[a.life])
			}
			next[a.life]++
			n++
		}
	}
	all.Wait()
}

// onlyType is a decoder that knows the type of a message and nothing else, and
// takes a type "Batch" for two events.
type onlyType struct{}

func (onlyType) Entry(*sim.Spec, uint64, *sim.Message, int, *history.Record) bool { return false }

func (onlyType) Crossing(m *sim.Message, i int, r *history.Record) bool {
	r.Type = history.N(m.Head.Type)
	return i == 0 || m.Head.Type == "Batch" && i < 3
}

// TestTap shows all bytes of what crosses once, whatever it is.
func TestTap(t *testing.T) {
	var seen []history.Record
	tap := NewTap(NewLog(func(r *history.Record) { seen = append(seen, *r) }), onlyType{}, "tx", "hub")
	head := func(typ string) []byte { return []byte("ce-id: 1\r\nce-type: " + typ + "\r\n\r\n") }
	tap.Message("export.tx.hub.call.x", head("Noted"), []byte("secret"))
	tap.Message("export.tx.hub.call.x", head("Batch"), nil)
	tap.Message("$JS.API", nil, []byte("secret"))
	tap.Message("broken", []byte("ce-epoch: many\r\n\r\n"), []byte("secret"))
	tap.Words([]byte("INFO {}"))
	var types, bodies []string
	for _, r := range seen {
		types, bodies = append(types, r.Type.Text), append(bodies, string(r.Body))
		if r.Kind != history.KindCross || r.Witness.Text != "tap tx>hub" || r.From.Text != "tx" || r.To.Text != "hub" || r.Region.Text != "tx" {
			t.Errorf("record = %v, want a crossing from tx to hub", r)
		}
	}
	if want := []string{"Noted", "Batch", "Batch", "Batch", "protocol", "protocol", "protocol"}; !slices.Equal(types, want) {
		t.Fatalf("types = %v, want %v", types, want)
	}
	want := []string{"export.tx.hub.call.x\r\nce-id: 1\r\nce-type: Noted\r\n\r\nsecret", "export.tx.hub.call.x\r\nce-id: 1\r\nce-type: Batch\r\n\r\n", "", "",
		"$JS.API\r\nsecret", "broken\r\nce-epoch: many\r\n\r\nsecret", "INFO {}"}
	if !slices.Equal(bodies, want) {
		t.Fatalf("bodies = %q, want %q", bodies, want)
	}
}

// TestHolders counts an effect for every fault that holds a lever.
func TestHolders(t *testing.T) {
	var h Holders
	touches := NewTouches()
	if h.touch(touches) || h.Held() {
		t.Errorf("a lever that nobody holds is held")
	}
	h.Set("a", 2, true)
	h.Set("b", 3, true)
	h.Set("a", 5, true) // pulls harder
	if !h.touch(touches) || h.Sum() != 8 {
		t.Errorf("Sum() = %d, want 8", h.Sum())
	}
	was, is := h.Set("nobody", 0, false)
	if !was || !is || touches.Of("a") != 1 || touches.Of("b") != 1 || touches.Of("nobody") != 0 {
		t.Errorf("held before and after %v %v, touches of a, b, nobody %d %d %d, want true true 1 1 0",
			was, is, touches.Of("a"), touches.Of("b"), touches.Of("nobody"))
	}
}

// TestStoredAt reads what a bus says to a publish: where it stored the message, or
// that it did not.
func TestStoredAt(t *testing.T) {
	for answer, want := range map[string]uint64{
		`{"stream":"BUS","domain":"tx","seq":17}`:                                      17,
		`{"stream":"BUS","seq":9,"duplicate":true}`:                                    9,
		`{"stream":"BUS", "seq": 5}`:                                                   5,
		`{"seq":3,"stream":"BUS"}`:                                                     3,
		`{"error":{"code":503,"err_code":10077},"stream":"BUS","domain":"tx","seq":4}`: 0,
		`{"stream":"BUS","seq":4,"error":{"code":503}}`:                                0,
		`{"stream":"BUS","seq":0}`:                                                     0,
		`{"stream":"BUS","seq":7`:                                                      0,
		`{"stream":"BUS","seq":99999999999999999999}`:                                  0,
		``: 0,
	} {
		if got := storedAt(&nats.Msg{Data: []byte(answer)}); got != want {
			t.Errorf("storedAt(%s) = %d, want %d", answer, got, want)
		}
	}
	down := &nats.Msg{Header: nats.Header{"Status": []string{"503"}}}
	if got := storedAt(down); got != 0 {
		t.Errorf("storedAt(no responders) = %d, want 0", got)
	}
}

// TestRecent reads back what was written last, and nothing that is not there.
func TestRecent(t *testing.T) {
	var r recent
	if got := r.read(1, 5); got != nil {
		t.Fatalf("read(1) of nothing = %d entries, want nil", len(got))
	}
	entries := make([]*sim.Message, 3*recentMax)
	for i := range entries {
		entries[i] = &sim.Message{Head: sim.Head{Pos: uint64(i + 1)}}
	}
	for i := 0; i < len(entries); i += 4 {
		r.add(uint64(i+1), entries[i:i+4])
	}
	last := uint64(len(entries))
	if got := r.read(1, 1); got != nil {
		t.Errorf("read(1) after %d entries = %v, want nil: it is long forgotten", last, got)
	}
	if got := r.read(last+1, 1); got != nil {
		t.Errorf("read(%d) = %v, want nil: it is not written", last+1, got)
	}
	for _, c := range []struct {
		pos  uint64
		n    int
		want int
	}{{last, 5, 1}, {last - 3, 2, 2}, {last - recentMax + 1, recentMax, recentMax}} {
		got := r.read(c.pos, c.n)
		if len(got) != c.want || got[0].Head.Pos != c.pos || got[len(got)-1].Head.Pos != c.pos+uint64(c.want)-1 {
			t.Errorf("read(%d, %d) = %d entries, want %d from there on", c.pos, c.n, len(got), c.want)
		}
	}
	r.add(last+10, entries[:2]) // after a gap nothing before it can be read in one piece
	if got := r.read(last, 1); got != nil {
		t.Errorf("read(%d) behind a gap = %v, want nil", last, got)
	}
}
