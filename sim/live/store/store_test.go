package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim"
)

func open(t testing.TB, cfg Config) *Store {
	t.Helper()
	s, err := Open(cfg)
	if err != nil {
		t.Fatalf("Open(%q) = %v, want nil", cfg.Dir, err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
	})
	return s
}

func message(text string) *sim.Message {
	return &sim.Message{Head: sim.Head{ID: text, Type: "OrderAllocated", Region: "tx", Tier: sim.Internal}, Body: []byte("{" + text + "}")}
}

func batch(texts ...string) (entries []*sim.Message) {
	for _, text := range texts {
		entries = append(entries, message(text))
	}
	return entries
}

func ids(entries []*sim.Message) (texts []string) {
	for _, m := range entries {
		texts = append(texts, m.Head.ID)
	}
	return texts
}

// appendDurable appends and waits until the batch is durable.
func appendDurable(t testing.TB, l *Ledger, first uint64, entries []*sim.Message) {
	t.Helper()
	done := make(chan error, 1)
	if err := l.Append(first, entries, func(_ uint64, err error) { done <- err }); err != nil {
		t.Fatalf("Append(%d) = %v, want nil", first, err)
	}
	if err := <-done; err != nil {
		t.Fatalf("durable(%d) = %v, want nil", first, err)
	}
}

func load(t testing.TB, l *Ledger) Saved {
	t.Helper()
	saved, err := l.Load()
	if err != nil {
		t.Fatalf("Load() = %v, want nil", err)
	}
	return saved
}

var chance = sim.Chance{Seed: 1, Stream: sim.StreamDisk}

// stuck is a disk whose syncs never end while it is on.
type stuck struct{ on atomic.Bool }

func (s *stuck) slow() time.Duration {
	if s.on.Load() {
		return time.Hour
	}
	return 0
}

func TestEmptyLedger(t *testing.T) {
	s := open(t, Config{Dir: t.TempDir(), Name: "tx"})
	got := load(t, s.Ledger("pod/tx"))
	if got.Pos != 0 || got.At != 0 || got.Base != 1 || got.Snapshot != nil || got.Tail != nil {
		t.Fatalf("Load() of a new ledger = %+v, want nothing, base 1", got)
	}
	if first, entries, err := s.Ledger("pod/tx").Read(3, 5); first != 3 || entries != nil || err != nil {
		t.Fatalf("Read(3, 5) of a new ledger = %d, %v, %v, want 3, none, nil", first, entries, err)
	}
}

func TestPositionsAreRefused(t *testing.T) {
	s := open(t, Config{Dir: t.TempDir(), Name: "tx"})
	l := s.Ledger("pod/tx")
	never := func(uint64, error) { t.Error("durable was called for a refused batch") }
	for _, first := range []uint64{0, 2} {
		if err := l.Append(first, batch("a"), never); !errors.Is(err, ErrPosition) {
			t.Errorf("Append(%d) to an empty ledger = %v, want ErrPosition", first, err)
		}
	}
	appendDurable(t, l, 1, batch("a", "b"))
	if err := l.Append(2, batch("c"), never); !errors.Is(err, ErrPosition) {
		t.Errorf("Append(2) after two entries = %v, want ErrPosition", err)
	}
	if err := l.Snapshot(3, nil, 0); !errors.Is(err, ErrPosition) {
		t.Errorf("Snapshot(3) after two entries = %v, want ErrPosition", err)
	}
	if err := l.Snapshot(2, nil, 0); err != nil {
		t.Errorf("Snapshot(2) = %v, want nil", err)
	}
	if err := l.Snapshot(1, nil, 0); !errors.Is(err, ErrPosition) {
		t.Errorf("Snapshot(1) after one at 2 = %v, want ErrPosition", err)
	}
}

func TestLedgersAreApart(t *testing.T) {
	dir := t.TempDir()
	s := open(t, Config{Dir: dir, Name: "tx"})
	appendDurable(t, s.Ledger("pod"), 1, batch("short"))
	appendDurable(t, s.Ledger("pod/tx"), 1, batch("long", "longer"))
	if err := s.Ledger("pod").Snapshot(1, []byte("state"), 2); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, Config{Dir: dir, Name: "tx"})
	if got := load(t, s.Ledger("pod")); string(got.Snapshot) != "state" || got.Tail != nil || got.Pos != 1 || got.Base != 2 {
		t.Errorf("Load(pod) = %+v, want the snapshot at 1 alone", got)
	}
	if got := load(t, s.Ledger("pod/tx")); !slices.Equal(ids(got.Tail), []string{"long", "longer"}) || got.Snapshot != nil {
		t.Errorf("Load(pod/tx) = %+v, want its two entries alone", got)
	}
}

