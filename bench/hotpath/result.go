package hotpath

import "github.com/seatrial/seatrial/bench"

// Result returns the figures as a result file; who measured what is left to the
// caller. Counters are medians of the rounds. Timings of the ceiling are in it as
// legs of their own.
func (r *Report) Result() *bench.Result {
	allocations, bytes, order := bench.Median(Samples(r.System, allocs)), bench.Median(Samples(r.System, size)), bench.Median(Samples(r.System, perOrder))
	lost, duplicated := r.sum(func(r *Round) int64 { return r.Lost }), r.sum(func(r *Round) int64 { return r.Repeated })
	out := &bench.Result{Schema: bench.Schema, Machine: bench.ThisMachine(),
		Counters: bench.Counters{AllocationsPerEvent: &allocations, BytesPerEvent: &bytes, MessagesPerOrder: &order, Lost: &lost, Duplicated: &duplicated}}
	for _, s := range []struct {
		prefix string
		rounds []*Round
	}{{"", r.System}, {"ceiling-", r.Ceiling}} {
		out.Add(s.prefix+"sustained", bench.Rate, Samples(s.rounds, Sustained)...)
		for l := range legs {
			for _, round := range s.rounds {
				out.AddLatency(s.prefix+l.String(), round.Legs[l])
			}
		}
	}
	return out
}
