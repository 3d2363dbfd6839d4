package embedded

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// scribe is a ledger machine on a stage that writes down what it is told and
// answers, and a client outside that tells it one thing after the other.
type scribe struct {
	stage
	world *World
	log
	say     words // what the client tells it next
	refuse  atomic.Bool
	answers log // what the client heard

	mu        sync.Mutex
	recovered [][]string // the ledger of each life, as it found it
}

func newScribe() *scribe {
	s := &scribe{}
	s.buses = []sim.BusSpec{{Name: "bus/tx", Region: "tx", SyncEvery: int64(time.Hour)}}
	next := uint64(0)
	s.add(sim.Spec{Name: "scribe", Region: "tx", Ledger: true, Edge: true}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		s.hear(clock, in)
		switch in.Kind {
		case sim.InRecover:
			s.recover(in)
			next = in.Pos + 1
		case sim.InCall:
			if in.Msg.Head.ID == "query" {
				out.Reply(in.From, in.ID, in.Msg)
				return
			}
			out.Append(next, in.Msg)
			out.Timer(next, 0)
			out.Reply(in.From, in.ID, in.Msg)
			out.Publish(0, next, in.Msg)
			out.Call(1, next, in.Msg)
			if s.refuse.Swap(false) {
				out.Append(next, message("again")) // a position twice
			}
			next++
		}
	})
	s.add(sim.Spec{Name: "board", Region: "hub", Edge: true}, func(sim.Clock, *sim.Input, *sim.Effects) {})
	s.add(sim.Spec{Name: "client", Region: "tx", Outside: true}, func(clock sim.Clock, in *sim.Input, out *sim.Effects) {
		if in.Kind == sim.InReply {
			s.answers.hear(clock, in)
			return
		}
		out.Timer(1, int64(2*ms))
		for i, id := range s.say.take() {
			out.Call(0, uint64(i), message(id))
		}
	})
	return s
}

func (s *scribe) recover(in *sim.Input) {
	var tail []string
	for _, m := range in.Tail {
		tail = append(tail, m.Head.ID)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recovered = append(s.recovered, tail)
}

// life waits for the n-th life, from 1, and returns what it found on the disk.
func (s *scribe) life(t testing.TB, n int) []string {
	t.Helper()
	lives := func() [][]string {
		s.mu.Lock()
		defer s.mu.Unlock()
		return slices.Clone(s.recovered)
	}
	until(t, s.world, fmt.Sprintf("life %d", n), func() bool { return len(lives()) >= n })
	return lives()[n-1]
}

// tell has the client tell the scribe n things and returns them.
func (s *scribe) tell(name string, n int) []string {
	var ids []string
	for i := range n {
		ids = append(ids, fmt.Sprintf("%s%d", name, i))
	}
	s.say.add(ids...)
	return ids
}

// written waits until the scribe has handled what it was told.
func (s *scribe) written(t testing.TB, ids []string) {
	t.Helper()
	until(t, s.world, "the scribe wrote it", func() bool { return s.count(sim.InCall, ids[len(ids)-1]) > 0 })
}

// answered waits until the client has an answer to the last of ids.
func (s *scribe) answered(t testing.TB, ids []string) {
	t.Helper()
	until(t, s.world, "an answer", func() bool { return s.answers.count(sim.InReply, ids[len(ids)-1]) > 0 })
}

// TestOutputCommit looks at the order of the records while the disk is slow:
// nothing is said about an entry, to the client, the bus or the hub, before it is
// durable. Timers do not wait.
func TestOutputCommit(t *testing.T) {
	t.Parallel()
	s := newScribe()
	var mu sync.Mutex
	durable, early := map[string]bool{}, []string{}
	said := map[string]int{}
	s.world = launch(t, s, func(c *Config) {
		c.Sink = func(r *history.Record) {
			mu.Lock()
			defer mu.Unlock()
			id := r.Event.Text
			switch {
			case r.Kind == history.KindAppend:
				durable[id] = true
			case r.Kind == history.KindStore,
				r.Kind == history.KindCross && r.From.Text == "tx" && strings.Contains(string(r.Body), "ce-id: "):
				said[r.Kind.String()]++
				if !durable[id] {
					early = append(early, r.Kind.String()+" "+id)
				}
			}
		}
	})
	s.world.Disk("slow", "tx", 30*ms, true)
	for i := range 5 {
		ids := s.tell(fmt.Sprint("n", i, "-"), 10)
		s.written(t, ids)
		until(t, s.world, "the timer that does not wait", func() bool { return len(s.only(sim.InTimer)) > i })
		s.say.add("query")
		s.answered(t, ids)
	}
	until(t, s.world, "every publish stored", func() bool { return len(s.only(sim.InStored)) == 50 })
	until(t, s.world, "every call across", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return said["cross"] >= 50
	})
	mu.Lock()
	defer mu.Unlock()
	if len(early) > 0 || said["store"] != 50 {
		t.Fatalf("said before it was durable: %v, stored %d, want nothing and 50", early, said["store"])
	}
	for _, h := range s.answers.only(sim.InReply) {
		if h.Text != "query" && !durable[h.Text] {
			t.Fatalf("the client has an answer to %s, which is not durable", h.Text)
		}
	}
	if s.world.Effects("slow") == 0 {
		t.Errorf("Effects(slow) = 0, want each fsync")
	}
}

