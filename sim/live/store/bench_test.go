package store

import (
	"bytes"
	"fmt"
	"sync"
	"testing"

	"github.com/seatrial/seatrial/sim"
)

// entry is a message of the size that the reference writes.
func entry() *sim.Message {
	return &sim.Message{
		Head: sim.Head{ID: "b1f0c3d5e7a9b2c4", Type: "OrderAllocated", Source: "tx/pod/order/tx/17", Entity: "order/tx/17", Version: 12,
			Epoch: 3, Region: "tx", Tier: sim.Confidential, Corr: "client/tx:order-17", Cause: "a1f0c3d5e7a9b2c4", Time: 1_700_000_000_000_000_000,
			Ledger: "pod/tx", Pos: 12345},
		Body: bytes.Repeat([]byte(`{"sku":"A-17"}`), 24),
	}
}

// BenchmarkAppend appends batches of 1 to 8 entries, each machine waiting for its
// last one.
func BenchmarkAppend(b *testing.B) {
	for _, unsafe := range []bool{false, true} {
		for _, machines := range []int{1, 8, 64} {
			b.Run(fmt.Sprintf("unsafe=%v/machines=%d", unsafe, machines), func(b *testing.B) { benchmarkAppend(b, machines, unsafe) })
		}
	}
}

func benchmarkAppend(b *testing.B, machines int, unsafe bool) {
	s := open(b, Config{Dir: b.TempDir(), Name: "tx", Unsafe: unsafe})
	batch := make([]*sim.Message, 8)
	for i := range batch {
		batch[i] = entry()
	}
	var all sync.WaitGroup
	b.ResetTimer()
	for i := range machines {
		all.Go(func() {
			l, next, done := s.Ledger(fmt.Sprint("pod/", i)), uint64(1), make(chan error, 1)
			for n := i; n < b.N; n += machines {
				entries := batch[:1+n%8]
				if err := l.Append(next, entries, func(_ uint64, err error) { done <- err }); err != nil {
					b.Errorf("Append(%d) = %v, want nil", next, err)
					return
				}
				next += uint64(len(entries))
				<-done
			}
		})
	}
	all.Wait()
	b.StopTimer()
	b.ReportMetric(4.5*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}

func BenchmarkEntry(b *testing.B) {
	m, buf := entry(), make([]byte, 0, 1024)
	b.Run("append", func(b *testing.B) {
		for b.Loop() {
			buf = appendEntry(buf[:0], m)
		}
		b.ReportMetric(float64(len(buf)), "bytes")
	})
	b.Run("append-wire", func(b *testing.B) {
		for b.Loop() {
			buf = m.AppendWire(buf[:0])
		}
		b.ReportMetric(float64(len(buf)), "bytes")
	})
	compact, wire := appendEntry(nil, m), m.AppendWire(nil)
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = parseEntry(compact)
		}
	})
	b.Run("parse-wire", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = sim.ParseWire(wire)
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		s, err := Open(Config{Dir: b.TempDir(), Name: "tx"})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		_ = s.Close()
		b.StartTimer()
	}
}
