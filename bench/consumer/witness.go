package consumer

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live/broker"
)

// witness writes down what was sent, what passed on the wire and what was told,
// in the order in which it saw it. It may be used concurrently.
type witness struct {
	cfg     Config
	start   time.Time
	changed chan struct{} // has a token after each change

	mu         sync.Mutex
	gauge      *gauge // who watches in the place of the witness, when the trial is over
	records    []history.Record
	events     map[string]*life
	messages   []*message      // by sequence - 1
	told       map[string]bool // effect ids
	complaints []string        // effects that could not be understood
	giveUp     []string        // replies of deliveries that the kit has to end in the consumer's place
	moved      time.Duration   // when something last went on that was no repetition
	acted      time.Duration   // when the consumer last did anything
	connected  int             // connections at the moment
	greeted    bool            // there was one
	wired      bool            // it comes over the wire
	trap       *trap           // nil = none is set
	dying      bool            // a trap has sprung and the consumer is being killed
	sprung     chan springing  // what a trap caught
}

// life is what happened to one event.
type life struct {
	event     *event
	delivered []handed
	effects   []time.Duration // that it took effect
	acked     []time.Duration
	final     bool // it took effect, or was put away for good
	parked    bool
}

// handed is one delivery.
type handed struct {
	at      time.Duration
	attempt uint32
}

// message is one message of the stream.
type message struct {
	event    *event
	seq      uint64
	lose     bool // the next acknowledgement does not arrive
	attempts uint32
	answer   broker.Kind // the last; 0 = none
	ended    bool        // by the kit: what the consumer still says of it is too late
}

// complaintsMax bounds what is kept of effects that nobody understands.
const complaintsMax = 20

func newWitness(cfg Config) *witness {
	return &witness{cfg: cfg, start: time.Now(), changed: make(chan struct{}, 1), events: map[string]*life{},
		told: map[string]bool{}, sprung: make(chan springing, 1)}
}

func (w *witness) now() time.Duration { return time.Since(w.start) }

