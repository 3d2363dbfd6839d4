package scenarios

import (
	"slices"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/topology"
)

var workloadForm = strict.Object("a workload", slices.Concat(loadKeys(), pickKeys(), demandKeys(), clientKeys()),
	func(m strict.Mapping, w *workloadFile) { w.place = m })

// loadKeys say how much arrives.
func loadKeys() []strict.Key[workloadFile] {
	return []strict.Key[workloadFile]{
		strict.At("rate", "orders per region; 4/s if left out", strict.Rate,
			func(w *workloadFile) *int64 { return &w.Rate }),
		strict.At("duration", "the last command arrives then, counted from the start of the run; 1m if left out", strict.Duration,
			func(w *workloadFile) *time.Duration { return &w.Duration }),
		strict.At("burst", "orders that arrive at the same instant; 1 if left out", strict.Whole[int](1, 1000),
			func(w *workloadFile) *int { return &w.Burst }),
		strict.At("cancel", "share of orders that the client cancels; 2% if left out", strict.Share,
			func(w *workloadFile) *uint32 { return &w.Cancel }),
		strict.At("adjust", "stock counts per region; 6/min if left out", strict.Rate,
			func(w *workloadFile) *int64 { return &w.Adjust }),
		strict.At("receive", "goods receipts per region; 12/min if left out", strict.Rate,
			func(w *workloadFile) *int64 { return &w.Receive }),
		strict.At("documents", "purchase orders that arrive as files", strict.List(documentForm),
			func(w *workloadFile) *[]documentFile { return &w.documents }),
		strict.At("batches", "purchase orders that the ERP of every region sends in files; none if left out", batchesForm,
			func(w *workloadFile) *topology.Batches { return &w.Batches }),
		strict.Into("supply", "how stock is replenished from suppliers; goods just come if left out", supplyForm,
			func(w *workloadFile, s topology.Supply) { w.Supply = &s }),
		strict.At("acts", "what people ask of the regions, with which credentials", strict.List(actForm),
			func(w *workloadFile) *[]actFile { return &w.acts }),
	}
}

// demandKeys say what is ordered.
func demandKeys() []strict.Key[workloadFile] {
	return []strict.Key[workloadFile]{
		strict.At("skus", "articles per region; 24 if left out", strict.Whole[int](1, 5000),
			func(w *workloadFile) *int { return &w.SKUs }),
		strict.At("zipf", "skew of demand over the articles: 0 = even, 1 = classic (the default)", strict.Thousandths,
			func(w *workloadFile) *int { return &w.Zipf }),
		strict.At("lines_max", "lines of an order, at most; 3 if left out", strict.Whole[int](1, 50),
			func(w *workloadFile) *int { return &w.LinesMax }),
		strict.At("quantity_max", "units of a line, at most; 5 if left out", strict.Whole[int64](1, 10_000),
			func(w *workloadFile) *int64 { return &w.QuantityMax }),
		strict.At("stock", "units of each article on the shelf at the start; 120 if left out", strict.Whole[int64](0, 1_000_000_000),
			func(w *workloadFile) *int64 { return &w.Stock }),
	}
}

// clientKeys say how the outside world behaves.
func clientKeys() []strict.Key[workloadFile] {
	return []strict.Key[workloadFile]{
		strict.At("retry", "a client repeats an unanswered command after this; 1s if left out", strict.Duration,
			func(w *workloadFile) *time.Duration { return &w.Retry }),
		strict.At("patience", "and gives up after this; 20s if left out", strict.Duration,
			func(w *workloadFile) *time.Duration { return &w.Patience }),
		strict.At("horizon", "an idempotency key is honoured this long; 2m if left out", strict.Duration,
			func(w *workloadFile) *time.Duration { return &w.Horizon }),
		strict.At("transit", "from shipped to delivered; 3s if left out", strict.Duration,
			func(w *workloadFile) *time.Duration { return &w.Transit }),
		strict.At("carrier_half_done", "share of carrier calls that are carried out and then not answered", strict.Share,
			func(w *workloadFile) *uint32 { return &w.CarrierHalf }),
		strict.At("queue_max", "declared bound of a pod's unpublished events; 4096 if left out", strict.Whole[int](1, 1_000_000),
			func(w *workloadFile) *int { return &w.QueueMax }),
	}
}

var documentForm = strict.Object("a document", []strict.Key[documentFile]{
	strict.At("file", "an X12 850 file, relative to the scenario", strict.Text,
		func(d *documentFile) *string { return &d.file }),
	strict.At("sample", "a document that ships with the harness, such as clean-850", strict.Text,
		func(d *documentFile) *string { return &d.sample }),
	strict.At("region", "where it arrives", strict.Text,
		func(d *documentFile) *string { return &d.Region }).Needed(),
	strict.At("at", "when it arrives, since the start of the run", strict.Duration,
		func(d *documentFile) *time.Duration { return &d.At }).Needed(),
	strict.At("mode", "strict quarantines what is wrong, tolerant mends what is safe to mend", strict.Choice[string]("mode", []string{"strict", "tolerant"}),
		func(d *documentFile) *string { return &d.mode }).Needed(),
}, func(m strict.Mapping, d *documentFile) {
	d.place = m
	if m.Has("file") == m.Has("sample") {
		m.Report("write either file: or sample:", "a document without one source")
	}
})

// read returns the document with its bytes, and reports what cannot be had.
func (d documentFile) read(f *file, t topology.Topology) topology.Document {
	out := d.Document
	out.Strict = d.mode == "strict"
	regions := podRegions(t)
	if d.Region != "" && !oneOf(d.Region, regions) {
		d.place.Key("region").Report(strict.Suggest(d.Region, regions), "unknown region %q", d.Region)
	}
	if d.At > f.workload.Duration {
		d.place.Key("at").Report("let it arrive earlier, or set workload.duration higher",
			"the document arrives at %s, after the load ends at %s", span(d.At), span(f.workload.Duration))
	}
	switch {
	case d.sample != "":
		out.Name, out.Bytes = d.sample, d.fetchSample(f.options)
	case d.file != "":
		out.Name, out.Bytes = d.file, d.fetchFile(f)
	}
	return out
}
