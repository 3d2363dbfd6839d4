package run

import (
	"maps"
	"testing"
)

// What witnesses counted is not added to by a system that counts under the same name.
func TestWitnessedCountersAreTheirs(t *testing.T) {
	res := &Result{Counters: map[string]int64{"commands_shed": 3}}
	one := seeded{out: tried{stats: Stats{Counters: map[string]int64{"commands_shed": 5, "bytes_read": 2}}}}
	addCounters(res, []seeded{one, one})
	if want := map[string]int64{"commands_shed": 3, "bytes_read": 4}; !maps.Equal(res.Counters, want) {
		t.Errorf("counters = %v, want %v", res.Counters, want)
	}
}
