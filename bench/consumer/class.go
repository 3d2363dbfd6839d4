package consumer

import "slices"

// Class is one kind of trouble in the traffic.
type Class string

// The classes, in the order in which they are sent.
const (
	Order        Class = "order"     // every version, in order
	Duplicates   Class = "duplicate" // events and messages again
	Reorder      Class = "reorder"   // a newer version first
	StaleVersion Class = "stale"     // an old version under a new id
	Gap          Class = "gap"       // versions that are missing for a time
	CauseLater   Class = "cause"     // an event before the one that caused it
	Poison       Class = "poison"    // what nobody can read
	SchemaMix    Class = "schema"    // N-1, N, N+1 and an unknown type
	Crash        Class = "crash"     // killed between effect and acknowledgement
)

// Classes returns all classes.
func Classes() []Class {
	return []Class{Order, Duplicates, Reorder, StaleVersion, Gap, CauseLater, Poison, SchemaMix, Crash}
}

// answers lists the promises that a class can get an answer to.
var answers = map[Class][]string{
	Order:        {"I-26"},
	Duplicates:   {"I-05", "I-06", "I-26"},
	Reorder:      {"I-06", "I-26"},
	StaleVersion: {"I-06", "I-26"},
	Gap:          {"I-06", "I-26"},
	CauseLater:   {"I-06", "I-08", "I-26"},
	Poison:       {"I-26", "I-27"},
	SchemaMix:    {"I-26", "I-33"},
	Crash:        {"I-05", "I-26"},
}

// answerable returns the promises that some traffic can get an answer to, in the
// order of the ids.
func answerable(traffic []Class) []string {
	var ids []string
	for _, id := range promiseIDs() {
		for _, class := range traffic {
			if slices.Contains(answers[class], id) {
				ids = append(ids, id)
				break
			}
		}
	}
	return ids
}

// classesOf returns the classes that can answer a promise.
func classesOf(id string) (all []Class) {
	for _, class := range Classes() {
		if slices.Contains(answers[class], id) {
			all = append(all, class)
		}
	}
	return all
}
