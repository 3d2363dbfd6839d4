package virtual

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"pgregory.net/rapid"
)

// scribe is a ledger machine on a stage: at each instant of the script it writes
// one batch. Recoveries are kept.
type scribe struct {
	log
	recovered []recovery
}

type recovery struct {
	pos      uint64
	tail     []string
	snapshot string
}

// write puts a scribe on the stage that writes batches[i] entries at i+1 ms.
func (s *scribe) write(st *stage, batches ...int) {
	st.add(sim.Spec{Name: "scribe", Region: "tx", Edge: true, Ledger: true}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		s.hear(clock, in)
		switch in.Kind {
		case sim.InRecover:
			s.recover(in)
			if len(s.recovered) > 1 {
				return
			}
			for i := range batches {
				out.Timer(uint64(i), int64(i+1)*int64(ms))
			}
		case sim.InTimer:
			first := 1
			for _, n := range batches[:in.ID] {
				first += n
			}
			for i := range batches[in.ID] {
				out.Append(uint64(first+i), message(fmt.Sprintf("e%d", first+i)))
			}
		}
	})
}

func (s *scribe) recover(in *sim.Input) {
	r := recovery{pos: in.Pos, snapshot: string(in.Snapshot)}
	for _, m := range in.Tail {
		r.tail = append(r.tail, m.Head.ID)
	}
	s.recovered = append(s.recovered, r)
}

func (s *scribe) last() recovery { return s.recovered[len(s.recovered)-1] }

// entriesTo returns e1 .. en.
func entriesTo(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("e%d", i+1))
	}
	return out
}

func TestKillKeepsWhatWasWritten(t *testing.T) {
	var s scribe
	var st stage
	s.write(&st, 2, 1, 3)
	w := launch(t, &st, still(50*ms)) // nothing is synced when it dies
	sail(t, w, 4*ms)
	w.Stop("kill", "scribe", faults.StopKill, true)
	sail(t, w, 10*ms)
	w.Stop("kill", "scribe", faults.StopKill, false)
	sail(t, w, 11*ms)
	if got := s.last(); got.pos != 6 || !slices.Equal(got.tail, entriesTo(6)) {
		t.Fatalf("recovered after a kill = %+v, want all 6 entries", got)
	}
}

// TestPowerLossKeepsAPrefix loses power with one batch synced and three that are
// not: what comes back is the first batch and whole batches after it, never a
// hole and never a part of one. Over the seeds every length occurs.
func TestPowerLossKeepsAPrefix(t *testing.T) {
	seen := map[uint64]int{}
	for seed := range uint64(60) {
		var s scribe
		var st stage
		s.write(&st, 2, 1, 3, 2) // at 1, 2, 3, 4 ms; the first fsync ends before 3.6 ms, the second after 4.1 ms
		w := launch(t, &st, still(2*ms), func(c *Config) { c.Seed = seed })
		sail(t, w, 4050*us)
		w.Power("dark", "tx", true)
		sail(t, w, 20*ms)
		w.Power("dark", "tx", false)
		sail(t, w, 21*ms)
		got := s.last()
		if !slices.Equal(got.tail, entriesTo(int(got.pos))) {
			t.Fatalf("seed %d: recovered = %+v, want a prefix", seed, got)
		}
		seen[got.pos]++
	}
	for _, end := range []uint64{2, 3, 6, 8} {
		if seen[end] == 0 {
			t.Errorf("recovered positions over 60 seeds = %v, want %d among them", seen, end)
		}
		delete(seen, end)
	}
	if len(seen) > 0 {
		t.Errorf("recovered positions %v, want ends of batches only", seen)
	}
}

// TestPowerLossAfterKill loses power when the machine is dead already: what it
// had written may still go, and then the fault has done something.
func TestPowerLossAfterKill(t *testing.T) {
	lost := 0
	for seed := range uint64(20) {
		var s scribe
		var st stage
		s.write(&st, 2, 2)
		w := launch(t, &st, still(50*ms), func(c *Config) { c.Seed = seed })
		sail(t, w, 3*ms)
		w.Stop("kill", "scribe", faults.StopKill, true)
		w.Power("dark", "tx", true)
		w.Power("dark", "tx", false)
		w.Stop("kill", "scribe", faults.StopKill, false)
		sail(t, w, 10*ms)
		gone := s.last().pos < 4
		if effects := w.Effects("dark"); gone != (effects == 1) {
			t.Fatalf("seed %d: Effects(dark) = %d, recovered to %d of 4, want one effect if something was lost", seed, effects, s.last().pos)
		}
		if gone {
			lost++
		}
	}
	if lost == 0 || lost == 20 {
		t.Fatalf("lost something in %d of 20 seeds, want some", lost)
	}
}