func TestReadSkipsWhatIsGone(t *testing.T) {
	s := open(t, Config{Dir: t.TempDir(), Name: "tx"})
	l := s.Ledger("pod/tx")
	appendDurable(t, l, 1, batch("a", "b", "c", "d", "e"))
	if err := l.Snapshot(4, []byte("abcd"), 3); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		pos   uint64
		n     int
		first uint64
		want  []string
	}{
		{1, 2, 3, []string{"c", "d"}}, {4, 9, 4, []string{"d", "e"}}, {6, 1, 6, nil}, {3, 0, 3, nil}, {0, 1, 3, []string{"c"}},
	} {
		first, entries, err := l.Read(c.pos, c.n)
		if err != nil || first != c.first || !slices.Equal(ids(entries), c.want) {
			t.Errorf("Read(%d, %d) = %d, %v, %v, want %d, %v", c.pos, c.n, first, ids(entries), err, c.first, c.want)
		}
	}
	got := load(t, l)
	if string(got.Snapshot) != "abcd" || got.At != 4 || !slices.Equal(ids(got.Tail), []string{"e"}) || got.Base != 3 || got.Pos != 5 {
		t.Errorf("Load() = %+v, want abcd at 4, e after it, base 3", got)
	}
}

// Callbacks come once each and in order, whoever else appends.
func TestDurableInOrder(t *testing.T) {
	s := open(t, Config{Dir: t.TempDir(), Name: "tx"})
	var machines sync.WaitGroup
	for i := range 8 {
		machines.Go(func() {
			const batches = 50
			l, told := s.Ledger(fmt.Sprint("pod/", i)), make(chan uint64, batches)
			for n := range uint64(batches) {
				if err := l.Append(2*n+1, batch("x", "y"), func(last uint64, err error) { told <- last }); err != nil {
					t.Errorf("Append(%d) = %v, want nil", 2*n+1, err)
				}
			}
			for n := range uint64(batches) {
				if last := <-told; last != 2*n+2 {
					t.Errorf("callback %d says %d, want %d", n, last, 2*n+2)
				}
			}
		})
	}
	machines.Wait()
}

// A callback may append: the store does not hold its own locks meanwhile.
func TestCallbackAppends(t *testing.T) {
	s := open(t, Config{Dir: t.TempDir(), Name: "tx"})
	l, done := s.Ledger("pod/tx"), make(chan struct{})
	var follow func(last uint64, err error)
	follow = func(last uint64, err error) {
		if last == 20 {
			close(done)
		} else if err := l.Append(last+1, batch("next"), follow); err != nil {
			t.Errorf("Append(%d) in a callback = %v, want nil", last+1, err)
		}
	}
	if err := l.Append(1, batch("first"), follow); err != nil {
		t.Fatal(err)
	}
	<-done
}

func TestPowerLossKeepsWhatWasDurable(t *testing.T) {
	var disk stuck
	s := open(t, Config{Dir: t.TempDir(), Name: "tx", Slow: disk.slow})
	l := s.Ledger("pod/tx")
	appendDurable(t, l, 1, batch("a", "b"))
	disk.on.Store(true)
	for i := range uint64(10) {
		never := func(uint64, error) { t.Error("durable was called without a sync") }
		if err := l.Append(3+2*i, batch("c", "d"), never); err != nil {
			t.Fatal(err)
		}
	}
	loss, err := s.PowerLoss(chance, 7)
	if err != nil {
		t.Fatalf("PowerLoss() = %v, want nil", err)
	}
	if err := l.Append(23, batch("x"), nil); !errors.Is(err, ErrOff) {
		t.Errorf("Append without power = %v, want ErrOff", err)
	}
	disk.on.Store(false)
	if err := s.Reopen(); err != nil {
		t.Fatalf("Reopen() = %v, want nil", err)
	}
	got := load(t, l)
	if got.Pos < 2 || got.Pos%2 != 0 || loss.Entries != int64(22-got.Pos) {
		t.Fatalf("after the power loss position %d, loss %+v, want whole batches of two from 2 to 22, and the rest lost", got.Pos, loss)
	}
	appendDurable(t, l, got.Pos+1, batch("again"))
}

// The unsafe profile says durable too early, which is its point.
func TestUnsafeLosesWhatItCalledDurable(t *testing.T) {
	lost, whole := 0, 0
	for at := range uint64(20) {
		s := open(t, Config{Dir: t.TempDir(), Name: "tx", Unsafe: true})
		l := s.Ledger("pod/tx")
		for i := range uint64(10) {
			appendDurable(t, l, 3*i+1, batch("a", "b", "c"))
		}
		loss, err := s.PowerLoss(chance, at)
		if err != nil {
			t.Fatalf("PowerLoss(%d) = %v, want nil", at, err)
		}
		if err := s.Reopen(); err != nil {
			t.Fatal(err)
		}
		if got := load(t, l); got.Pos%3 != 0 || got.Pos != 30-uint64(loss.Entries) {
			t.Fatalf("draw %d: position %d, loss %+v, want whole batches of three", at, got.Pos, loss)
		}
		if loss.Entries > 0 {
			lost++
		}
		if !loss.Torn {
			whole++
		}
	}
	if lost == 0 || whole == 20 {
		t.Fatalf("20 power losses: %d lost entries, %d were not torn; want some of each", lost, whole)
	}
}

