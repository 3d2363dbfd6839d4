package explore

// copyPhrases are of I-23: copies, and what sets them right.
var copyPhrases = []phrase{
	phraseOf(`(\S+) was repaired as (\S+), and did not differ: what was on its way is no discrepancy`, func(p []string) string {
		return named(p[0]) + " was set right in a copy in which it was not wrong, as if it had been " + p[1]
	}),
	phraseOf(`(\S+) of (\S+) is (\S+) since before the run, and the run has ended without repairing it`, func(p []string) string {
		return named(p[0]) + " was " + p[2] + " at " + named(p[1]) + ", and the next reconciliation did not set it right"
	}),
	phraseOf(`(\S+) wrote of (\S+) on the word of a repair: the copy has overwritten its owner`, func(p []string) string {
		return named(p[0]) + " changed " + named(p[1]) + " because a copy said something else"
	}),
	phraseOf(`(\S+) of a copy is (\S+), and was repaired as (\S+)`, func(p []string) string {
		return named(p[0]) + " was " + p[1] + " in a copy, and was set right as if it were " + p[2]
	}),
	phraseOf(`a repair makes (\S+) version (\d+), which is not what its owner had written`, func(p []string) string {
		return "a copy was to have version " + p[1] + " of " + named(p[0]) + " in a form that its owner never wrote"
	}),
	phraseOf(`a repair of (\S+) goes to (\S+), which owns it`, func(p []string) string {
		return named(p[1]) + " was told to change " + named(p[0]) + ", which is its own"
	}),
	phraseOf(`(\S+) was repaired outside of any run`, func(p []string) string {
		return named(p[0]) + " was set right in a copy while no reconciliation was under way"
	}),
	phraseOf(`(\S+) was repaired, and no repair of it is on record`, func(p []string) string {
		return named(p[0]) + " was set right in a copy, and nothing on record says why"
	}),
	phraseOf(`a run took (\d+) pages and (\d+) rows, allowed are (\d+) pages of (\d+)`, func(p []string) string {
		return "a reconciliation read " + p[0] + " pages with " + p[1] + " rows, and may read " + p[2] + " of " + p[3]
	}),
	phraseOf(`a run says that it made (\d+) repairs, and (\d+) are on record`, func(p []string) string {
		return "a reconciliation counted " + p[0] + " repairs, and " + p[1] + " are on record"
	}),
}
