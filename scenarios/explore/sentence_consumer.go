package explore

// consumerPhrases are of I-27 and I-33: what consumers make of what they cannot
// read, or do not know.
var consumerPhrases = []phrase{
	phraseOf(`(\S+) applied (\S+), which nobody can read`, func(p []string) string {
		return named(p[0]) + " took up something that nobody can read"
	}),
	phraseOf(`(\S+) was handed \S+ (\d+) times and has not put it away, allowed are (\d+)`, func(p []string) string {
		return named(p[0]) + " was handed something unreadable " + p[1] + " times, " + p[2] + " are allowed"
	}),
	phraseOf(`(\S+) keeps \S+ (\d+) times`, func(p []string) string {
		return named(p[0]) + " put something unreadable away " + p[1] + " times"
	}),
	phraseOf(`(\S+) keeps \S+ and does not say why`, func(p []string) string {
		return named(p[0]) + " put something away without saying why"
	}),
	phraseOf(`(\S+) was handed \S+, which nobody can read, and kept it nowhere \(\d+ such\)`, func(p []string) string {
		return named(p[0]) + " let something unreadable disappear"
	}),
	phraseOf(`(\S+) applied (\S*) (\w+), a type that it does not know`, func(p []string) string {
		return named(p[0]) + " took up an event of a type that it does not know"
	}),
	phraseOf(`(\S+) passed (\S*) (\w+) v(\d+) on without the "(\w+)" it came with`, func(p []string) string {
		return named(p[0]) + " passed " + about(p[2]) + " on without its field " + p[4]
	}),
	phraseOf(`(\S+) threw (\S*) (\w+) away: it does not know the type`, func(p []string) string {
		return named(p[0]) + " threw an event away whose type it does not know"
	}),
	phraseOf(`(\S+) refused (\S*) (\w+) v(\d+) \(.*\): its fields are those of another schema`, func(p []string) string {
		return named(p[0]) + " refused " + about(p[2]) + " because it was of another schema"
	}),
	phraseOf(`(\S+) was handed \S+ of the unknown type \S+ and dropped it \(\d+ such\)`, func(p []string) string {
		return named(p[0]) + " dropped an event of a type that it does not know"
	}),
}
