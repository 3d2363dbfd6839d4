package hotpath

import "github.com/seatrial/seatrial/bench"

// Result returns the figures as a result file; who measured what is left to the
// caller. Counters are medians of the rounds. Of the ceiling only the rate is in it:
// each figure more that is judged takes strength from the others.
func (r *Report) Result() *bench.Result {
	allocations, bytes, order := bench.Median(Samples(r.System, allocs)), bench.Median(Samples(r.System, size)), bench.Median(Samples(r.System, perOrder))
	lost, duplicated := r.sum(func(r *Round) int64 { return r.Lost }), r.sum(func(r *Round) int64 { return r.Repeated })
	for _, s := range r.Steps {
		duplicated += s.System.Repeated
	}
	out := &bench.Result{Schema: bench.Schema, Machine: bench.ThisMachine(),
		Counters: bench.Counters{AllocationsPerEvent: &allocations, BytesPerEvent: &bytes, MessagesPerOrder: &order, Lost: &lost, Duplicated: &duplicated}}
	out.Add("sustained", bench.Rate, Samples(r.System, Sustained)...)
	for l := range legs {
		for _, round := range r.System {
			out.AddLatency(l.String(), round.Legs[l])
		}
	}
	out.Add("ceiling-sustained", bench.Rate, Samples(r.Ceiling, Sustained)...)
	out.Steps = r.steps()
	return out
}