// TestAnswersWait stops the disk: neither the answer to a write nor that to a
// query after it leaves, until the disk goes on.
func TestAnswersWait(t *testing.T) {
	t.Parallel()
	s := newScribe()
	s.world = launch(t, s)
	s.world.Disk("slow", "tx", 600*ms, true)
	s.say.add("a")
	s.written(t, []string{"a"})
	s.say.add("query")
	s.written(t, []string{"query"})
	if got := s.answers.texts(sim.InReply); len(got) > 0 {
		t.Fatalf("answers while the disk is busy = %v, want none", got)
	}
	if busy := s.world.Host().Busy(); !strings.Contains(busy, "waits for its disk") {
		t.Fatalf("Busy() = %q, want that the scribe waits for its disk", busy)
	}
	s.world.Disk("slow", "tx", 0, false)
	s.answered(t, []string{"query"})
	if got, want := s.answers.texts(sim.InReply), []string{"a", "query"}; !slices.Equal(got, want) {
		t.Fatalf("answers = %v, want %v", got, want)
	}
}

// TestRefusedAppend has a machine write at a position that is taken. The whole
// step is undone, and the machine starts anew from its ledger.
func TestRefusedAppend(t *testing.T) {
	t.Parallel()
	s := newScribe()
	s.world = launch(t, s)
	first := s.tell("a", 3)
	s.answered(t, first)
	s.refuse.Store(true)
	s.say.add("lie")
	if got := s.life(t, 2); !slices.Equal(got, first) {
		t.Fatalf("recovered %v, want %v", got, first)
	}
	s.say.add("b")
	s.answered(t, []string{"b"})
	if n := s.answers.count(sim.InReply, "lie") + s.count(sim.InCall, "again"); n != 0 {
		t.Fatalf("answers to the refused step = %d, want none", n)
	}
	if got := s.world.Host().Reached()["append-refused"]; got != 1 {
		t.Fatalf("reached append-refused = %d, want 1", got)
	}
	if n := len(s.only(sim.InTimer)); n != 4 {
		t.Fatalf("timers = %d, want 4: none of the refused step", n)
	}
}

// TestKillKeepsWhatWasWritten kills a machine whose disk has not synced what it
// wrote: the entries are there, what it wanted to say about them is not said.
func TestKillKeepsWhatWasWritten(t *testing.T) {
	t.Parallel()
	s := newScribe()
	var states records
	s.world = launch(t, s, recorded(history.KindDown, &states), recorded(history.KindUp, &states))
	s.world.Disk("slow", "tx", 300*ms, true)
	ids := s.tell("a", 5)
	s.written(t, ids)
	s.world.Stop("kill", "scribe", faults.StopKill, true)
	s.world.Stop("kill", "scribe", faults.StopKill, false)
	if got := s.life(t, 2); !slices.Equal(got, ids) {
		t.Fatalf("recovered after a kill = %v, want all of %v", got, ids)
	}
	s.world.Disk("slow", "tx", 0, false)
	s.say.add("b")
	s.answered(t, []string{"b"})
	if got, want := s.answers.texts(sim.InReply), []string{"b"}; !slices.Equal(got, want) {
		t.Fatalf("answers = %v, want %v: the dead one said nothing", got, want)
	}
	var got []string
	for _, r := range states.all() {
		got = append(got, strings.TrimSpace(r.Kind.String()+" "+r.Reason)+fmt.Sprint(" ", r.Epoch))
	}
	if want := []string{"down kill 1", "up 2"}; !slices.Equal(got, want) {
		t.Fatalf("states = %v, want %v", got, want)
	}
}

// darkness takes the power away, over and over, while a client is being
// answered, and tells how many answers and how many of them are gone.
func darkness(t *testing.T, times int, unsafe bool) (answered, gone int, s *scribe) {
	s = newScribe()
	s.world = launch(t, s, func(c *Config) { c.Unsafe = unsafe })
	// Without it, a fast disk would have synced everything.
	s.world.Disk("slow", "tx", 20*ms, true)
	for i := range times {
		s.answered(t, s.tell(fmt.Sprint("a", i, "-"), 4))
		s.written(t, s.tell(fmt.Sprint("b", i, "-"), 3))
		s.world.Power("dark", "tx", true)
		acked := slices.DeleteFunc(s.answers.texts(sim.InReply), func(id string) bool { return id == "query" })
		s.world.Power("dark", "tx", false)
		kept := s.life(t, i+2)
		heard := s.answers.count(sim.InReply, "query")
		until(t, s.world, "the client gets through again", func() bool {
			s.say.add("query")
			pass(t, s.world, 10*ms)
			return s.answers.count(sim.InReply, "query") > heard
		})
		wrote := s.texts(sim.InCall)
		answered, gone = len(acked), 0
		for _, id := range acked {
			if !slices.Contains(kept, id) {
				gone++
			}
		}
		if !unsafe && !slices.Equal(kept, keptOf(wrote, kept)) {
			t.Fatalf("kept %v of %v, want the same order", kept, wrote)
		}
	}
	return answered, gone, s
}

