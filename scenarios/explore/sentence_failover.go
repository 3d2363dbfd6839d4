package explore

// failoverPhrases are of I-29 and I-45: who takes the orders of a region, and what
// becomes of what was taken elsewhere.
var failoverPhrases = []phrase{
	phraseOf(`(\S+) took (\S+), which was asked for while (\S+) had the commands of (\w+), in term (\d+)`, func(p []string) string {
		return named(p[0]) + " took " + named(p[1]) + " while the orders of " + p[3] + " were taken by " + named(p[2])
	}),
	phraseOf(`term (\d+) of (\w+) was granted after term (\d+)`, func(p []string) string {
		return "the right to take orders of " + p[1] + " went from term " + p[2] + " to term " + p[0]
	}),
	phraseOf(`term (\d+) of (\w+) changed no hands`, func(p []string) string {
		return "whoever took the orders of " + p[1] + " got that right again, as term " + p[0]
	}),
	phraseOf(`(\S+) took over and lacks (\d+) events that (\S+) had written when it was last heard of, allowed are (\d+)`, func(p []string) string {
		return named(p[0]) + " took over although it lacked " + p[1] + " events of " + named(p[2]) + ", " + p[3] + " are allowed"
	}),
	phraseOf(`(\S+) took over, and (\S+) was never heard of`, func(p []string) string {
		return named(p[0]) + " took over from " + named(p[1]) + ", of which nobody had heard"
	}),
	phraseOf(`(\S+) took over under policy (\d+), and (\w+) had policy (\d+) when it was last heard of`, func(p []string) string {
		return named(p[0]) + " took over with policy " + p[1] + ", and the policy of " + p[2] + " was version " + p[3]
	}),
	phraseOf(`(\S+) took over in (\w+), where no policy of (\w+) lets an order be`, func(p []string) string {
		return named(p[0]) + " took over in " + p[1] + ", where no order of " + p[2] + " may be"
	}),
	phraseOf(`(\S+) opened in term (\d+), and term (\d+) is in force, of (\S+)`, func(p []string) string {
		return named(p[0]) + " began to take orders in term " + p[1] + ", and " + named(p[3]) + " had them in term " + p[2]
	}),
	phraseOf(`(\S+) opened in term (\d+), and (\S+) has not closed term (\d+)`, func(p []string) string {
		return named(p[0]) + " began to take orders while " + named(p[2]) + " still took them"
	}),
	phraseOf(`(\S+) opened while (\d+) commands that (\S+) took were not handed back`, func(p []string) string {
		return named(p[0]) + " began to take orders, and " + p[1] + " that " + named(p[2]) + " had taken were not handed back"
	}),
	phraseOf(`(\S+) took (\S+) in term (\d+), in which it is not open`, func(p []string) string {
		return named(p[0]) + " took " + named(p[1]) + " when it was not to take any"
	}),
	phraseOf(`(\S+) took (\S+) and answered ok, and (\S+) neither did it nor listed it`, func(p []string) string {
		return named(p[1]) + " was taken by " + named(p[0]) + " and is lost to " + named(p[2])
	}),
	phraseOf(`(\S+) was down for (\S+), and its standby was not open after (\S+)`, func(p []string) string {
		return named(p[0]) + " was down for " + lasting(p[1]) + ", and nobody had taken over after " + lasting(p[2])
	}),
	phraseOf(`line (\d+) of (\S+) was shipped at home, and again as (\S+)`, func(p []string) string {
		return "line " + p[0] + " of " + named(p[1]) + " was shipped at home, and once more as " + named(p[2])
	}),
	phraseOf(`(\S+) took (\S+), a (\w+), and nobody has shown that those come home`, func(p []string) string {
		return named(p[0]) + " took " + named(p[1]) + ", and nobody has shown that such a command comes home"
	}),
	phraseOf(`standing-in of (\w+) was (\S+), and no standby of it says so`, func(p []string) string {
		return "people in " + p[0] + " were told of a takeover (" + p[1] + ") that was none"
	}),
	phraseOf(`standing-in of (\w+) should be (\S+), and nobody was told`, func(p []string) string {
		return "a standby in " + p[0] + " took over or was done, and nobody there was told (" + p[1] + ")"
	}),
	phraseOf(`(\d+) of the (\d+) changes of who takes the orders of (\w+) are not on record in a chained log`, func(p []string) string {
		return p[0] + " of the " + p[1] + " times that the orders of " + p[2] + " changed hands are in no chained log"
	}),
	phraseOf(`(\S+) took (\S+) twice`, func(p []string) string { return named(p[0]) + " took " + named(p[1]) + " twice" }),
	phraseOf(`(\S+) was handed back, and no standby took it`, func(p []string) string {
		return named(p[0]) + " was handed back although no standby had taken it"
	}),
	phraseOf(`(\S+) was handed back twice`, func(p []string) string { return named(p[0]) + " was handed back twice" }),
	phraseOf(`(\S+) is listed for somebody, and nothing says why`, func(p []string) string {
		return named(p[0]) + " is listed for somebody to look at, and nothing says why"
	}),
	phraseOf(`(\S+) was taken by a standby, and is neither done nor listed`, func(p []string) string {
		return named(p[0]) + " was taken by a standby and never came home"
	}),
	phraseOf(`(\S+) was returned, and its owner created the order (\d+) times`, func(p []string) string {
		return named(p[0]) + " came home from a standby and was created " + p[1] + " times"
	}),
	phraseOf(`(\S+) was returned, and its owner's ledger has nothing of it`, func(p []string) string {
		return named(p[0]) + " came home from a standby, and nothing was done about it"
	}),
}
