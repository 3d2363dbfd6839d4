package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/topology"
)

// ttlUsual is how long a credential is good for if the script does not say.
const ttlUsual = 5 * time.Minute

// actFile is one act of the script before it was checked.
type actFile struct {
	topology.Act
	place strict.Mapping
}

var actForm = strict.Object("an act", append(wishKeys(), credentialKeys()...), func(m strict.Mapping, a *actFile) {
	a.place = m
	a.TTL = cmp.Or(a.TTL, ttlUsual)
	if a.On == "" {
		a.On = "pod/" + a.Region
	}
})

// wishKeys say who asks for what.
func wishKeys() []strict.Key[actFile] {
	return []strict.Key[actFile]{
		strict.At("at", "when it is asked for, since the start of the run", strict.Duration,
			func(a *actFile) *time.Duration { return &a.At }).Needed(),
		strict.At("region", "the region that is asked", strict.Text,
			func(a *actFile) *string { return &a.Region }).Needed(),
		strict.At("who", "who asks", name,
			func(a *actFile) *string { return &a.Who }).Needed(),
		strict.At("role", "in which role, such as replay-engineer", name,
			func(a *actFile) *string { return &a.Role }).Needed(),
		strict.At("action", "what is asked for", strict.Choice[string]("action", Actions()),
			func(a *actFile) *string { return &a.Action }).Needed(),
		strict.At("on", "on what, such as export/tx/1; the region's pod if left out", strict.Text,
			func(a *actFile) *string { return &a.On }),
		strict.At("why", "the reason given; none if left out", strict.Text,
			func(a *actFile) *string { return &a.Why }),
		strict.At("ticket", "the ticket given; none if left out", strict.Text,
			func(a *actFile) *string { return &a.Ticket }),
		strict.At("events", "of a replay: how many of the newest events", strict.Whole[int64](1, 256),
			func(a *actFile) *int64 { return &a.Count }),
	}
}

// credentialKeys say with which credential.
func credentialKeys() []strict.Key[actFile] {
	return []strict.Key[actFile]{
		strict.At("home", "the region that the credential is for, of one that was stolen elsewhere; the region asked if left out", strict.Text,
			func(a *actFile) *string { return &a.Home }),
		strict.At("ttl", "how long the credential is good for; 5m if left out", strict.Duration,
			func(a *actFile) *time.Duration { return &a.TTL }),
		strict.At("age", "how long before it was issued; more than ttl: it has expired", strict.Duration,
			func(a *actFile) *time.Duration { return &a.Age }),
		strict.At("forged", "whether nobody issued it", strict.Flag,
			func(a *actFile) *bool { return &a.Forged }),
	}
}

// read returns the act, and reports what does not fit.
func (a actFile) read(f *file, t topology.Topology) topology.Act {
	regions := podRegions(t)
	for _, key := range []struct{ word, name string }{{"region", a.Region}, {"home", a.Home}} {
		if key.name != "" && !oneOf(key.name, regions) {
			a.place.Key(key.word).Report(strict.Suggest(key.name, regions), "unknown region %q", key.name)
		}
	}
	if a.At > f.workload.Duration {
		a.place.Key("at").Report("let it come earlier, or set workload.duration higher",
			"it is asked for at %s, after the load ends at %s", span(a.At), span(f.workload.Duration))
	}
	return a.Act
}

// encodeActs writes the script.
func encodeActs(w *writer, list []topology.Act) {
	if len(list) > 0 {
		w.line(1, "acts:")
	}
	for _, a := range list {
		parts := []string{"at: " + span(a.At), "region: " + scalar(a.Region), "who: " + a.Who, "role: " + a.Role, "action: " + a.Action}
		add := func(given bool, key, value string) {
			if given {
				parts = append(parts, key+": "+value)
			}
		}
		add(a.On != "pod/"+a.Region, "on", scalar(a.On))
		add(a.Why != "", "why", scalar(a.Why))
		add(a.Ticket != "", "ticket", scalar(a.Ticket))
		add(a.Count > 0, "events", fmt.Sprint(a.Count))
		add(a.Home != "", "home", scalar(a.Home))
		add(a.TTL != ttlUsual, "ttl", span(a.TTL))
		add(a.Age > 0, "age", span(a.Age))
		add(a.Forged, "forged", "true")
		w.line(2, "- {%s}", strings.Join(parts, ", "))
	}
}

// soonerActs brings the script and its credentials into less time.
func soonerActs(list []topology.Act, by time.Duration) []topology.Act {
	out := slices.Clone(list)
	for i := range out {
		out[i].At /= by
		out[i].TTL /= by
		out[i].Age /= by
	}
	return out
}
