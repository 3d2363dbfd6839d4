package explore

// hiddenPhrases are of I-13 and I-14: what is sealed, and what tokens tell.
var hiddenPhrases = []phrase{
	phraseOf(`(\S+) opened (\w+) of (\S+) from (\S+), where (\w+) data of (\S+) may not be`, func(p []string) string {
		return named(p[0]) + " opened the " + field(p[1]) + " of " + named(p[2]) + ", and " + p[4] + " data of " + p[5] + " may not be there"
	}),
	phraseOf(`(\w+) \S+ opened as that of (\S+), and was opened as that of another before`, func(p []string) string {
		return "the sealed " + field(p[0]) + " of another order opened as the " + field(p[0]) + " of " + named(p[1])
	}),
	phraseOf(`\w* ?to (\S+) carries the secret of (\S+), from which its keys are derived \(.+\)`, func(p []string) string {
		return "a message to " + named(p[0]) + " carried the secret that the keys of " + p[1] + " are made from"
	}),
	phraseOf(`(\w+) of \w+ \S+ is sealed as \S+, as that of another event was: it is bound to neither`, func(p []string) string {
		return "two orders left with the same sealed " + field(p[0]) + ", so that one can be put in the place of the other"
	}),
	phraseOf(`token \S+ of (\w+) in .+ is (\S+)(?:, the salt being ".*")? of "(.*)", which anybody can guess`, func(p []string) string {
		return "a token of the " + field(p[0]) + " turned out to be " + p[1] + " of " + named(p[2]) + ", which anybody can work out"
	}),
	phraseOf(`token \S+ of (\w+) in (\S+)>\S+ .+ is also one of (\S+)>.+: whoever sees both links them`, func(p []string) string {
		return "one " + field(p[0]) + " had the same token from " + named(p[1]) + " as from " + named(p[2]) + ", so that the two can be linked"
	}),
	phraseOf(`token \S+ of (\w+) stands for two in .+`, func(p []string) string {
		return "one token stood for two values of the " + field(p[0])
	}),
	phraseOf(`(\w+) of event \S+ is token \S+ in .+, and was another one before under the same keys`, func(p []string) string {
		return "one value of the " + field(p[0]) + " had two tokens under the same keys"
	}),
	phraseOf(`in .+ (\w+) \S*, (\d+) of (\d+) tokens stand alone in how often they came, .+`, func(p []string) string {
		return p[1] + " of " + p[2] + " tokens of the " + field(p[0]) + " could be told by how often they came"
	}),
}
