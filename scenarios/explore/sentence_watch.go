package explore

// watchPhrases are of I-03 where it puts commands in order, I-10, I-36, I-37 and
// I-38: what is shown, measured and alarmed, and who owns it.
var watchPhrases = []phrase{
	phraseOf(`no order of the (\d+) operations on (.+) explains what was decided`, func(p []string) string {
		return "what was decided on " + p[1] + " fits no order in which its " + p[0] + " commands and changes could have happened"
	}),
	phraseOf(`(.+): what was decided does not fit the (-?\d+) that were free`, func(p []string) string {
		return "what was decided on " + p[0] + " does not fit the " + p[1] + " that were free"
	}),
	phraseOf(`(\S+) shows (.+) as authoritative, and is (.+)`, func(p []string) string {
		return named(p[0]) + " showed " + p[1] + " as the owner's word, and was " + p[2]
	}),
	phraseOf(`(\S+) shows (.+) and does not say whose word that is`, func(p []string) string {
		return named(p[0]) + " showed " + p[1] + " and did not say whose word that is"
	}),
	phraseOf(`(\S+) shows (.+) as it was (\S+) ago, allowed are (\S+)`, func(p []string) string {
		return named(p[0]) + " showed " + p[1] + " as it had been " + p[2] + " before, which nothing that was broken explains"
	}),
	phraseOf(`(\S+) is at work, and nobody owns it`, func(p []string) string {
		return named(p[0]) + " was at work, and nobody owns it"
	}),
	phraseOf(`(\S+) is at work without any (.+)`, func(p []string) string {
		return named(p[0]) + " was at work without any " + p[1]
	}),
	phraseOf(`the configuration of (\S+) has changed, and the alert does not say how`, func(p []string) string {
		return "a setting of " + p[0] + " was changed by hand, and whoever was told was not told how"
	}),
	phraseOf(`the configuration of (\S+) is said to be as declared again, and is not`, func(p []string) string {
		return "an alarm about a setting of " + named(p[0]) + " ended although it was still changed"
	}),
	phraseOf(`the configuration of (\S+) is said to have changed, and has not`, func(p []string) string {
		return "somebody was told that a setting of " + p[0] + " had changed, and none had"
	}),
	phraseOf(`the configuration of (\S+) was changed by hand, and nobody was told`, func(p []string) string {
		return "a setting of " + p[0] + " was changed by hand, and nobody was told"
	}),
	phraseOf(`(\S+) of (\S+) is broken since \S+, and nobody was told`, func(p []string) string {
		return "the rule " + p[0] + " was broken in " + p[1] + ", and nobody was told"
	}),
	phraseOf(`(\S+) was alarmed of (\S+), which no rule asks for`, func(p []string) string {
		return "somebody was called about " + p[0] + " in " + p[1] + ", which no rule asks for"
	}),
	phraseOf(`(\S+) of (\S+) was alarmed without (.+)`, func(p []string) string {
		return "the alert " + p[0] + " of " + p[1] + " came without " + p[2]
	}),
	phraseOf(`(\S+) of (\S+) was alarmed twice`, func(p []string) string {
		return "the alert " + p[0] + " of " + p[1] + " was raised again while it was open"
	}),
	phraseOf(`(\S+) of (\S+) was alarmed, and is as it should be`, func(p []string) string {
		return "somebody was called about " + p[0] + " in " + p[1] + ", and nothing was wrong"
	}),
	phraseOf(`(\S+) of (\S+) was called over, and nobody was alarmed`, func(p []string) string {
		return "the alert " + p[0] + " of " + p[1] + " ended, and had not been raised"
	}),
	phraseOf(`(\S+) of (\S+) was called over, and is broken since (\S+)`, func(p []string) string {
		return "the alert " + p[0] + " of " + p[1] + " ended, and nothing had become better since " + p[2]
	}),
	phraseOf(`(\S+) of (\S+) is kept since (\S+), and its alarm never ended`, func(p []string) string {
		return "the alert " + p[0] + " of " + p[1] + " did not end, and all was well since " + p[2]
	}),
	phraseOf(`a report about (\S+) leaves out (\S+), which can be told`, func(p []string) string {
		return "a report about " + named(p[0]) + " left out " + p[1]
	}),
	phraseOf(`the monitor of (\S+) is called silent, and is not`, func(p []string) string {
		return "somebody was told that the monitor of " + p[0] + " had fallen silent, and it had not"
	}),
	phraseOf(`the monitor of (\S+) has said nothing since (\S+), and nobody was told`, func(p []string) string {
		return "the monitor of " + p[0] + " fell silent, and nobody was told"
	}),
	phraseOf(`(\S+) of (\S+) is reported as \S+, and it can be told: (?:true|false)`, func(p []string) string {
		return "the monitor of " + named(p[1]) + " was wrong about whether " + p[0] + " can be told"
	}),
	phraseOf(`(\S+) of (\S+) is reported as (-?\d+), and is (.+)`, func(p []string) string {
		return "the monitor of " + named(p[1]) + " reported " + p[0] + " as " + p[2] + ", but it was " + p[3]
	}),
}
