package bench_test

import (
	"fmt"
	"strings"

	"github.com/seatrial/seatrial/bench"
)

// A tool of any language writes this; the reader says where it is wrong.
func ExampleRead() {
	_, err := bench.Read(strings.NewReader(`{
  "schema": "seatrial/bench/v1",
  "tool": {"name": "our-consumer", "version": "3.1", "revision": "0123abcd"},
  "machine": {"os": "linux", "arch": "amd64", "cores": 4, "gomaxprocs": 4, "go": ""},
  "profile": {"name": "consumer", "settings": {"rate": "1000/s"}},
  "counters": {"lost": 0, "duplicate": 0},
  "timings": []
}`))
	fmt.Println(err)
	// Output: line 6: column 27: unknown key "duplicate": did you mean duplicated?
}