// TestOutputCommit runs the toy system through kills and pauses and checks in
// the records that nothing was said about an entry before it was durable: not
// to the client, not to the bus, not to the hub.
func TestOutputCommit(t *testing.T) {
	durable := map[string]bool{}
	said := 0
	top := still(3 * ms)
	w := launch(t, newTrade(top, int64(700*us)), top, func(c *Config) {
		c.Sink = func(r *history.Record) {
			id := r.Event.Text
			switch r.Kind {
			case history.KindAppend:
				durable[id] = true
				return
			case history.KindCross:
				if !strings.HasPrefix(r.Witness.Text, "tap tx>") {
					return // the hub answers
				}
				_, id, _ = strings.Cut(string(r.Body), "ce-id: ")
				id, _, _ = strings.Cut(id, "\r")
			case history.KindStore:
			default:
				return
			}
			said++
			if !durable[id] {
				t.Fatalf("%s said %q at %v before it was durable", r.Witness.Text, id, time.Duration(r.At))
			}
		}
	})
	for i := range 10 {
		sail(t, w, time.Duration(20*i+10)*ms)
		w.Stop("kill", "writer/tx", faults.StopKill, true)
		w.Stop("pause", "writer/va", faults.StopPause, true)
		sail(t, w, time.Duration(20*i+15)*ms)
		w.Stop("kill", "writer/tx", faults.StopKill, false)
		w.Stop("pause", "writer/va", faults.StopPause, false)
	}
	sail(t, w, 400*ms)
	if said < 500 {
		t.Fatalf("only %d things were said, want at least 500", said)
	}
}

// TestAnswersWait shows that a step which writes nothing waits as well while an
// earlier one is not durable, and that timers do not.
func TestAnswersWait(t *testing.T) {
	var st stage
	var answers, timers log
	scribe := st.add(sim.Spec{Name: "scribe", Region: "tx", Edge: true, Ledger: true}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		switch in.Kind {
		case sim.InCall:
			if in.Msg.Head.ID == "write" {
				out.Append(1, in.Msg)
				out.Timer(9, 0)
			} else {
				out.Reply(in.From, in.ID, in.Msg) // a query
			}
		case sim.InTimer:
			timers.hear(clock, in)
		}
	})
	st.add(sim.Spec{Name: "client", Region: "tx", Edge: true, Outside: true}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		switch in.Kind {
		case sim.InStart:
			out.Call(scribe, 1, message("write"))
			out.Timer(1, int64(ms))
			out.Timer(2, int64(30*ms))
		case sim.InTimer:
			out.Call(scribe, in.ID+1, message("query"))
		case sim.InReply:
			answers.hear(clock, in)
		}
	})
	w := launch(t, &st, still(8*ms))
	sail(t, w, 100*ms)
	if len(timers) != 1 || timers[0].At != 100*us {
		t.Fatalf("timers = %v, want one at 100µs", timers)
	}
	if len(answers) != 2 || answers[0].At < 8*ms || answers[0].At > 11*ms || answers[1].At != 30*ms+200*us {
		t.Fatalf("answers = %v, want the first after the fsync (8 to 10 ms), the second at once (30.2 ms)", answers)
	}
}

// TestRefusedAppend has a machine write at a position that is taken. The whole
// step is undone, the machine starts anew from its ledger.
func TestRefusedAppend(t *testing.T) {
	var st stage
	var s scribe
	var stored []history.Record
	st.buses = []sim.BusSpec{{Name: "bus/tx", Region: "tx"}}
	st.add(sim.Spec{Name: "scribe", Region: "tx", Edge: true, Ledger: true}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		s.hear(clock, in)
		switch in.Kind {
		case sim.InRecover:
			s.recover(in)
			out.Timer(uint64(len(s.recovered)), int64(5*ms))
		case sim.InTimer:
			if in.ID == 1 {
				out.Append(1, message("e1"))
				out.Timer(2, int64(ms))
				return
			}
			out.Append(2, message("e2"))
			out.Append(2, message("again")) // a position twice
			out.Publish(0, 1, message("lie"))
			out.Timer(77, 1)
		}
	})
	w := launch(t, &st, still(0), recorded(history.KindStore, &stored))
	sail(t, w, 6500*us)
	if got := w.Reached()["append-refused"]; got != 1 {
		t.Fatalf("reached append-refused = %d, want 1", got)
	}
	if got := s.last(); len(s.recovered) != 2 || got.pos != 1 || !slices.Equal(got.tail, entriesTo(1)) {
		t.Fatalf("recoveries = %+v, want a second one with e1 alone", s.recovered)
	}
	sail(t, w, 9*ms)
	for _, h := range s.only(sim.InTimer) {
		if h.ID == 77 {
			t.Fatalf("heard %v, want no timer of the refused step", h)
		}
	}
	if len(stored) > 0 {
		t.Fatalf("stored %v, want nothing of the refused step", stored)
	}
}