// note appends a record; the lock is held.
func (w *witness) note(r history.Record) {
	r.Seq, r.At = uint64(len(w.records)+1), int64(w.now())
	w.records = append(w.records, r)
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

// phase notes that a class of traffic begins.
func (w *witness) phase(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note(history.Record{Kind: history.KindPhase, Witness: history.N("kit"), Note: name})
}

// wrote notes what the owner wrote, before it is sent.
func (w *witness) wrote(events []*event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range events {
		r := w.about(history.KindAppend, e)
		r.Stream, r.Pos, r.Source, r.SourcePos = r.Source, r.SourcePos, history.Name{}, 0
		r.Witness, r.Fields = history.N(e.source), fieldNames(e.fields)
		w.note(r)
	}
}

// about begins a record of an event.
func (w *witness) about(kind history.Kind, e *event) history.Record {
	return history.Record{Kind: kind, Source: history.N(e.source), SourcePos: e.pos, Event: history.N(e.id),
		Type: history.N(e.typ), Entity: history.N(e.entity), Version: e.version, Cause: history.N(e.cause)}
}

func fieldNames(fields map[string]any) []string {
	var names []string
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// sending notes a message before it is published: its sequence is the next, as
// nobody else publishes.
func (w *witness) sending(a act) *message {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := &message{event: a.event, seq: uint64(len(w.messages) + 1), lose: a.lose}
	w.messages = append(w.messages, m)
	if w.events[a.event.id] == nil {
		w.events[a.event.id] = &life{event: a.event}
	}
	r := w.about(history.KindStore, a.event)
	r.Witness, r.Stream, r.Pos = history.N("server"), history.N(w.cfg.Stream), m.seq
	if a.event.poison > 0 {
		r.Reason = history.ReasonInvalid
	}
	w.note(r)
	w.moved = w.now()
	return m
}

// watch is the [broker.Watch] of the trial.
func (w *witness) watch(s broker.Seen) broker.Then {
	if g := w.successor(); g != nil {
		return g.watch(s)
	}
	if s.Kind == broker.Effect {
		return w.hear(s.Data)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	switch s.Kind {
	case broker.Connected:
		w.connected, w.greeted, w.wired = w.connected+1, true, true
		w.poke()
	case broker.Gone:
		w.connected--
		w.poke()
	default:
		if s.Seq >= 1 && s.Seq <= uint64(len(w.messages)) {
			return w.passed(w.messages[s.Seq-1], s)
		}
	}
	return broker.Pass
}

// handOver lets a gauge watch from now on.
func (w *witness) handOver(g *gauge) {
	w.mu.Lock()
	defer w.mu.Unlock()
	g.base = uint64(len(w.messages))
	w.gauge = g
}

func (w *witness) successor() *gauge {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.gauge
}

// poke says that something changed; the lock is held.
func (w *witness) poke() {
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

// passed notes a delivery or an answer to one; the lock is held.
func (w *witness) passed(m *message, s broker.Seen) broker.Then {
	l, now := w.events[m.event.id], w.now()
	if s.Kind == broker.Delivered {
		w.deliver(m, l, s, now)
		return broker.Pass
	}
	w.acted = now
	defer w.poke()
	if m.ended {
		return broker.Pass
	}
	switch s.Kind {
	case broker.Working:
		return broker.Pass
	case broker.Acked:
		return w.acknowledge(m, l, now)
	}
	m.answer = s.Kind
	if s.Kind == broker.Termed {
		w.moved = now
	}
	return broker.Pass
}

func (w *witness) deliver(m *message, l *life, s broker.Seen, now time.Duration) {
	if m.attempts == 0 {
		w.moved, w.acted = now, now
	}
	m.attempts++
	if m.answer == broker.Nacked {
		m.answer = 0
	}
	l.delivered = append(l.delivered, handed{now, s.Attempt})
	r := w.about(history.KindDeliver, m.event)
	r.Witness, r.Consumer, r.Stream, r.Pos, r.Attempt = history.N("wire"), history.N(w.cfg.Consumer), history.N(w.cfg.Stream), m.seq, s.Attempt
	w.note(r)
	if m.event.poison > 0 && m.attempts > uint32(w.cfg.MaxAttempts) {
		w.giveUp = append(w.giveUp, s.Reply)
		m.answer, m.ended = broker.Termed, true
	}
}

func (w *witness) acknowledge(m *message, l *life, now time.Duration) broker.Then {
	if m.lose {
		m.lose = false
		return broker.Drop
	}
	then := w.trap.acked(w, l, now)
	if then == broker.HoldBefore {
		return then
	}
	w.moved = now
	m.answer = broker.Acked
	l.acked = append(l.acked, now)
	return then
}

// hear takes effects in from bytes.
func (w *witness) hear(data []byte) broker.Then {
	effects, err := ParseEffects(data)
	if err != nil {
		w.complain(err)
		return broker.Pass
	}
	then := broker.Pass
	for _, e := range effects {
		next, err := w.tell(e)
		if err != nil {
			w.complain(err)
		}
		if next != broker.Pass {
			then = next
		}
	}
	return then
}

func (w *witness) complain(err error) {
	if errors.Is(err, errDying) {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.complaints) < complaintsMax {
		w.complaints = append(w.complaints, err.Error())
	}
}

// tell takes one effect in. The error says why it cannot be understood.
func (w *witness) tell(e Effect) (broker.Then, error) {
	if g := w.successor(); g != nil {
		return g.tell(e)
	}
	if err := e.check(); err != nil {
		return broker.Pass, fmt.Errorf("effect: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dying {
		return broker.Pass, errDying
	}
	l := w.events[e.EventID]
	if e.EventID == "" && e.StreamSeq <= uint64(len(w.messages)) {
		l = w.events[w.messages[e.StreamSeq-1].event.id]
	}
	if l == nil {
		return broker.Pass, fmt.Errorf("effect of event %q, sequence %d: nothing like that was sent", e.EventID, e.StreamSeq)
	}
	now := w.now()
	w.moved, w.acted = now, now
	before := len(l.effects)
	w.settle(l, e, now)
	if len(l.effects) == before {
		return broker.Pass, nil // no effect, or one that is told again
	}
	return w.trap.effect(w, l, now), nil
}

// errDying answers an effect that came over HTTP between the trap and the kill.
// What comes over the wire is held back there.
var errDying = errors.New("effect: too late, the consumer is being killed")

// dead says that the consumer was killed.
func (w *witness) dead() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dying = false
}

// settle notes what became of an event; the lock is held.
func (w *witness) settle(l *life, e Effect, now time.Duration) {
	r := w.about(history.KindReject, l.event)
	r.Witness, r.Consumer, r.Note = history.N("effects"), history.N(w.cfg.Consumer), e.Reason
	if e.Entity != "" {
		r.Entity = history.N(e.Entity)
	}
	if e.Version != 0 {
		r.Version = e.Version
	}
	again := e.EffectID != "" && w.told[e.EffectID]
	if e.EffectID != "" {
		w.told[e.EffectID] = true
	}
	switch {
	case again:
		r.Reason = history.ReasonDuplicate
	case e.Effect == Applied:
		r.Kind = history.KindApply
		l.effects, l.final, l.parked = append(l.effects, now), true, false
		if len(e.Data) > 0 {
			r.Purpose, r.Fields = history.N(history.PurposePassOn), kept(l.event.fields, e.Data)
		}
	case e.Effect == Parked:
		r.Reason, l.parked = history.ReasonParked, true
	case e.Effect == DeadLettered:
		r.Reason, r.Attempt, l.final = history.ReasonDeadLetter, e.Attempts, true
	case e.Effect == Duplicate:
		r.Reason = history.ReasonDuplicate
	case e.Effect == Stale:
		r.Reason, l.final = history.ReasonStale, true
	default:
		r.Reason, l.final = string(Rejected), true
	}
	w.note(r)
}

// kept returns the fields that came through with the value they had.
func kept(sent map[string]any, data json.RawMessage) []string {
	var got map[string]any
	if json.Unmarshal(data, &got) != nil {
		return nil
	}
	var names []string
	for _, name := range fieldNames(sent) {
		if reflect.DeepEqual(plain(sent[name]), got[name]) {
			names = append(names, name)
		}
	}
	return names
}

// plain returns a value as it comes back from JSON.
func plain(v any) any {
	b, err := json.Marshal(v)
	if err != nil {
		return v
	}
	var out any
	if json.Unmarshal(b, &out) != nil {
		return v
	}
	return out
}

// fell notes that the process died, and why; rose, that it lives again.
func (w *witness) fell(why, note string) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note(history.Record{Kind: history.KindDown, Witness: history.N(w.cfg.Consumer), Reason: why, Note: note})
	return w.now()
}

func (w *witness) rose() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note(history.Record{Kind: history.KindUp, Witness: history.N(w.cfg.Consumer)})
	w.moved, w.acted = w.now(), w.now()
	return w.now()
}