// keptOf returns those of list that are in kept, in the order of list.
func keptOf(list, kept []string) []string {
	var out []string
	for _, id := range list {
		if slices.Contains(kept, id) {
			out = append(out, id)
		}
	}
	return out
}

// TestPowerLossSafe loses nothing that was answered.
func TestPowerLossSafe(t *testing.T) {
	t.Parallel()
	answered, gone, s := darkness(t, 5, false)
	if answered < 20 || gone != 0 {
		t.Fatalf("answered %d, of which %d are gone, want at least 20 and none", answered, gone)
	}
	if got := s.world.Effects("dark"); got < 5 {
		t.Errorf("Effects(dark) = %d, want at least one for each loss of power", got)
	}
}

// TestPowerLossUnsafe loses what was answered, and counts it.
func TestPowerLossUnsafe(t *testing.T) {
	t.Parallel()
	answered, gone, s := darkness(t, 5, true)
	lost := s.world.Host().Counters()["ledger_entries_lost"]
	if gone == 0 || lost < int64(gone) {
		t.Fatalf("answered %d, of which %d are gone, %d entries counted as lost, want some, and no fewer counted", answered, gone, lost)
	}
}

// TestPowerLossTakesTheBusToo loses what the bus had not synced, and keeps it
// where every message is synced.
func TestPowerLossTakesTheBusToo(t *testing.T) {
	for every, want := range map[time.Duration]heard{time.Hour: {OK: true}, -1: {OK: true, Pos: 2, Text: "b"}} {
		t.Run(fmt.Sprint("synced every ", every), func(t *testing.T) {
			t.Parallel()
			f := newFeed(sim.BusSpec{SyncEvery: int64(every)}, sim.Follow{})
			if every < 0 {
				f.buses[0].SyncEvery = 0
			}
			f.world = launch(t, f)
			f.line.add("a", "b")
			f.delivered(t, 2)
			f.settled(t)
			f.world.Power("dark", "tx", true)
			f.world.Power("dark", "tx", false)
			until(t, f.world, "the bus is back", func() bool { return f.inspect(t).OK })
			if got := f.inspect(t); got.Pos != want.Pos || got.Text != want.Text {
				t.Fatalf("after a loss of power the bus has %v, want %v", got, want)
			}
		})
	}
}

// TestSnapshotAndTail recovers from a snapshot and the entries after it, and
// reads entries that are there and entries that are gone.
func TestSnapshotAndTail(t *testing.T) {
	t.Parallel()
	var st stage
	var mu sync.Mutex
	var got []string
	st.add(sim.Spec{Name: "scribe", Region: "tx", Ledger: true}, func(_ sim.Clock, in *sim.Input, out *sim.Effects) {
		var tail []string
		for _, m := range in.Tail {
			tail = append(tail, m.Head.ID)
		}
		mu.Lock()
		defer mu.Unlock()
		switch {
		case in.Kind == sim.InEntries:
			got = append(got, fmt.Sprint(in.Pos, in.OK, tail))
		case in.Kind != sim.InRecover:
		case in.Pos > 0:
			got = append(got, fmt.Sprint(in.Pos, string(in.Snapshot), tail))
			out.Read(8, 2)
			out.Read(1, 5)
			out.Read(11, 5)
		default:
			for i := range uint64(10) {
				out.Append(i+1, message(fmt.Sprintf("e%d", i+1)))
			}
			out.Snapshot(6, []byte("six"), 9) // more than it covers: only 1 to 6 may go
		}
	})
	w := launch(t, &st)
	until(t, w, "all is written", func() bool { return w.Host().Steps() > 0 && w.Busy() == "" })
	w.Stop("kill", "scribe", faults.StopKill, true)
	w.Stop("kill", "scribe", faults.StopKill, false)
	all := func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(got)
	}
	until(t, w, "all is read", func() bool { return len(all()) == 4 })
	want := []string{"10six[e7 e8 e9 e10]", "8 true [e8 e9]", "7 false [e7 e8 e9 e10]", "11 true []"}
	if !slices.Equal(all(), want) {
		t.Fatalf("recovered and read %q, want %q", all(), want)
	}
}
