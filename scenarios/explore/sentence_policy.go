package explore

// onEvent is how I-16 names the event that a decision was about.
const onEvent = `(\w+) \S* ?at \d+ of (\S+), to (\S+) for ".*",`

// policyPhrases are of I-16 and I-20: what was decided on a crossing, by which
// policy, and where copies lie.
var policyPhrases = []phrase{
	phraseOf(onEvent+` was decided on after it had left`, func(p []string) string {
		return about(p[0]) + " went to " + named(p[2]) + " before it was decided on"
	}),
	phraseOf(onEvent+` was decided on twice under bundle (\d+)`, func(p []string) string {
		return about(p[0]) + " was decided on twice under policy " + p[3]
	}),
	phraseOf(onEvent+` was decided on by bundle (\d+), and then by the older bundle (\d+)`, func(p []string) string {
		return about(p[0]) + " was decided on by policy " + p[3] + " and then by the older policy " + p[4]
	}),
	phraseOf(onEvent+` was decided on by bundle (\d+) with hash \S*, which nobody published`, func(p []string) string {
		return about(p[0]) + " was decided on by a policy " + p[3] + " that nobody published"
	}),
	phraseOf(onEvent+` was decided on by bundle (\d+), and bundle (\d+) had to be in force at (\S+)`, func(p []string) string {
		return named(p[5]) + " still decided by policy " + p[3] + " when policy " + p[4] + " had to be in force"
	}),
	phraseOf(onEvent+` left, and the decision was to keep it`, func(p []string) string {
		return about(p[0]) + " went to " + named(p[2]) + " although it was to be kept"
	}),
	phraseOf(onEvent+` left with more than the decision allowed: .+`, func(p []string) string {
		return about(p[0]) + " went to " + named(p[2]) + " with more than was allowed"
	}),
	phraseOf(onEvent+` is (\w+) and was let go by bundle (\d+), which could not be used for that since (\S+)`, func(p []string) string {
		return about(p[0]) + ", which is " + p[3] + ", was let go by policy " + p[4] + " " + lasting(p[5]) + " after it had run out"
	}),
	phraseOf(onEvent+` may go with (\S+) by bundle (\d+), and bundle (\d+), which is stricter, waits at (\S+)`, func(p []string) string {
		return named(p[6]) + " let the " + field(p[3]) + " of " + about(p[0]) + " go by policy " + p[4] + " although the stricter policy " + p[5] + " was waiting"
	}),
	phraseOf(onEvent+` is of tier "(.*)", which is unknown, and may go`, func(p []string) string {
		return about(p[0]) + " was let go without a known tier"
	}),
	phraseOf(onEvent+` may go with (\S+), which no contract of bundle (\d+) lets out`, func(p []string) string {
		return about(p[0]) + " was let go with the " + field(p[3]) + ", which policy " + p[4] + " does not allow"
	}),
	phraseOf(`bundle (\d+) with hash \S* is in force at (\S+), and nobody published it`, func(p []string) string {
		return named(p[1]) + " obeyed a policy " + p[0] + " that nobody published"
	}),
	phraseOf(`bundle (\d+) came into force at (\S+) after bundle (\d+)`, func(p []string) string {
		return named(p[1]) + " went back from policy " + p[2] + " to policy " + p[0]
	}),
	phraseOf(`bundle (\d+) allows more than bundle \d+ and is in force at (\S+) (\S+) before its effective instant`, func(p []string) string {
		return named(p[1]) + " obeyed policy " + p[0] + ", which allows more, " + lasting(p[2]) + " too early"
	}),
	phraseOf(`an event left that no edge had decided on`, func([]string) string { return "an event left its region that nobody had decided on" }),
	phraseOf(`(\S+) of (\w+) is (\w+) at home in (\w+), and went to (\w+)`, func(p []string) string {
		return "the " + field(p[0]) + " of " + about(p[1]) + ", " + p[2] + " in " + p[3] + ", went to " + p[4]
	}),
	phraseOf(`a (\S+) in (\w+) holds what is (\w+) at home in (\w+)`, func(p []string) string {
		return "a " + p[0] + " in " + p[1] + " held what is " + p[2] + " in " + p[3]
	}),
}