// TestSnapshotAndTail recovers from a snapshot and the entries after it, and
// reads entries that are there and entries that are gone.
func TestSnapshotAndTail(t *testing.T) {
	var st stage
	var s scribe
	var read []recovery
	var firsts []uint64
	var ok []bool
	st.add(sim.Spec{Name: "scribe", Region: "tx", Edge: true, Ledger: true}, func(_ sim.Clock, in *sim.Input, out *sim.Effects) {
		switch in.Kind {
		case sim.InRecover:
			s.recover(in)
			if in.Pos > 0 {
				out.Read(8, 2)
				out.Read(1, 5)
				out.Read(11, 5)
				return
			}
			for i := range uint64(10) {
				out.Append(i+1, message(fmt.Sprintf("e%d", i+1)))
			}
			out.Snapshot(6, []byte("six"), 9) // more than it covers: only 1 to 6 may go
		case sim.InEntries:
			r := recovery{}
			for _, m := range in.Tail {
				r.tail = append(r.tail, m.Head.ID)
			}
			read, firsts, ok = append(read, r), append(firsts, in.Pos), append(ok, in.OK)
		}
	})
	w := launch(t, &st, still(ms))
	sail(t, w, 10*ms)
	w.Stop("kill", "scribe", faults.StopKill, true)
	w.Stop("kill", "scribe", faults.StopKill, false)
	sail(t, w, 20*ms)
	want := recovery{pos: 10, tail: []string{"e7", "e8", "e9", "e10"}, snapshot: "six"}
	if got := s.last(); got.pos != want.pos || !slices.Equal(got.tail, want.tail) || got.snapshot != want.snapshot {
		t.Fatalf("recovered = %+v, want %+v", got, want)
	}
	if !slices.Equal(firsts, []uint64{8, 7, 11}) || !slices.Equal(ok, []bool{true, false, true}) {
		t.Fatalf("entries from 8, 1, 11 begin at %v ok %v, want [8 7 11] [true false true]", firsts, ok)
	}
	if !slices.Equal(read[0].tail, []string{"e8", "e9"}) || len(read[1].tail) != 4 || read[1].tail[0] != "e7" || read[2].tail != nil {
		t.Fatalf("entries = %+v, want e8 e9, then e7 to e10, then none", read)
	}
}

// counter is a ledger machine that counts. Its snapshot is the count, its
// acknowledged count is told to an outside party that never forgets.
type counter struct {
	count, acked *uint64
	life         int
	broken       *string
}

func (c *counter) Step(_ sim.Clock, in *sim.Input, out *sim.Effects) {
	switch in.Kind {
	case sim.InRecover:
		*c.count = 0
		if in.Snapshot != nil {
			*c.count = binary.LittleEndian.Uint64(in.Snapshot)
		}
		for _, m := range in.Tail {
			*c.count++
			if m.Head.Version != *c.count {
				*c.broken = fmt.Sprintf("entry %d has version %d", *c.count, m.Head.Version)
			}
		}
		if *c.count != in.Pos || *c.count < *c.acked {
			*c.broken = fmt.Sprintf("recovered a count of %d at position %d, acknowledged was %d", *c.count, in.Pos, *c.acked)
		}
		out.Timer(1, 1+int64(in.Pos%3)*int64(ms))
	case sim.InTimer:
		for range *c.count%3 + 1 {
			*c.count++
			m := message(fmt.Sprint(*c.count))
			m.Head.Version = *c.count
			out.Append(*c.count, m)
			out.Call(1, *c.count, m)
		}
		if *c.count%5 == 0 {
			out.Snapshot(*c.count, binary.LittleEndian.AppendUint64(nil, *c.count), *c.count-*c.count%7)
		}
		out.Timer(1, int64(700*us))
	}
}

