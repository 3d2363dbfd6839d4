package explore

// proofPhrases are of the pair of I-12, of I-31 and I-44: what can be seen outside
// of a region, what is put down, and figures of many.
var proofPhrases = []phrase{
	phraseOf(`with other secrets, byte \d+ of \d+ of (.+) at \d+ ms (differs|begins .+|is where .+)`, func(p []string) string {
		return "what can be seen outside of a region depends on a secret: " + p[0]
	}),
	phraseOf(`with other secrets, (.+) at \d+ ms is seen at another instant: .+`, func(p []string) string {
		return "when something can be seen outside of a region depends on a secret: " + p[0]
	}),
	phraseOf(`with other secrets, (.+) at \d+ ms (is something else|shows another figure): .+`, func(p []string) string {
		return "what can be seen outside of a region depends on a secret: " + p[0]
	}),
	phraseOf(`with other secrets (\d+) things could be seen outside of their region, not (\d+)`, func(p []string) string {
		return "how much can be seen outside of a region depends on a secret: " + p[0] + " things, not " + p[1]
	}),
	phraseOf(`a (\S+) of (\S+) in (\S+) carries (\w+) of (\S+) \(.+\)`, func(p []string) string {
		return "a " + p[0] + " that " + named(p[1]) + " put down in " + named(p[2]) + " carried the " + field(p[3]) + " of an order of " + p[4]
	}),
	phraseOf(`(\S+) says (\d+), and (\d+) were applied`, func(p []string) string {
		return "the figure " + p[0] + " counted " + p[1] + " orders, but there were " + p[2]
	}),
	phraseOf(`(\S+) is about (\d+), it takes (\d+) to be released`, func(p []string) string {
		return "the figure " + p[0] + " was released, and is about " + p[1] + " customers only, not " + p[2]
	}),
	phraseOf(`(\S+) and an earlier release differ by (\d+), it takes (\d+)`, func(p []string) string {
		return "the figure " + p[0] + " and an earlier one tell of " + p[1] + " customers by their difference, not of " + p[2]
	}),
}
