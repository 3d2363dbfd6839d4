package scenarios

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/topology"
)

// batchesUsual is what an ERP does that the scenario says nothing more about.
var batchesUsual = topology.Batches{Orders: 2, Ack: 10 * time.Second, Answer: 30 * time.Second}

var batchesForm = strict.Object("batches", []strict.Key[topology.Batches]{
	strict.At("every", "a batch comes this often in every region", strict.Duration,
		func(b *topology.Batches) *time.Duration { return &b.Every }).Needed(),
	strict.At("orders", "purchase orders of a batch; 2 if left out", strict.Whole[int](1, 100),
		func(b *topology.Batches) *int { return &b.Orders }),
	strict.At("ack", "how long the ERP waits for the 997 of a batch; 10s if left out", strict.Duration,
		func(b *topology.Batches) *time.Duration { return &b.Ack }),
	strict.At("answer", "how long the ERP waits for the 855 of an order; 30s if left out", strict.Duration,
		func(b *topology.Batches) *time.Duration { return &b.Answer }),
	strict.At("dirty", "every so manieth batch comes from an older system and is dirty in a way that may be mended; none if left out", strict.Whole[int](1, 1000),
		func(b *topology.Batches) *int { return &b.Dirty }),
}, func(m strict.Mapping, b *topology.Batches) {
	b.Orders = cmp.Or(b.Orders, batchesUsual.Orders)
	b.Ack = cmp.Or(b.Ack, batchesUsual.Ack)
	b.Answer = cmp.Or(b.Answer, batchesUsual.Answer)
	if m.Has("every") && b.Every < 100*time.Millisecond {
		m.Key("every").Report("set it to 100ms or more", "batches every %s", span(b.Every))
	}
})

// encodeBatches writes what the ERP sends.
func encodeBatches(w *writer, b topology.Batches) {
	if !b.Any() {
		return
	}
	parts := []string{"every: " + span(b.Every)}
	add := func(given bool, text string) {
		if given {
			parts = append(parts, text)
		}
	}
	add(b.Orders != batchesUsual.Orders, "orders: "+strconv.Itoa(b.Orders))
	add(b.Ack != batchesUsual.Ack, "ack: "+span(b.Ack))
	add(b.Answer != batchesUsual.Answer, "answer: "+span(b.Answer))
	add(b.Dirty != 0, "dirty: "+strconv.Itoa(b.Dirty))
	w.line(1, "batches: {%s}", strings.Join(parts, ", "))
}

// soonerBatches lets the same batches come in less time.
func soonerBatches(b topology.Batches, by time.Duration) topology.Batches {
	b.Every, b.Ack, b.Answer = b.Every/by, b.Ack/by, b.Answer/by
	return b
}
