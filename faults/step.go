package faults

import (
	"slices"
	"strings"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
)

// Keys returns the keys with which a file writes one fault, for readers of
// scenarios and plans.
func Keys() []strict.Key[Fault] {
	keys := []strict.Key[Fault]{
		strict.At("id", "name of the fault, unique in the file: lower case letters, digits, dashes", strict.Text,
			func(f *Fault) *string { return &f.ID }).Needed(),
		strict.At("fault", "what goes wrong", strict.Choice[Kind]("fault", kindWords()),
			func(f *Fault) *Kind { return &f.Kind }).Needed(),
		strict.At("at", "when it begins, since the start of the run", strict.Duration,
			func(f *Fault) *time.Duration { return &f.At }).Needed(),
		strict.At("hold", "how long it lasts; then it reverts itself", strict.Duration,
			func(f *Fault) *time.Duration { return &f.Hold }).Needed(),
	}
	for _, w := range words {
		keys = append(keys, w.key)
	}
	return keys
}

// Complete finishes a fault that was read from m: a consumer gets its region,
// and every mistake is reported at its key.
func Complete(m strict.Mapping, f *Fault) {
	if m.Has("consumer") && f.Target != "" && f.Region != "" && !strings.Contains(f.Target, "/") {
		f.Target += "/" + f.Region
	}
	spec, ok := Of(f.Kind)
	if !ok || f.ID == "" {
		return // reported where it was read
	}
	if !spec.speaks(m) {
		return
	}
	if err, ok := Validate(*f).(*FieldError); ok && err != nil {
		m.Key(err.Word).Report(err.Fix, "%s", err.What)
	}
}

// speaks reports words that are not the kind's own, even if they fill the right
// field, and returns whether there were none.
func (s Spec) speaks(m strict.Mapping) bool {
	fine := true
	for _, w := range words {
		if m.Has(w.Name) && !slices.Contains(s.takes(), w.Name) {
			m.Key(w.Name).Report(s.remedy(), "%s takes no %s", s.Kind, w.Name)
			fine = false
		}
	}
	return fine
}
