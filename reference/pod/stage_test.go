package pod

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/policy"
	"github.com/seatrial/seatrial/scenarios/policies"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// Addresses of a stage.
const (
	client sim.Addr = iota + 1
	warehouse
	carrier
	aggregator
	authority
)

// site is a region of four articles with ten units each.
func site(defects string) *Site {
	set, err := defect.Parse(defects)
	if err != nil {
		panic(err)
	}
	return &Site{Region: "tx", Warehouse: warehouse, Carrier: carrier, Aggregator: aggregator, Catalog: event.NewCatalog("tx", 4),
		Stock: 10, QueueMax: 200, Horizon: time.Minute, Hub: "hub", Regions: []string{"tx", "hub"},
		PolicyKey: policy.AuthorityKey(1).Public().(ed25519.PublicKey), Skew: int64(time.Second), TokenKey: policy.NewKey(1, "tx"), Defects: set}
}

// bundle is the default one with fewer contracts, under a version.
func bundle(version uint64) policy.Bundle {
	p := policies.Default("hub")
	p.Version, p.Contracts = version, contracts()
	return p
}

// signedText returns a bundle as the authority offers it, issued at an instant.
func signedText(b policy.Bundle, issued int64) string {
	return encoded(policy.Sign(&b, issued, policy.AuthorityKey(1)))
}

func encoded(s policy.Signed) string { return base64.StdEncoding.EncodeToString(s.Encode()) }

func contracts() []history.Contract {
	var out []history.Contract
	for _, typ := range []string{event.InventoryReceived, event.InventoryReserved, event.InventoryShipped} {
		c := history.Contract{Type: typ, To: "hub", Purpose: event.DemandPlanning}
		for _, f := range []string{"type", "entity", "version", "sku", "qty", "on_hand", "allocated"} {
			c.Fields = append(c.Fields, history.Field{Name: f, How: policy.Clear})
		}
		out = append(out, c)
	}
	return out
}

// stage lets one machine step: it keeps its ledger, its timers and what it asked
// for, and plays the bus of the region.
type stage struct {
	start    func() sim.Machine
	machine  sim.Machine
	now      int64
	ledger   []*sim.Message
	snapshot []byte
	snapPos  uint64
	timers   map[uint64]int64
	out      sim.Effects

	last    []sim.Effect // of the last step
	calls   []sim.Effect // not answered
	offered []sim.Effect // publishes not answered
	bus     []*sim.Message
	busDown bool
	reached map[string]int
	after   func() // each step, if set
}

func newStage(start func() sim.Machine) *stage {
	s := &stage{start: start, timers: map[uint64]int64{}, reached: map[string]int{}, now: 1_000_000_000}
	s.boot()
	return s
}

// boot starts the machine from what is on its disk.
func (s *stage) boot() {
	s.machine = s.start()
	clear(s.timers)
	s.calls, s.offered = nil, nil
	s.step(sim.Input{Kind: sim.InRecover, Snapshot: s.snapshot, Tail: s.ledger[s.snapPos:], Pos: uint64(len(s.ledger))})
}

// step hands in one input and carries out what concerns the machine alone.
func (s *stage) step(in sim.Input) []sim.Effect {
	s.out.Reset()
	s.machine.Step(sim.Clock{Mono: s.now, Wall: s.now + 5}, &in, &s.out)
	s.last = append([]sim.Effect(nil), s.out.List()...)
	for _, e := range s.last {
		s.do(e)
	}
	if s.after != nil {
		s.after()
	}
	return s.last
}

func (s *stage) do(e sim.Effect) {
	switch e.Kind {
	case sim.EffAppend:
		if e.Pos != uint64(len(s.ledger))+1 {
			panic(fmt.Sprintf("append at %d, want %d", e.Pos, len(s.ledger)+1))
		}
		s.ledger = append(s.ledger, e.Msg)
	case sim.EffSnapshot:
		s.snapshot, s.snapPos = e.Bytes, e.Pos
	case sim.EffTimer:
		s.timers[e.ID] = s.now + e.After
	case sim.EffCancel:
		delete(s.timers, e.ID)
	case sim.EffCall:
		s.calls = append(s.calls, e)
	case sim.EffPublish:
		s.offered = append(s.offered, e)
	case sim.EffReach:
		s.reached[e.Name]++
	}
}