// TestRecovery kills and darkens a counting machine at drawn instants. It must
// come back with all it was acknowledged for, from snapshot and tail, every time.
func TestRecovery(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var st stage
		var count, acked uint64
		var broken string
		st.specs = append(st.specs, sim.Spec{Name: "counter", Region: "tx", Edge: true, Ledger: true, New: func() sim.Machine {
			return &counter{count: &count, acked: &acked, broken: &broken}
		}})
		st.add(sim.Spec{Name: "witness", Region: "tx", Edge: true, Outside: true}, func(_ sim.Clock, in *sim.Input, _ *sim.Effects) {
			if in.Kind == sim.InCall {
				acked = max(acked, in.ID&(1<<idBits-1))
			}
		})
		w, err := New(Config{Seed: rapid.Uint64().Draw(t, "seed"), System: &st, Topology: still(2 * ms)})
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 20).Draw(t, "falls") {
			down := rapid.Bool().Draw(t, "power")
			for _, on := range []bool{true, false} {
				if err := w.Advance(w.Now() + time.Duration(rapid.IntRange(0, 9000).Draw(t, "us"))*us); err != nil {
					t.Fatal(err)
				}
				if down {
					w.Power("dark", "tx", on)
				} else {
					w.Stop("kill", "counter", faults.StopKill, on)
				}
			}
			if broken != "" {
				t.Fatal(broken)
			}
		}
		if err := w.Advance(w.Now() + 20*ms); err != nil || broken != "" || w.nodes[0].ledger.written() != count {
			t.Fatalf("after the last recovery: %v %s, ledger at %d, want %d", err, broken, w.nodes[0].ledger.written(), count)
		}
	})
}

// TestGroupCommit shows that one fsync covers all that was written meanwhile.
func TestGroupCommit(t *testing.T) {
	var s scribe
	var st stage
	var appended []history.Record
	s.write(&st, 1, 1, 1, 1, 1, 1)
	w := launch(t, &st, still(10*ms), recorded(history.KindAppend, &appended))
	sail(t, w, 100*ms)
	if len(appended) != 6 {
		t.Fatalf("append records = %d, want 6", len(appended))
	}
	if first, second, last := appended[0].At, appended[1].At, appended[5].At; first == second || second != last {
		t.Fatalf("durable at %d, %d, .. %d, want the first alone and the other five together", first, second, last)
	}
}

// TestMisuse shows what a machine gets that does what it may not: an error that
// names it.
func TestMisuse(t *testing.T) {
	bus := []sim.BusSpec{{Name: "bus/va", Region: "va"}}
	for want, step := range map[string]probe{
		"no ledger":             func(_ sim.Clock, _ *sim.Input, out *sim.Effects) { out.Append(1, message("x")) },
		"may not testify":       func(_ sim.Clock, _ *sim.Input, out *sim.Effects) { out.Witness(history.KindMove) },
		"bus of another region": func(_ sim.Clock, _ *sim.Input, out *sim.Effects) { out.Publish(0, 1, message("x")) },
		"no ledger and wants":   func(_ sim.Clock, _ *sim.Input, out *sim.Effects) { out.Snapshot(0, nil, 0) },
		"index out of range":    func(_ sim.Clock, _ *sim.Input, out *sim.Effects) { out.Call(sim.Nowhere, 1, message("x")) },
		"time stands still":     func(_ sim.Clock, _ *sim.Input, out *sim.Effects) { out.Timer(1, 0) },
	} {
		st := &stage{buses: bus}
		st.add(sim.Spec{Name: "rogue", Region: "tx"}, step)
		err := launch(t, st, still(0)).Advance(ms)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Advance with a machine that errs = %v, want %q", err, want)
		}
	}
	st := &stage{}
	st.add(sim.Spec{Name: "rogue", Region: "tx", Ledger: true}, func(_ sim.Clock, _ *sim.Input, out *sim.Effects) { out.Append(5, message("x")) })
	w := launch(t, st, still(0))
	err := w.Advance(ms)
	if err == nil || !strings.Contains(err.Error(), "machine rogue") || !strings.Contains(err.Error(), "for ever") {
		t.Fatalf("Advance with a machine that is refused for ever = %v, want an error that names it", err)
	}
	if again := w.Advance(2 * ms); again != err {
		t.Fatalf("Advance after a failure = %v, want the same failure", again)
	}
}
