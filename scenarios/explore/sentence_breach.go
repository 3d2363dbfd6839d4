package explore

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// phrase says one form of evidence plainly; the parts are what its form captured.
type phrase struct {
	form *regexp.Regexp
	say  func(part []string) string
}

func phraseOf(form string, say func(part []string) string) phrase {
	return phrase{regexp.MustCompile("^" + form + "$"), say}
}

// said says evidence in plain words. What no phrase fits is said as it is, with
// names as people say them.
func said(text string) string {
	for _, p := range phrases {
		if m := p.form.FindStringSubmatch(text); m != nil {
			return p.say(m[1:])
		}
	}
	return named(text)
}

// phrases has what the promises say, in the order of their numbers.
var phrases = slices.Concat(stockPhrases, eventPhrases, hiddenPhrases, policyPhrases, proofPhrases, accessPhrases, documentPhrases, watchPhrases, consumerPhrases, supplyPhrases, copyPhrases, failoverPhrases, stagePhrases, systemPhrases)

// stockPhrases are of I-01 to I-04 and I-11: goods.
var stockPhrases = []phrase{
	phraseOf(`book of (.+) claims (.+) after \w+ .+; its own entries add up to (.+)`, func(p []string) string {
		return "the book of " + p[0] + " claimed " + named(p[1]) + ", but its own entries add up to " + named(p[2])
	}),
	phraseOf(`book of (.+) says (-?\d+) on hand; (-?\d+) stand on the shelf and (-?\d+) in staging`, func(p []string) string {
		return "the book of " + p[0] + " counted " + units(p[1]) + " on hand, but " + were(sum(p[2], p[3])) + " really there"
	}),
	phraseOf(`book of (.+) shipped (-?\d+); (-?\d+) really left`, func(p []string) string {
		return "the book of " + p[0] + " counted " + units(p[1]) + " shipped, but " + p[2] + " really left"
	}),
	phraseOf(`a movement of (\d+) (\S+) from .+: goods out of nothing`, func(p []string) string {
		return units(p[0]) + " of " + p[1] + " came out of nothing"
	}),
	phraseOf(`(\d+) (.+) taken from (\w+)/\S+, which held (-?\d+)`, func(p []string) string {
		return units(p[0]) + " of " + p[1] + " were taken from where only " + p[3] + " stood"
	}),
	phraseOf(`\w+ (\S+) was answered ok, and no ledger has anything of it`, func(p []string) string {
		return named(p[0]) + " was confirmed, and no ledger has anything of it"
	}),
	phraseOf(`by the book (\d+) units of (.+) (came|were shipped|were lost), and (-?\d+) really did`, func(p []string) string {
		return "the book of " + p[1] + " counted " + units(p[0]) + " that " + p[2] + ", and only " + p[3] + " really did"
	}),
	phraseOf(`of (.+) (\d+) units that came, (\d+) that were shipped and (\d+) that were lost are in no book`, func(p []string) string {
		var parts []string
		for i, what := range []string{"came", "were shipped", "were lost"} {
			if n := p[i+1]; n != "0" {
				parts = append(parts, units(n)+" that "+what)
			}
		}
		return "no book has " + strings.Join(parts, " and ") + " of " + p[0]
	}),
	phraseOf(`(\d+) units of (.+) are promised beyond what there is, allowed are (\d+)`, func(p []string) string {
		return units(p[0]) + " of " + p[1] + " were promised that are not there, more than " + p[2]
	}),
	phraseOf(`units were promised that are not there, for more than (\S+), summed over them`, func(p []string) string {
		return "units were promised that are not there, for more than " + p[0] + " summed over them"
	}),
	phraseOf(`(\d+) of (\d+) promises were broken, (\d+) units were lost, allowed are (\d+) in a million more`, func(p []string) string {
		return p[0] + " of " + p[1] + " order lines lost the goods again that they had been promised, and only " + were(p[2]) + " missing"
	}),
	phraseOf(`(.+): allocated fell to (-\d+)`, func(p []string) string {
		return strings.TrimPrefix(p[1], "-") + " more of " + p[0] + " was given back than had been promised"
	}),
	phraseOf(`(.+): (\d+) allocated, but only (-?\d+) on hand, (-?\d+) of them held, (\d+) allowed beyond`, func(p []string) string {
		text := units(p[1]) + " of " + p[0] + " were promised, but only " + were(p[2]) + " on hand"
		if p[3] != "0" {
			text += ", " + p[3] + " of them put aside"
		}
		return text
	}),
	phraseOf(`(order\S+(?: line \d+)?) is closed and settled, and \w+ changes its reservation by ([+-]\d+)`, func(p []string) string {
		return named(p[0]) + " was closed, and then its reservation changed by " + p[1]
	}),
	phraseOf(`(order\S+(?: line \d+)?) has given back (\d+) more than it reserved: .+`, func(p []string) string {
		return named(p[0]) + " gave back " + units(p[1]) + " more than it had reserved"
	}),
	phraseOf(`(order\S+(?: line \d+)?) is closed and still holds (-?\d+)`, func(p []string) string {
		return named(p[0]) + " was closed and still holds " + units(p[1])
	}),
	phraseOf(`(order\S+(?: line \d+)?) holds (-?\d+) and does not exist`, func(p []string) string {
		return named(p[0]) + " does not exist and holds " + units(p[1])
	}),
}

