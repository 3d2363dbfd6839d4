package gate_test

import (
	"testing"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/gate"
)

func ptr[T any](v T) *T { return &v }

// engine is a result with every counter.
func engine() *bench.Result {
	return &bench.Result{Schema: bench.Schema, Tool: bench.Tool{Name: "seatrial", Version: "(devel)", Revision: "0123456789abcdef"},
		Machine: bench.Machine{OS: "linux", Arch: "amd64", Cores: 2, GOMAXPROCS: 1, Go: "go1.26.0"},
		Profile: bench.Profile{Name: "engine", Settings: map[string]string{"virtual": "60s"}},
		Counters: bench.Counters{AllocationsPerEvent: ptr(0.31), BytesPerEvent: ptr(56.0), EventsPerOrder: ptr(119.25),
			MessagesPerOrder: ptr(31.5), Lost: ptr(int64(0)), Duplicated: ptr(int64(0))}}
}

// changed is the same with something changed.
func changed(change func(r *bench.Result)) *bench.Result {
	r := engine()
	change(r)
	return r
}

func judge(t *testing.T, base, fresh *bench.Result, accepted *bench.Accepted) *gate.Verdict {
	t.Helper()
	v, err := gate.Judge(base, fresh, accepted)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// inTurn adds a rate to a result that was measured in turn with another.
func inTurn(r *bench.Result, samples ...float64) *bench.Result {
	r.Interleaving = "4f1c"
	r.Add("whole", bench.Rate, samples...)
	return r
}

// times multiplies samples.
func times(by float64, samples ...float64) []float64 {
	out := make([]float64, len(samples))
	for i, s := range samples {
		out[i] = s * by
	}
	return out
}

// twelve is a rate on a quiet machine.
var twelve = []float64{100, 101, 99, 100.5, 99.5, 100.2, 99.8, 101.5, 98.5, 100.1, 99.9, 100.3}
