package explore

import "strings"

// stagePhrases are of I-28: what a region gives up, and how it comes back.
var stagePhrases = []phrase{
	phraseOf(`(\S+) sent event (\d+) of (\S+) to (\S+), and its analytics are frozen`, func(p []string) string {
		return "event " + p[1] + " of " + named(p[2]) + " left " + named(p[0]) + " for " + named(p[3]) + " although analytics were frozen"
	}),
	phraseOf(`(\S+) called (\S+) with (\S+), which can wait, and its suppliers are queued`, func(p []string) string {
		return named(p[1]) + " was called with " + named(p[2]) + " although the orders of " + named(p[0]) + " that can wait had to"
	}),
	phraseOf(`(\S+) left (\S+), and (\d+) events that it held back are not at (\S+)`, func(p []string) string {
		return named(p[0]) + " left its stage " + plainly(p[1]) + " while " + p[2] + " events that it had held back were not at " + named(p[3])
	}),
	phraseOf(`(\S+) left (\S+), and (\d+) orders to suppliers that it held back were not sent`, func(p []string) string {
		return named(p[0]) + " left its stage " + plainly(p[1]) + " while " + p[2] + " orders to suppliers that it had held back were not sent"
	}),
	phraseOf(`(\S+) left (\S+) at once, with all that it held back`, func(p []string) string {
		return named(p[0]) + " left its stage " + plainly(p[1]) + " without letting anything go first"
	}),
	phraseOf(`(\S+) was held back and then sent twice`, func(p []string) string {
		return named(p[0]) + " had waited, and was then taken twice by its supplier"
	}),
	phraseOf(`(\S+) never sent (\d+) orders to suppliers that it had held back`, func(p []string) string {
		return named(p[0]) + " never sent " + p[1] + " orders to suppliers that it had held back"
	}),
	phraseOf(`(\d+) of the (\d+) changes of the stage of (\S+) are not on record in its chained log`, func(p []string) string {
		return "of " + p[1] + " changes of the stage of " + named(p[2]) + " the log lacks " + p[0]
	}),
	phraseOf(`(\S+) is still at (\S+), and nothing is broken any more`, func(p []string) string {
		return named(p[0]) + " stayed at its stage " + plainly(p[1]) + " to the end"
	}),
	phraseOf(`(\S+) changed to (\S+) by change (\d+), after (\d+)`, func(p []string) string {
		return "the changes of the stage of " + named(p[0]) + " went from number " + p[3] + " to " + p[2]
	}),
	phraseOf(`(\S+) entered (\S+) from (\S+)`, func(p []string) string {
		return named(p[0]) + " went from " + plainly(p[2]) + " to " + plainly(p[1]) + " in one step"
	}),
	phraseOf(`(\S+) (?:let go of|left) (\S+) at (\S+)`, func(p []string) string {
		return named(p[0]) + " left the stage " + plainly(p[1]) + " although it was at " + plainly(p[2])
	}),
	phraseOf(`(\S+) changed its stage (\S+) after it had, allowed is (\S+)`, func(p []string) string {
		return named(p[0]) + " changed its stage " + p[1] + " after it had changed it"
	}),
	phraseOf(`(\S+) changed to (\S+), and no guard of it is about "(.*)"`, func(p []string) string {
		return named(p[0]) + " changed to " + plainly(p[1]) + " for a reason that nobody had declared"
	}),
	phraseOf(`(\S+) has \S+ (\S+) with (\S+) at (-?\d+), against its guard`, func(p []string) string {
		return named(p[0]) + " changed its stage " + plainly(p[1]) + " with " + p[2] + " at " + p[3] + ", which its guard does not allow"
	}),
	phraseOf(`(\S+) entered (\S+) as (\S+), which nobody else saw`, func(p []string) string {
		return named(p[0]) + " entered the stage " + plainly(p[1]) + ", and nothing was wrong with what it says, " + p[2]
	}),
	phraseOf(`(\S+) asks for (\S+) in (\S+) since (\S+), and it is at (\S+)`, func(p []string) string {
		return named(p[2]) + " was still at its stage " + plainly(p[4]) + " although " + p[0] + " had asked for " + plainly(p[1]) + " since " + p[3]
	}),
	phraseOf(`(\S+) has let go of (\S+), and its bus is (\d+) events behind`, func(p []string) string {
		return named(p[0]) + " let go of its stage " + plainly(p[1]) + " while its bus was " + p[2] + " events behind"
	}),
	phraseOf(`line (\d+) of (\S+) is at (\S+) for (\S+), and (\S+) is at (\S+): it picks and packs no more`, func(p []string) string {
		return "line " + p[0] + " of " + named(p[1]) + " was not worked on for " + p[3] + " after " + p[2] + ", as " + named(p[4]) + " was at its stage " + plainly(p[5])
	}),
	phraseOf(`stage-(\S+) of (\S+) was (\S+), and no change of its stage says so`, func(p []string) string {
		return "the alert about the stage " + plainly(p[0]) + " of " + named(p[1]) + " was " + p[2] + " without any change"
	}),
	phraseOf(`stage-(\S+) of (\S+) should be (\S+), and nobody was told`, func(p []string) string {
		return "the alert about the stage " + plainly(p[0]) + " of " + named(p[1]) + " was not " + p[2]
	}),
}

// plainly says the name of a stage.
func plainly(stage string) string { return strings.ReplaceAll(stage, "-", " ") }