// eventPhrases are of I-05 to I-09: what happened, how often and in which order.
var eventPhrases = []phrase{
	phraseOf(`(.+): the (\w+) asked for with key \S+ happened twice`, twice),
	phraseOf(`(.+): (\w+) happened twice: keys .+`, twice),
	phraseOf(`command (\S+) created something twice; the second is (\S+)`, func(p []string) string {
		return named(p[0]) + " was created twice, the second time as " + named(p[1])
	}),
	phraseOf(`event id \S+ stands for two events; the second is (\S+) (\w+) v\d+`, func(p []string) string {
		return "two events had the same id, the second of them " + event(p[1], p[0])
	}),
	phraseOf(`(\S+) applied (\S+) (\w+) v\d+ twice \(.+\)`, func(p []string) string {
		return named(p[0]) + " counted " + event(p[2], p[1]) + " twice"
	}),
	phraseOf(`(\S+) never settled (\d+) events of (\S+), the first at position \d+`, func(p []string) string {
		return named(p[0]) + " never dealt with " + p[1] + " events of " + named(p[2])
	}),
	phraseOf(`(\S+): position (\d+) of epoch (\d+) written after position (\d+) of epoch (\d+)`, func(p []string) string {
		return "the ledger of " + named(p[0]) + " got entry " + p[1] + " of its epoch " + p[2] + " after entry " + p[3] + " of epoch " + p[4]
	}),
	phraseOf(`(\S+): the owner wrote v(\d+) after v(\d+)`, func(p []string) string {
		return "version " + p[1] + " of " + named(p[0]) + " was written right after version " + p[2]
	}),
	phraseOf(`(\S+) accepted (\S+) v(\d+) of epoch \d+ after v(\d+) of epoch \d+`, func(p []string) string {
		return named(p[0]) + " accepted version " + p[2] + " of " + named(p[1]) + " although it had version " + p[3]
	}),
	phraseOf(`(\S+) accepted (\S+) v(\d+) after v(\d+) and parked nothing`, func(p []string) string {
		return named(p[0]) + " accepted version " + p[2] + " of " + named(p[1]) + " right after version " + p[3]
	}),
	phraseOf(`(\S+) refused (\S+) v(\d+) as stale; it has v(\d+)`, func(p []string) string {
		return named(p[0]) + " refused version " + p[2] + " of " + named(p[1]) + " as old, although it only had version " + p[3]
	}),
	phraseOf(`(\S+) has parked (\d+) events, allowed are (\d+)`, func(p []string) string {
		return named(p[0]) + " put " + p[1] + " early events aside, " + p[2] + " are allowed"
	}),
	phraseOf(`(\d+) events are still parked, the first is (\S+) v(\d+) at (\S+)`, func(p []string) string {
		return named(p[3]) + " still waits for what comes before version " + p[2] + " of " + named(p[1])
	}),
	phraseOf(`(.+): (\w+) is no step of the process`, func(p []string) string {
		return named(p[0]) + " took a step that the process does not have: " + event(p[1], "")
	}),
	phraseOf(`(.+): (\w+), but it does not exist`, func(p []string) string {
		return event(p[1], p[0]) + " was recorded, although there is no such order"
	}),
	phraseOf(`(.+): (\w+) is not allowed when it is (\w+)`, func(p []string) string {
		return event(p[1], p[0]) + " was recorded when it was " + strings.ToLower(p[2])
	}),
	phraseOf(`(\S+) claims to be (\w+); its least advanced open line is (\w+)`, func(p []string) string {
		return named(p[0]) + " claimed to be " + strings.ToLower(p[1]) + ", but one of its lines was only " + strings.ToLower(p[2])
	}),
	phraseOf(`(\S+) applied (\S+) (\w+) v\d+ before its cause \S+`, func(p []string) string {
		return named(p[0]) + " saw " + event(p[2], p[1]) + " before what had caused it"
	}),
	phraseOf(`event \d+ of (\S+) reached (\S+) (\S+) after the last fault was gone, later than (\S+)`, func(p []string) string {
		return named(p[1]) + " heard from " + named(p[0]) + " only " + lasting(p[2]) + " after everything was mended, " + lasting(p[3]) + " are promised"
	}),
	phraseOf(`(\S+) shows (.+) for (.+); the owner's book says (.+) since \S+`, func(p []string) string {
		return named(p[0]) + " showed " + named(p[1]) + " for " + p[2] + ", but the book says " + named(p[3])
	}),
}

