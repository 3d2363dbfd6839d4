// Package house states the rules this repository is built by and finds where a
// tree breaks them: which folder may import which, how long a function may grow,
// where clocks and chance are forbidden, what every package comment owes its
// reader.
//
// It reads source text and nothing else: it compiles nothing, runs nothing and
// needs no network, so it also works on a tree that does not build. A folder
// that does not exist yet breaks no rule. Start at [Rules].
package house

import "fmt"

// Rule is one thing the tree must keep to.
type Rule struct {
	Name  string // for a test's name
	Why   string // what would be lost without it
	Check func(Tree) []Finding
}

// Rules returns every rule of the house.
func Rules() []Rule {
	return []Rule{
		{"imports", "the direction of imports is the design; against it, nothing can be tested or replaced alone", Imports},
		{"fences", "a heavy dependency stays where it is needed, so that the rest builds and reads without it", Fences},
		{"purity", "the same seed must give the same bytes, so clock, chance and scheduling belong to the world", Purity},
		{"sleep", "a test that sleeps is slow on a good day and fails on a bad one", Sleep},
		{"comments", "ten lines of comment must say what a package promises and where to start reading", Comments},
		{"sizes", "what does not fit on a screen is not read to its end", Sizes},
		{"names", "a name that fits everything says nothing", Names},
		{"format", "one form of the same code leaves only what changed to read", Format},
		{"words", "what is left to do belongs to the tracker, where it is seen", Words},
		{"reach", "a point nobody can look up, or that no code marks any more, makes a scenario's demand empty", Reach},
		{"examples", "an example that runs is the first thing a newcomer copies", Examples},
	}
}

// Finding is one place that breaks a rule.
type Finding struct {
	Place string // file:line, or a folder
	Text  string // what is wrong there
	Why   string // the reason of the broken line of the rule, if it has one of its own
}

// String returns the finding on one line, its reason on a second.
func (f Finding) String() string {
	text := fmt.Sprintf("%s: %s", f.Place, f.Text)
	if f.Why != "" {
		text += "\n\twhy: " + f.Why
	}
	return text
}
