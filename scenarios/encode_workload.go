package scenarios

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/topology"
)

// encodeWorkload writes what differs from the default load.
func encodeWorkload(w *writer, load topology.Workload) {
	plain := blank("", Options{}).workload.Workload
	w.line(0, "workload:")
	w.line(1, "rate: %s", strict.FormatRate(load.Rate))
	w.line(1, "duration: %s", span(load.Duration))
	number := func(key string, v, usual int64) {
		if v != usual {
			w.line(1, "%s: %d", key, v)
		}
	}
	length := func(key string, v, usual time.Duration) {
		if v != usual {
			w.line(1, "%s: %s", key, span(v))
		}
	}
	share := func(key string, v, usual uint32) {
		if v != usual {
			w.line(1, "%s: %s", key, strict.FormatShare(v))
		}
	}
	number("burst", int64(load.Burst), int64(plain.Burst))
	encodePicks(w, "only", load.Orders)
	if load.Receive != plain.Receive {
		w.line(1, "receive: %s", strict.FormatRate(load.Receive))
	}
	encodePicks(w, "only_receipts", load.Receipts)
	if load.Adjust != plain.Adjust {
		w.line(1, "adjust: %s", strict.FormatRate(load.Adjust))
	}
	encodePicks(w, "only_counts", load.Counts)
	share("cancel", load.Cancel, plain.Cancel)
	number("skus", int64(load.SKUs), int64(plain.SKUs))
	if load.Zipf != plain.Zipf {
		w.line(1, "zipf: %s", thousandths(load.Zipf))
	}
	number("lines_max", int64(load.LinesMax), int64(plain.LinesMax))
	number("quantity_max", load.QuantityMax, plain.QuantityMax)
	number("stock", load.Stock, plain.Stock)
	length("retry", load.Retry, plain.Retry)
	length("patience", load.Patience, plain.Patience)
	length("horizon", load.Horizon, plain.Horizon)
	length("transit", load.Transit, plain.Transit)
	share("carrier_half_done", load.CarrierHalf, plain.CarrierHalf)
	number("queue_max", int64(load.QueueMax), int64(plain.QueueMax))
	encodeSupply(w, load.Supply)
	encodeDocuments(w, load.Documents)
	encodeBatches(w, load.Batches)
	encodeActs(w, load.Acts)
}

// encodePicks writes the numbers of the commands that are kept, by region.
func encodePicks(w *writer, key string, p topology.Picks) {
	if p == nil {
		return
	}
	var parts []string
	for _, region := range slices.Sorted(maps.Keys(p)) {
		texts := make([]string, len(p[region]))
		for i, n := range p[region] {
			texts[i] = strconv.Itoa(n)
		}
		parts = append(parts, fmt.Sprintf("%s: [%s]", scalar(region), strings.Join(texts, ", ")))
	}
	w.line(1, "%s: {%s}", key, strings.Join(parts, ", "))
}

// encodeDocuments names the documents. What ships with the harness has a name,
// a file has an ending.
func encodeDocuments(w *writer, list []topology.Document) {
	if len(list) > 0 {
		w.line(1, "documents:")
	}
	for _, d := range list {
		source, mode := "file", "tolerant"
		if path.Ext(d.Name) == "" {
			source = "sample"
		}
		if d.Strict {
			mode = "strict"
		}
		w.line(2, "- {%s: %s, region: %s, at: %s, mode: %s}", source, scalar(d.Name), scalar(d.Region), span(d.At), mode)
	}
}

// thousandths writes a number that is kept as thousandths.
func thousandths(n int) string {
	text := fmt.Sprintf("%d.%03d", n/1000, n%1000)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}