// systemPhrases are of the other promises: what crosses, what is bounded, what
// goes on alone, clocks and the harness itself.
var systemPhrases = []phrase{
	phraseOf(`\w+ (\S*) to (\S+) carries (\w+) of (\S+) \(.+\)`, func(p []string) string {
		return "a message to " + named(p[1]) + " carried the " + field(p[2]) + " of an order of " + p[3]
	}),
	phraseOf(`(\w+) to (\S+) for ".*" has no contract and carries \d+ fields`, func(p []string) string {
		return about(p[0]) + " was reported to " + named(p[1]) + ", which no contract allows"
	}),
	phraseOf(`(\w+) to (\S+) for ".*" carries (\S+), (which .+)`, func(p []string) string {
		return about(p[0]) + " was reported to " + named(p[1]) + " with the field " + p[2] + ", " + p[3]
	}),
	phraseOf(`(\d+) bytes crossed and (\d+) stayed: more than (\d+) per thousand`, func(p []string) string {
		return p[0] + " bytes left their region and " + p[1] + " stayed, more than " + p[2] + " in a thousand"
	}),
	phraseOf(`(\S+) holds back (\d+) events from its bus, allowed are (\d+)`, func(p []string) string {
		return named(p[0]) + " held back " + p[1] + " events from its bus, " + p[2] + " are allowed"
	}),
	phraseOf(`(\S+) settled (\d+) events of (\S+), which wrote only (\d+) for it`, func(p []string) string {
		return named(p[0]) + " dealt with " + p[1] + " events of " + named(p[2]) + ", which wrote only " + p[3]
	}),
	phraseOf(`(\S+): (\S+) wrote (\d+) events for it, \d+ are settled or parked; (\d+) are gone without a trace, .+`, func(p []string) string {
		return p[3] + " of " + p[2] + " events of " + named(p[1]) + " were lost without a trace at " + named(p[0])
	}),
	phraseOf(`(\S+) answered (\d+) of (\d+) local commands while cut off \(.+\), promised are (.+)`, func(p []string) string {
		return p[0] + " answered only " + p[1] + " of " + p[2] + " local commands while it was cut off, " + p[3] + " are promised"
	}),
	phraseOf(`(\S+) took (\S+) for 99 of 100 local commands while cut off, (\S+) before`, func(p []string) string {
		return p[0] + " took up to " + lasting(p[1]) + " for local commands while it was cut off, " + lasting(p[2]) + " before"
	}),
	phraseOf(`command \w+ (\S+) crossed to another region before it was decided`, func(p []string) string {
		return named(p[0]) + " went to another region before it was decided"
	}),
	phraseOf(`(.+) of the local commands took up to (\S+) with round trips ten times as long, (\S+) without`, func(p []string) string {
		return p[0] + " of the local commands took up to " + lasting(p[1]) + " once round trips were ten times as long, " + lasting(p[2]) + " before"
	}),
	phraseOf(`(\S+) \(I-\d+\) broke after the clock of (\S+) was \S+ off`, func(p []string) string {
		return "the promise of " + strings.ReplaceAll(p[0], "-", " ") + " broke under the wrong clock of " + p[1]
	}),
	phraseOf(`(\S+)(?: of \S+)?: (?:\d+ decisions with right clocks, .+|as many decisions with wrong clocks, but others)`, func(p []string) string {
		return named(p[0]) + " decided otherwise than with right clocks"
	}),
	phraseOf(`the same seed gave trace \w+ and then \w+`, func([]string) string { return "the same seed ran in two different ways" }),
}

// twice says that an effect on an order line happened twice.
func twice(p []string) string {
	if word, ok := happenedTo[p[1]]; ok {
		return named(p[0]) + " was " + word + " twice"
	}
	return "the " + p[1] + " of " + named(p[0]) + " happened twice"
}

// lasting says a duration of Go's form.
func lasting(text string) string {
	d, err := time.ParseDuration(text)
	if err != nil {
		return text
	}
	return length(d)
}

// field says what a field that must not leave its region holds.
func field(name string) string {
	if name == "ship_to" {
		return "delivery address"
	}
	return strings.ReplaceAll(name, "_", " ")
}

func sum(a, b string) string {
	x, _ := strconv.Atoi(a) // digits, by the form
	y, _ := strconv.Atoi(b)
	return strconv.Itoa(x + y)
}
