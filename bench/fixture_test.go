package bench_test

import (
	"strings"
	"testing"

	"github.com/seatrial/seatrial/bench"
)

func ptr[T any](v T) *T { return &v }

// engine is a result with everything that the gate looks at.
func engine() *bench.Result {
	r := &bench.Result{Schema: bench.Schema,
		Tool:    bench.Tool{Name: "seatrial", Version: "(devel)", Revision: "0123abcd"},
		Machine: bench.Machine{OS: "linux", Arch: "amd64", Cores: 2, GOMAXPROCS: 1, Go: "go1.26.0"},
		Profile: bench.Profile{Name: "engine", Settings: map[string]string{"virtual": "60s"}},
		Counters: bench.Counters{AllocationsPerEvent: ptr(0.31), BytesPerEvent: ptr(56.5), EventsPerOrder: ptr(119.25),
			MessagesPerOrder: ptr(31.5), Lost: ptr(int64(0)), Duplicated: ptr(int64(0))},
		Interleaving: "4f1c"}
	r.Add("whole", bench.Rate, 1_400_000, 1_500_000)
	r.Add("order_commit", bench.P99, 250_000, 260_000)
	return r
}

// drawn is the same with everything that charts need.
func drawn() *bench.Result {
	r := engine()
	r.Curves = []bench.Curve{{Leg: "order_commit", Count: 1000, Points: []bench.CurvePoint{{Percentile: 50, Nanos: 90_000}, {Percentile: 100, Nanos: 310_000}}}}
	r.Steps = []bench.Step{{Leg: "order_commit", Offered: 1000, Rate: 998, P50: 90_000, P99: 250_000, Late: 60_000}}
	return r
}

// text returns a result as JSON.
func text(t *testing.T, r *bench.Result) string {
	t.Helper()
	var b strings.Builder
	if err := bench.Write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
