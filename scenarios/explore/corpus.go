package explore

import (
	"maps"
	"math/bits"
	"slices"
)

// corpus holds the cases from which new ones are made: each was the first to
// reach a point, to reach it much more often than any before, or to reach it
// under a kind of fault.
type corpus struct {
	seen    map[string]int // marks, with how many runs left them
	entries []entry
}

// entry is one interesting case.
type entry struct {
	Case  Case
	marks []string // that it left
	New   []string // of these, the ones nobody had left before
	tired int      // how often it was continued
}

// entriesMax bounds the corpus; what adds least leaves first.
const entriesMax = 512

// learn takes in a run and returns the marks that were new. A case without any
// is not kept.
func (k *corpus) learn(c Case, out *Outcome) []string {
	if k.seen == nil {
		k.seen = map[string]int{}
	}
	marks := marksOf(out)
	var fresh []string
	for _, m := range marks {
		if k.seen[m] == 0 {
			fresh = append(fresh, m)
		}
		k.seen[m]++
	}
	if len(fresh) > 0 {
		k.entries = append(k.entries, entry{Case: c, marks: marks, New: fresh})
		k.bound()
	}
	return fresh
}

// bound drops the entry that is tired most once there are too many.
func (k *corpus) bound() {
	if len(k.entries) <= entriesMax {
		return
	}
	worst := 0
	for i := range k.entries {
		if k.entries[i].tired > k.entries[worst].tired {
			worst = i
		}
	}
	k.entries = slices.Delete(k.entries, worst, worst+1)
}

// marksOf lists what a run left behind, in order: each point with the magnitude
// of its count, and each point with each kind of fault that touched something.
func marksOf(out *Outcome) []string {
	var kinds []string
	for _, f := range out.Faults {
		if k := string(f.Fault.Kind); f.Effects > 0 && !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	var marks []string
	for _, point := range slices.Sorted(maps.Keys(out.Reached)) {
		n := out.Reached[point]
		if n == 0 {
			continue
		}
		marks = append(marks, point+"*"+magnitude(n))
		for _, k := range kinds {
			marks = append(marks, point+"+"+k)
		}
	}
	return marks
}

var magnitudes = []string{"1", "2", "4", "8", "16", "32", "64", "128"}

// magnitude is a count rounded down to a power of two, 128 at most.
func magnitude(n uint64) string { return magnitudes[min(bits.Len64(n), len(magnitudes))-1] }

// pick draws the entry to go on with: of a few, the one whose rarest mark the
// fewest runs have left, and that was continued least.
func (k *corpus) pick(d *die) *Case {
	best, least := -1, 0
	for range 4 {
		i := d.below(len(k.entries))
		if worth := k.entries[i].tired + 4*k.rarest(i); best < 0 || worth < least {
			best, least = i, worth
		}
	}
	k.entries[best].tired++
	return &k.entries[best].Case
}

// rarest returns how many runs left the rarest mark of an entry.
func (k *corpus) rarest(i int) int {
	least := k.seen[k.entries[i].New[0]]
	for _, m := range k.entries[i].marks {
		least = min(least, k.seen[m])
	}
	return least
}
