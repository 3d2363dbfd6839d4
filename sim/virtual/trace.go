package virtual

import (
	"math/bits"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// CheckEvery is the number of steps between two checkpoints of the trace hash.
const CheckEvery = 1 << 14

// trace folds every input and effect into one hash, in order. Observers never
// touch it.
type trace struct {
	hash   uint64
	steps  uint64
	checks []uint64
}

func (t *trace) word(v uint64) {
	hi, lo := bits.Mul64(t.hash^v^0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93)
	t.hash = hi ^ lo
}

// words folds three words and a message. They are mixed beside the chain of the
// hash, so that a processor waits for one multiplication and not for four.
func (t *trace) words(a, b, c uint64, m *sim.Message) {
	hi, lo := bits.Mul64(a^0xA0761D6478BD642F, b^0xE7037ED1A0B428DB)
	if m != nil {
		c ^= bits.RotateLeft64(m.Digest(), 17)
	}
	top, low := bits.Mul64(c^0x8EBC6AF09C88C6E3, b^0x589965CC75374CC3)
	t.word(hi ^ bits.RotateLeft64(lo, 32) ^ top ^ low)
}

func (t *trace) input(now int64, to sim.Addr, in *sim.Input) {
	what := uint64(to)<<48 | uint64(in.From)<<32 | uint64(in.Bus)<<16 | bit(in.OK)<<8 | uint64(in.Kind)
	which := in.ID ^ bits.RotateLeft64(in.Token, 21) ^ bits.RotateLeft64(in.Pos, 42) ^ uint64(in.Attempt)<<56
	t.words(uint64(now), what, which, in.Msg)
	if len(in.Tail) > 0 {
		t.word(uint64(len(in.Tail)))
	}
	for _, m := range in.Tail {
		t.word(m.Digest())
	}
	if in.Snapshot != nil {
		t.word(sim.DigestBytes(in.Snapshot))
	}
	t.steps++
	if t.steps%CheckEvery == 0 {
		t.checks = append(t.checks, t.hash)
	}
}

func (t *trace) effect(e *sim.Effect) {
	what := uint64(e.Kind)<<56 | uint64(e.To)<<32 | uint64(e.Bus)<<16 ^ uint64(e.Count)
	t.words(e.ID, what, bits.RotateLeft64(e.Pos, 21)^bits.RotateLeft64(uint64(e.After), 42), e.Msg)
	if e.Bytes != nil {
		t.word(sim.DigestBytes(e.Bytes))
	}
	if e.Name != "" {
		t.word(history.Hash(e.Name))
	}
}

// record folds what an outside party wrote into its own ledger.
func (t *trace) record(r *history.Record) {
	t.word(uint64(r.Kind)<<56 | uint64(r.Line)<<32 | uint64(r.Epoch)<<16 ^ uint64(r.Attempt))
	t.word(r.Pos ^ bits.RotateLeft64(r.SourcePos, 32))
	t.word(r.Version ^ bits.RotateLeft64(uint64(r.Wall), 32))
	t.word(uint64(r.Qty))
	t.word(uint64(r.AsOf))
	for _, n := range [...]*history.Name{&r.Stream, &r.Source, &r.Consumer, &r.Event, &r.Type, &r.Entity, &r.State,
		&r.Cause, &r.Op, &r.SKU, &r.Tier, &r.Label, &r.From, &r.To, &r.Purpose} {
		t.word(n.Key)
	}
	for _, b := range [...]*history.Book{&r.Delta, &r.After} {
		t.word(uint64(b.OnHand))
		t.word(uint64(b.Allocated) ^ bits.RotateLeft64(uint64(b.Held), 32))
	}
	for _, f := range r.Fields {
		t.word(history.Hash(f))
	}
	t.word(sim.DigestBytes(r.Body))
	t.word(history.Hash(r.Reason) ^ bits.RotateLeft64(history.Hash(r.Note), 32))
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}
