package bench_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/hist"
)

func TestResultIsReadBack(t *testing.T) {
	want := engine()
	got, err := bench.Read(strings.NewReader(text(t, want)))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Read(Write(r)) = %+v, %v, want %+v", got, err, want)
	}
	bare := &bench.Result{Schema: bench.Schema, Tool: want.Tool, Profile: want.Profile}
	if got, err = bench.Read(strings.NewReader(text(t, bare))); err != nil || len(got.Counters.All()) != 0 || len(got.Timings) != 0 {
		t.Errorf("Read(Write(a bare result)) = %+v, %v, want nothing measured", got, err)
	}
}

// TestReadSaysWhereAndWhat spoils one place of a good result each.
func TestReadSaysWhereAndWhat(t *testing.T) {
	for _, c := range []struct{ old, with, want string }{
		{`"schema": "seatrial/bench/v1"`, `"schema": "seatrial/bench/v2"`, `line 2: column 13: schema "seatrial/bench/v2": write "seatrial/bench/v1"`},
		{`"lost": 0`, `"losts": 0`, `line 26: column 5: unknown key "losts": did you mean lost?`},
		{`"lost": 0`, `"gone": 0`, `line 26: column 5: unknown key "gone": the keys here are allocations_per_event, `},
		{`"lost": 0`, `"lost": null`, `line 26: column 13: counters.lost is null: leave the key out`},
		{`"lost": 0`, `"lost": 1.5`, `line 26: column 13: counters.lost is a number 1.5: want a whole number`},
		{`"lost": 0`, `"lost": -1`, `line 26: column 13: lost is -1: write a number from 0`},
		{`"lost": 0`, `"lost": 0, "lost": 0`, `line 26: column 16: key "lost" twice: give it once`},
		{`"cores": 2,`, ``, `line 8: column 14: no key "cores": add it`},
		{`"revision": "0123abcd"`, `"revision": ""`, `line 6: column 17: no revision of the tool: write what was measured`},
		{`"metric": "rate"`, `"metric": "p42"`, `line 32: column 17: metric "p42": write one of [rate p50`},
		{`"unit": "1/s"`, `"unit": "ms"`, `line 33: column 15: rate in "ms": convert to "1/s"`},
		{`1500000`, `0`, `line 36: column 9: sample 0: write a number above 0`},
		{`1500000`, `"x"`, `line 36: column 9: timings.samples is a string: want a number`},
		{`"interleaving": "4f1c"`, `"interleaving": "4f1c`, `line 49: column 24: invalid character`},
	} {
		good := text(t, engine())
		spoilt := strings.Replace(good, c.old, c.with, 1)
		if spoilt == good {
			t.Fatalf("the result has no %s:\n%s", c.old, good)
		}
		_, err := bench.Read(strings.NewReader(spoilt))
		var wrong *bench.Error
		if !errors.As(err, &wrong) || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("Read(%s) = %v, want %s", c.with, err, c.want)
		}
	}
	for content, want := range map[string]string{
		"":        "line 1: column 1: the file is empty",
		"{":       "line 1: column 1: unexpected end of JSON input: write JSON; was the file cut off?",
		"[]":      "line 1: column 1: the result is a array: want an object",
		"{} true": "line 1: column 4: invalid character",
	} {
		if _, err := bench.Read(strings.NewReader(content)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("Read(%q) = %v, want %s", content, err, want)
		}
	}
}

func TestWriteRefusesWhatItCouldNotRead(t *testing.T) {
	for name, spoil := range map[string]func(*bench.Result){
		"no schema":      func(r *bench.Result) { r.Schema = "" },
		"a timing twice": func(r *bench.Result) { r.Timings = append(r.Timings, r.Timings[0]) },
		"no samples":     func(r *bench.Result) { r.Timings[0].Samples = nil },
		"no leg":         func(r *bench.Result) { r.Timings[0].Leg = "" },
	} {
		r := engine()
		spoil(r)
		if err := bench.Write(&bytes.Buffer{}, r); err == nil {
			t.Errorf("Write(%s) = nil, want an error", name)
		}
	}
}

func TestAddLatencyTakesEveryPercentile(t *testing.T) {
	r, rec := engine(), hist.NewRecorder()
	r.Timings = nil
	r.AddLatency("commit", rec.Snapshot())
	for i := range 10_000 {
		rec.Record(time.Duration(i+1) * time.Microsecond)
	}
	r.AddLatency("commit", rec.Snapshot())
	r.AddLatency("commit", rec.Snapshot())
	if len(r.Timings) != 5 || r.Validate() != nil {
		t.Fatalf("AddLatency() makes %d timings (%v), want 5", len(r.Timings), r.Validate())
	}
	if got := r.Timing("commit", bench.P99).Samples; len(got) != 2 || got[0] < 9.89e6 || got[0] > 9.91e6 {
		t.Errorf("p99 = %v, want two samples of 9.9 ms", got)
	}
}

// FuzzRead reads anything: no panic, and what was read is written and read again.
func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	if err := bench.Write(&b, engine()); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(`{"schema":[1,{"a":null}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		r, err := bench.Read(bytes.NewReader(content))
		if err != nil {
			return
		}
		again, err := bench.Read(strings.NewReader(text(t, r)))
		if err != nil || text(t, again) != text(t, r) {
			t.Fatalf("Read(Write(Read(%q))) = %+v, %v, want %+v", content, again, err, r)
		}
	})
}
