package explore

import "strings"

// documentPhrases are of I-40 and I-41: what partners send as documents.
var documentPhrases = []phrase{
	phraseOf(`(po/\S+) was (?:counted|taken) twice`, func(p []string) string {
		return "purchase order " + order(p[0]) + " was ordered twice"
	}),
	phraseOf(`(po/\S+) of (\S+) was (accepted|acknowledged as good), and is(?: not)?(?: wrong)?: (\S+)`, func(p []string) string {
		return "purchase order " + order(p[0]) + " was " + p[2] + " although its file is wrong (" + p[3] + ")"
	}),
	phraseOf(`(po/\S+) of (\S+) was acknowledged twice`, func(p []string) string {
		return "purchase order " + order(p[0]) + " was acknowledged twice"
	}),
	phraseOf(`(po/\S+) of (\S+) was never acknowledged \(997\), and nobody gave it up`, func(p []string) string {
		return "purchase order " + order(p[0]) + " was never acknowledged"
	}),
	phraseOf(`(po/\S+) was never answered \(855\), and nobody gave it up`, func(p []string) string {
		return "purchase order " + order(p[0]) + " was never answered"
	}),
	phraseOf(`(po/\S+) was answered twice \(855\)`, func(p []string) string {
		return "purchase order " + order(p[0]) + " was answered twice"
	}),
	phraseOf(`the (\d+) to (po/\S+) came (\S+) after its time, and nobody gave it up`, func(p []string) string {
		return "the answer (" + p[0] + ") to purchase order " + order(p[1]) + " came " + lasting(p[2]) + " late"
	}),
	phraseOf(`the (\d+) to (po/\S+) was given up (?:twice|after (\S+), before its time)`, func(p []string) string {
		if p[2] == "" {
			return "the answer (" + p[0] + ") to purchase order " + order(p[1]) + " was given up twice"
		}
		return "the answer (" + p[0] + ") to purchase order " + order(p[1]) + " was given up after " + lasting(p[2]) + " already"
	}),
	phraseOf(`(po/\S+) line (\d+): (\d+) (promised|shipped)(?:, (\d+) (?:ordered|promised)|, and nothing was (?:ordered|promised))`, func(p []string) string {
		most := p[4]
		if most == "" {
			most = "none"
		}
		return "of line " + p[1] + " of purchase order " + order(p[0]) + " " + units(p[2]) + " were " + p[3] + ", and only " + most + " might have been"
	}),
	phraseOf(`(po/\S+) line (\d+): sent were (\d+) (\S+), and (\d+) (\S+) came through`, func(p []string) string {
		return "line " + p[1] + " of purchase order " + order(p[0]) + " asked for " + units(p[2]) + " of " + p[3] + ", and became " + units(p[4]) + " of " + p[5]
	}),
	phraseOf(`control number (\S+) was used for two answers`, func(p []string) string {
		return "two answers carried the control number " + p[0]
	}),
	phraseOf(`control number (\d+) of (\S+) was never used, and nobody was told`, func(p []string) string {
		return "nobody was told that control number " + p[0] + " of " + p[1] + " is missing"
	}),
	phraseOf(`(\S+) (?:of (\S+) )?was set aside without a reason`, func(p []string) string {
		return "a file was set aside without a reason: " + p[0] + p[1]
	}),
	phraseOf(`(\S+) \((\S+)\) was never set aside`, func(p []string) string {
		return "file " + p[0] + " (" + p[1] + ") was never set aside"
	}),
	phraseOf(`(\d+) was received and is (.+)`, func(p []string) string {
		return "an answer (" + p[0] + ") is " + p[1]
	}),
	phraseOf(`somebody opened a connection to (\S+)`, func(p []string) string {
		return "somebody opened a connection to " + named(p[0]) + ", which only calls others"
	}),
	phraseOf(`(\S+) answered (\d+) of (\d+) commands while its partner misbehaved \(.+\), promised are (.+)`, func(p []string) string {
		return p[0] + " answered " + p[1] + " of " + p[2] + " commands while files of its partner were wrong, not " + p[3]
	}),
}

// order is a purchase order as people say it: po/tx/7 is 7 of tx.
func order(name string) string {
	region, n, found := strings.Cut(strings.TrimPrefix(name, "po/"), "/")
	if !found {
		return region
	}
	return n + " of " + region
}
