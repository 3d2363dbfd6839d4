package history_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

// appended is a record as a world writes most of them.
func appended() history.Record {
	n := history.N
	return history.Record{
		Seq: 123456, At: 61_234_567_890, Kind: history.KindAppend, Witness: n("ledger pod/tx"), Region: n("tx"),
		Stream: n("pod/tx"), Pos: 4321, Event: n("5f0c9e3a7b1d2468"), Type: n("InventoryReserved"), Entity: n("sku/tx/4"), Version: 77,
		Epoch: 1, Line: 1, Cause: n("1b2c3d4e5f607182"), Op: n("client/tx/000123"), SKU: n("s-0004"), Qty: 3,
		Delta: history.Book{Allocated: 3}, After: history.Book{OnHand: 120, Allocated: 15},
	}
}

func BenchmarkWrite(b *testing.B) {
	w, err := history.NewWriter(io.Discard, &history.Header{})
	if err != nil {
		b.Fatal(err)
	}
	r := appended()
	b.ReportAllocs()
	for b.Loop() {
		w.Write(&r)
	}
}

func BenchmarkRead(b *testing.B) {
	var out bytes.Buffer
	w, err := history.NewWriter(&out, &history.Header{})
	if err != nil {
		b.Fatal(err)
	}
	r := appended()
	for range 10_000 {
		w.Write(&r)
	}
	w.Close()
	var got history.Record
	var rd *history.Reader
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if n%10_000 == 0 {
			rd, _ = history.NewReader(bytes.NewReader(out.Bytes()))
		}
		if _, err := rd.Next(&got); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkText(b *testing.B) {
	r := appended()
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf, _ = r.AppendText(buf[:0])
	}
}
