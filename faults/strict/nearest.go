package strict

import "strings"

// Nearest returns the word that text was probably meant to be: the one with the
// fewest edits (insert, delete, replace, swap neighbours), at most a third of
// its length. The first of several wins; "" means that none is near.
func Nearest(text string, words []string) string {
	best, edits := "", 0
	low := strings.ToLower(text)
	for _, w := range words {
		d := distance(low, strings.ToLower(w))
		if d <= max(1, len(w)/3) && (best == "" || d < edits) {
			best, edits = w, d
		}
	}
	return best
}

// Suggest returns the end of an error about an unknown word: what was probably
// meant, or what there is.
func Suggest(text string, words []string) string {
	if near := Nearest(text, words); near != "" {
		return "did you mean \"" + near + "\"?"
	}
	const shown = 12
	if len(words) == 1 {
		return "write \"" + words[0] + "\""
	}
	if len(words) > shown {
		return "it is one of " + strings.Join(words[:shown], ", ") + ", ..."
	}
	return "it is one of " + strings.Join(words, ", ")
}

// distance is the restricted Damerau-Levenshtein distance in bytes. Texts that
// differ too much in length to be near are not compared.
func distance(a, b string) int {
	if gap := len(a) - len(b); gap > 8 || gap < -8 || len(a) > 64 {
		return len(a) + len(b)
	}
	before, last, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		before, last, now = last, now, before
	}
	return last[len(b)]
}
