package faults

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// skewMax is the most that counts as a badly synchronised clock.
const skewMax = 15 * time.Minute

// FieldError says which part of a fault is wrong and what to write instead.
type FieldError struct {
	Fault string // its id
	Word  string // the key of a file, as in [Words], or id, fault, at, hold
	What  string
	Fix   string
}

func (e *FieldError) Error() string {
	return fmt.Sprintf("fault %q: %s; %s", e.Fault, e.What, e.Fix)
}

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// Validate returns a [*FieldError] for the first thing that keeps f from being
// carried out: no instant or duration, a field its kind needs and has not, or
// one it does not take. Whether regions and machines exist is for the scenario
// to say.
func Validate(f Fault) error {
	spec, ok := Of(f.Kind)
	switch {
	case !idForm.MatchString(f.ID):
		return &FieldError{f.ID, "id", fmt.Sprintf("%q is not an id", f.ID), "use lower case letters, digits and dashes, at most 40"}
	case !ok:
		return unknownKind(f)
	case f.At < 0:
		return &FieldError{f.ID, "at", "it begins before the run", "set at to an instant after the baseline"}
	case f.Hold <= 0:
		return &FieldError{f.ID, "hold", "it lasts no time", "say for how long: hold: 30s"}
	}
	if err := spec.missing(f); err != nil {
		return err
	}
	if err := spec.foreign(f); err != nil {
		return err
	}
	if err := limits(f, spec); err != nil || spec.check == nil {
		return err
	}
	return spec.check(f)
}

// missing returns the error of the first word that f needs and has not.
func (s Spec) missing(f Fault) error {
	for _, name := range s.Needs {
		if w := wordOf(name); !w.given(f) {
			return &FieldError{f.ID, name, fmt.Sprintf("%s has no %s", s.Kind, name), w.Fix}
		}
	}
	return nil
}

// foreign returns the error of the first field that is set and that no word of
// the kind could have set: it is cleared word by word, and the rest is too much.
func (s Spec) foreign(f Fault) error {
	rest := f
	for _, name := range s.takes() {
		clearWord(&rest, name)
	}
	for _, w := range words {
		if w.given(rest) {
			return &FieldError{f.ID, w.Name, fmt.Sprintf("%s takes no %s", s.Kind, w.Name), s.remedy()}
		}
	}
	return nil
}

// remedy says which words a kind takes.
func (s Spec) remedy() string {
	if len(s.takes()) == 0 {
		return "it takes nothing but at and hold"
	}
	return "it takes " + strings.Join(s.takes(), ", ")
}

func clearWord(f *Fault, name string) {
	switch name {
	case "between":
		f.Region, f.Peer = "", ""
	case "region", "from":
		f.Region = ""
	case "to":
		f.Peer = ""
	case "peers":
		f.Peers = nil
	case "target", "consumer":
		f.Target = ""
	case "chance":
		f.Chance = 0
	case "copies":
		f.Copies = 0
	case "by", "period":
		f.Amount = 0
	case "bandwidth":
		f.Rate = 0
	case "lossy":
		f.Lossy = false
	}
}

// limits checks what is true of a word in every fault.
func limits(f Fault, s Spec) error {
	clock := f.Kind == ClockSkew || f.Kind == ClockJump
	switch {
	case f.Chance > always:
		return &FieldError{f.ID, "chance", "a chance above 100%", "set chance to 100% or less"}
	case f.Copies < 0 || f.Copies > copiesMax:
		return &FieldError{f.ID, "copies", fmt.Sprintf("%d copies", f.Copies), "set copies to 1 to 5"}
	case f.Amount < 0 && f.Kind == LinkReset:
		return &FieldError{f.ID, "period", "a negative time between resets", "set period to more than 0"}
	case f.Amount < 0 && !clock:
		return &FieldError{f.ID, "by", fmt.Sprintf("%s by a negative time", s.Kind), "set by to more than 0"}
	case f.Rate < 0:
		return &FieldError{f.ID, "bandwidth", "a negative bandwidth", "set bandwidth to 1B/s or more"}
	}
	return nil
}

// apart checks that a link has two different ends.
func apart(f Fault) error {
	if f.Region == f.Peer {
		return &FieldError{f.ID, "between", fmt.Sprintf("both ends are %q", f.Region), "name two different regions"}
	}
	return nil
}

// peers checks that the others are others, each named once.
func peers(f Fault) error {
	for i, p := range f.Peers {
		if p == f.Region || slices.Contains(f.Peers[:i], p) {
			return &FieldError{f.ID, "peers", fmt.Sprintf("%q is not another region, or is named twice", p), "name each of the others once"}
		}
	}
	return nil
}

// skew checks that a clock is skewed and not set to another day.
func skew(f Fault) error {
	if f.Amount > skewMax || f.Amount < -skewMax {
		return &FieldError{f.ID, "by", "a skew of more than fifteen minutes", "set by to 15m or less, or use clock-jump"}
	}
	return nil
}
