package attack

import "slices"

// Alone returns, for each thing that occurs as often as no other does, how often
// that is: whoever knows how often values occur can tell what it stands for.
// Counts that several share give nobody away and are left out.
func Alone[K comparable](counts map[K]int) map[int]K {
	out, shared := map[int]K{}, map[int]bool{}
	for name, n := range counts {
		if _, taken := out[n]; taken || shared[n] {
			delete(out, n)
			shared[n] = true
			continue
		}
		out[n] = name
	}
	return out
}

// Link is a pseudonym and the value that it is taken for.
type Link struct {
	Pseudonym, Value string
	Count            int // how often both occur
}

// Frequency links each pseudonym that occurs as often as no other one to the
// value that occurs so often, if that is but one. Tokens that are stable cannot
// hide how often they come; a field whose values come evenly gives nothing away.
// The links come most frequent first.
func Frequency(pseudonyms, values map[string]int) []Link {
	known := Alone(values)
	var out []Link
	for n, p := range Alone(pseudonyms) {
		if v, ok := known[n]; ok {
			out = append(out, Link{Pseudonym: p, Value: v, Count: n})
		}
	}
	slices.SortFunc(out, func(a, b Link) int { return b.Count - a.Count })
	return out
}
