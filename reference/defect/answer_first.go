package defect

// M48: the pod answers, calls and publishes at once and appends to its ledger in a later step.
//
// Caught by I-01 or I-05: what was promised is gone. Shows with a kill or power loss of a pod under load.
var answerFirst = Defect{
	ID: "M48", Name: "answer-first", Promises: []string{"I-01", "I-05"},
	Breaks:  "the pod answers, calls and publishes at once and appends to its ledger in a later step",
	Trigger: "a kill or power loss of a pod under load",
	Shows:   []Sight{{"power-loss", []string{"I-01", "I-05"}}, {"pod-kill-loop", []string{"I-01", "I-05"}}},
}

// AnswersFirst reports whether M48 is planted: what was said can outlive what was written.
func (s Set) AnswersFirst() bool { return s.has(bitAnswerFirst) }
