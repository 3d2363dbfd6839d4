package reports

import (
	"fmt"
	"strings"
	"time"

	"github.com/seatrial/seatrial/scenarios/run"
)

// circumstances says under which terms a run was held, as far as they differ
// from those of a repeatable run of the scenario as it is written.
func circumstances(r *run.Result) []string {
	var out []string
	if r.RealTime {
		out = append(out, "in real time")
	}
	switch {
	case r.Factor == 1:
		out = append(out, "live profile")
	case r.Factor > 1:
		out = append(out, fmt.Sprintf("live profile: time divided by %d", r.Factor))
	}
	if r.Unsafe() {
		out = append(out, "profile UNSAFE")
	} else if r.Profile != "" {
		out = append(out, "profile "+r.Profile)
	}
	if r.Transport != "" {
		out = append(out, "transport "+r.Transport)
	}
	if r.Means != "" {
		out = append(out, "means "+r.Means)
	}
	return out
}

// unsafeWarning stands before the verdict of a run that may lose what it
// acknowledged, in every report.
const unsafeWarning = "UNSAFE PROFILE, what was acknowledged may be lost: "

// marks follow the name of a scenario where only its name is shown: the world,
// if its time is real, and whether its disk was unsafe.
func marks(r *run.Result) string {
	out := ""
	if r.RealTime {
		out = " (" + clean(r.World) + ")"
	}
	if r.Unsafe() {
		out += " (UNSAFE)"
	}
	return out
}

// unjudged says which promises were not judged, a sentence for each reason.
func unjudged(r *run.Result) []string {
	var order []string
	names := map[string][]string{}
	for _, l := range r.LeftOut {
		if names[l.Why] == nil {
			order = append(order, l.Why)
		}
		names[l.Why] = append(names[l.Why], fmt.Sprintf("%s (%s)", clean(l.Name), clean(l.ID)))
	}
	var out []string
	for _, why := range order {
		out = append(out, fmt.Sprintf("Left out, neither held nor unknown: %s: %s.", strings.Join(names[why], ", "), clean(why)))
	}
	return out
}

// recovered writes how long after its revert nothing was left of a fault.
func recovered(d *time.Duration) string {
	if d == nil {
		return "-"
	}
	return micros(float64(*d) / 1e3)
}