// The same draws leave the same image.
func TestPowerLossRepeats(t *testing.T) {
	var seen []string
	for range 2 {
		dir := t.TempDir()
		s := open(t, Config{Dir: dir, Name: "tx", Unsafe: true})
		for i := range uint64(30) {
			appendDurable(t, s.Ledger("pod/tx"), i+1, batch(fmt.Sprint(i)))
		}
		loss, err := s.PowerLoss(chance, 3)
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, fmt.Sprint(loss))
	}
	if seen[0] != seen[1] {
		t.Fatalf("losses of the same seed = %v and %v, want the same", seen[0], seen[1])
	}
}

func TestCloseKeepsEverythingWritten(t *testing.T) {
	for _, unsafe := range []bool{false, true} {
		cfg := Config{Dir: t.TempDir(), Name: "tx", Unsafe: unsafe}
		s := open(t, cfg)
		var told atomic.Int64
		for i := range uint64(100) {
			if err := s.Ledger("pod/tx").Append(i+1, batch("a"), func(uint64, error) { told.Add(1) }); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if told.Load() != 100 {
			t.Errorf("unsafe %v: %d callbacks before Close returned, want 100", unsafe, told.Load())
		}
		if got := load(t, open(t, cfg).Ledger("pod/tx")); got.Pos != 100 || len(got.Tail) != 100 {
			t.Errorf("unsafe %v: %d entries up to %d, want 100", unsafe, len(got.Tail), got.Pos)
		}
	}
}

// A large state and large entries go through flushes and compactions.
func TestManyFlushes(t *testing.T) {
	cfg := Config{Dir: t.TempDir(), Name: "tx", Unsafe: true}
	s := open(t, cfg)
	l, body := s.Ledger("pod/tx"), bytes.Repeat([]byte("large "), 10_000)
	for i := range uint64(600) {
		m := message(fmt.Sprint(i))
		m.Body = body
		if err := l.Append(i+1, []*sim.Message{m}, nil); err != nil {
			t.Fatal(err)
		}
		if i%100 == 99 {
			if err := l.Snapshot(i+1, bytes.Repeat(body, 10), i-8); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := s.PowerLoss(chance, 11); err != nil {
		t.Fatal(err)
	}
	if err := s.Reopen(); err != nil {
		t.Fatal(err)
	}
	got := load(t, l)
	if got.Pos < 300 || uint64(len(got.Tail)) != got.Pos-got.At {
		t.Fatalf("position %d, snapshot at %d, %d entries after it: want more than half, without a gap", got.Pos, got.At, len(got.Tail))
	}
}

func TestOpenTwiceIsRefused(t *testing.T) {
	dir := t.TempDir()
	open(t, Config{Dir: dir, Name: "tx"})
	if s, err := Open(Config{Dir: dir, Name: "tx"}); err == nil {
		_ = s.Close()
		t.Fatal("Open of a folder that is open = nil, want an error")
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	files := openFiles()
	for range 3 {
		s := open(t, Config{Dir: t.TempDir(), Name: "tx"})
		appendDurable(t, s.Ledger("pod/tx"), 1, batch("a"))
		if _, err := s.PowerLoss(chance, 1); err != nil {
			t.Fatal(err)
		}
		if err := s.Reopen(); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	deadline := time.Now().Add(10 * time.Second)
	for runtime.NumGoroutine() > before || openFiles() > files {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<16)
			t.Fatalf("%d goroutines and %d files, want %d and %d\n%s", runtime.NumGoroutine(), openFiles(), before, files,
				stacks[:runtime.Stack(stacks, true)])
		}
		runtime.Gosched()
	}
}

func openFiles() int {
	entries, _ := os.ReadDir("/proc/self/fd") // none where there is no /proc
	return len(entries)
}

// A window lies between two syncs, however many batches wait.
func TestWindowLiesBetweenSyncs(t *testing.T) {
	const window = 20 * time.Millisecond
	var syncs atomic.Int64
	begun := time.Now()
	s := open(t, Config{Dir: t.TempDir(), Name: "tx", Window: window, Slow: func() time.Duration { syncs.Add(1); return 0 }})
	var machines sync.WaitGroup
	for i := range 4 {
		machines.Go(func() {
			for pos := range uint64(10) {
				appendDurable(t, s.Ledger(fmt.Sprint("pod/", i)), pos+1, batch("a"))
			}
		})
	}
	machines.Wait()
	if most := 2 + int64(time.Since(begun)/window); syncs.Load() > most || syncs.Load() < 10 {
		t.Errorf("%d syncs in %v, want 10 to %d: one at most in %v", syncs.Load(), time.Since(begun), most, window)
	}
}
