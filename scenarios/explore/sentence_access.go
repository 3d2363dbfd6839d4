package explore

// accessPhrases are of I-21, I-32, I-34 and I-35: who may act, and what is on
// record of it.
var accessPhrases = []phrase{
	phraseOf(`(\S+): (?:link (\d+) follows on link \d+|link (\d+) names another hash .+|the hash of link (\d+) is not .+|link (\d+) has another hash .+)`, func(p []string) string {
		return named(p[0]) + " was changed at its link " + p[1] + p[2] + p[3] + p[4]
	}),
	phraseOf(`(\S+): the record of \S+ differs from what happened`, func(p []string) string {
		return "the audit log tells of " + named(p[0]) + " what did not happen"
	}),
	phraseOf(`an event (was decided and is not on record|is on record and never happened), with (\d+) others`, func(p []string) string {
		text := "a decision is on record that nobody took"
		if p[0] == "was decided and is not on record" {
			text = "a decision is missing from the audit log"
		}
		if p[1] != "0" {
			text += ", and " + p[1] + " others"
		}
		return text
	}),
	phraseOf(`(\S+) was accepted or done, and is not on record`, func(p []string) string {
		return "nothing of " + named(p[0]) + " is in the audit log"
	}),
	phraseOf(`(\S+): link (\d+) was given away, and the log ends at \d+`, func(p []string) string {
		return named(p[0]) + " was cut off before its link " + p[1]
	}),
	phraseOf(`(\S+): (\d+) links after the last one given away could be cut off unseen`, func(p []string) string {
		return "nobody outside knows of the last " + p[1] + " links of " + named(p[0])
	}),
	phraseOf(`(\S+) applied position \d+ of (\S+) again after a replay`, func(p []string) string {
		return named(p[0]) + " counted an event of " + named(p[1]) + " again because it was replayed"
	}),
	phraseOf(`(.+): (\w+) happened again after a replay, with key \S+`, func(p []string) string {
		return twice(p) + ", the second time because of a replay"
	}),
	phraseOf(`(\S+) as (\S+): (\S+) is granted to no such role`, func(p []string) string {
		return p[0] + " was allowed to " + p[2] + " as " + p[1] + ", whom nobody granted that"
	}),
	phraseOf(`(\S+): (\S+) in (\S+) with a credential of (\S+)`, func(p []string) string {
		return p[0] + " was allowed to " + p[1] + " in " + p[2] + " with a credential of " + p[3]
	}),
	phraseOf(`(\S+): (\S+) asked for (\S+) after the credential had expired, allowed are \S+`, func(p []string) string {
		return p[0] + " was allowed to " + p[1] + " with a credential that had expired " + lasting(p[2]) + " before"
	}),
	phraseOf(`(\S+) approved what they had asked for themselves: \S+ on (\S+)`, func(p []string) string {
		return p[0] + " approved " + named(p[1]) + ", which they had asked for themselves"
	}),
	phraseOf(`(\S+): (\S+) on (\S+), which nobody else approved`, func(p []string) string {
		return p[0] + " was allowed to " + p[1] + " on " + named(p[2]) + ", which nobody else had approved"
	}),
	phraseOf(`(\S+): (\S+) on (\S+) asked for (\S+) after the approval had ended`, func(p []string) string {
		return p[0] + " was allowed to " + p[1] + " on " + named(p[2]) + " " + lasting(p[3]) + " after the approval had ended"
	}),
	phraseOf(`(\S+): (\S+) on (\S+) without a (reason|ticket)`, func(p []string) string {
		return p[0] + " was allowed to " + p[1] + " on " + named(p[2]) + " without a " + p[3]
	}),
}