// serve answers what the last step asked of bus and disk, until nothing is open.
func (s *stage) serve() {
	todo := s.last
	for len(todo) > 0 || len(s.offered) > 0 {
		if len(todo) == 0 {
			e := s.offered[0]
			s.offered = s.offered[1:]
			todo = s.step(s.store(e))
			continue
		}
		e := todo[0]
		todo = todo[1:]
		switch e.Kind {
		case sim.EffInspect:
			todo = append(todo, s.step(s.info())...)
		case sim.EffRead:
			todo = append(todo, s.step(s.entries(e))...)
		}
	}
}

// store puts a publish on the bus, once per message id.
func (s *stage) store(e sim.Effect) sim.Input {
	if s.busDown {
		return sim.Input{Kind: sim.InRefused, ID: e.ID}
	}
	for i, m := range s.bus {
		if m.Head.ID == e.Msg.Head.ID && e.Name == "" { // what has another name is stored again
			return sim.Input{Kind: sim.InStored, ID: e.ID, Pos: uint64(i + 1)}
		}
	}
	s.bus = append(s.bus, e.Msg)
	return sim.Input{Kind: sim.InStored, ID: e.ID, Pos: uint64(len(s.bus))}
}

func (s *stage) info() sim.Input {
	in := sim.Input{Kind: sim.InInfo, OK: !s.busDown}
	if n := len(s.bus); n > 0 && in.OK {
		in.Pos, in.Msg = uint64(n), s.bus[n-1]
	}
	return in
}

func (s *stage) entries(e sim.Effect) sim.Input {
	from := min(int(e.Pos)-1, len(s.ledger))
	to := min(from+int(e.Count), len(s.ledger))
	return sim.Input{Kind: sim.InEntries, Pos: e.Pos, Tail: s.ledger[from:to], OK: true}
}

// advance lets time pass and fires every timer on its way, earliest first.
func (s *stage) advance(d time.Duration) {
	until := s.now + int64(d)
	for {
		var id uint64
		at := until + 1
		for _, t := range s.timerIDs() {
			if s.timers[t] < at {
				id, at = t, s.timers[t]
			}
		}
		if at > until {
			break
		}
		delete(s.timers, id)
		s.now = max(s.now, at)
		s.step(sim.Input{Kind: sim.InTimer, ID: id})
		s.serve()
	}
	s.now = until
}

func (s *stage) timerIDs() []uint64 {
	var ids []uint64
	for id := range s.timers {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// call lets somebody call the machine and returns what it answered.
func (s *stage) call(from sim.Addr, typ string, b *event.Body) *event.Body {
	m := &sim.Message{Head: sim.Head{ID: b.Key, Type: typ, Entity: b.Order, Corr: b.Key}, Body: event.AppendBody(nil, b)}
	s.step(sim.Input{Kind: sim.InCall, From: from, ID: 1, Msg: m})
	var answer *event.Body
	for _, e := range s.last {
		if e.Kind == sim.EffReply {
			answer = decode(e.Msg)
		}
	}
	s.serve()
	return answer
}

// place asks for an order of lines such as "s-0001:2".
func (s *stage) place(n int, lines ...string) *event.Body {
	b := &event.Body{Key: fmt.Sprintf("client/tx/%d", n), Order: event.OrderName("tx", uint64(n)), Purchase: &event.Purchase{Customer: "ACME", Price: 5}}
	for _, l := range lines {
		var qty int64
		article, text, _ := strings.Cut(l, ":")
		fmt.Sscan(text, &qty)
		b.Purchase.Lines = append(b.Purchase.Lines, event.Line{SKU: article, Qty: qty})
	}
	return s.call(client, event.PlaceOrder, b)
}

// answer answers the oldest open call.
func (s *stage) answer(status, reason string) {
	c := s.calls[0]
	s.calls = s.calls[1:]
	b := &event.Body{Status: status, Reason: reason}
	s.step(sim.Input{Kind: sim.InReply, From: c.To, ID: c.ID, Msg: &sim.Message{Head: sim.Head{Type: c.Msg.Head.Type}, Body: event.AppendBody(nil, b)}})
	s.serve()
}

// crash ends the machine and starts it again from snapshot and tail.
func (s *stage) crash() {
	s.boot()
	s.serve()
}

func decode(m *sim.Message) *event.Body {
	b := new(event.Body)
	if err := event.DecodeBody(m.Body, b); err != nil {
		panic(err)
	}
	return b
}

// newPod puts a pod on a stage, with its bus looked at.
func newPod(defects string) *stage {
	s := site(defects)
	st := newStage(func() sim.Machine { return New(s) })
	st.serve()
	return st
}
