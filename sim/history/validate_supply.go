package history

import (
	"fmt"
	"slices"
)

// validAgreements checks what was agreed with partners: who with whom, once, and in
// figures that mean something.
func (h *Header) validAgreements() error {
	seen := map[string]bool{}
	for i := range h.Agreements {
		a := &h.Agreements[i]
		path := fmt.Sprintf("agreements[%d]", i)
		switch {
		case a.Partner == "":
			return wrongHeader(path, "no partner", `give the "consumer" of the attempt records that it witnesses`)
		case seen[a.Partner]:
			return wrongHeader(path, fmt.Sprintf("%q is there twice", a.Partner), "give each partner one agreement with all its callers")
		case len(a.Callers) == 0:
			return wrongHeader(path, fmt.Sprintf("nobody calls %q", a.Partner), `name the callers, as in "from" of attempt records`)
		case a.WindowNano > 0 && (a.CallsMin == 0 || a.OpenNano == 0 || a.TimeoutNano == 0):
			return wrongHeader(path, "window_ns says when a breaker opens, without calls_min, open_ns or timeout_ns", "give all four, or none of them")
		}
		for _, list := range []listing{{"callers", a.Callers}, {"offers", a.Offers}, {"parks", a.Parks}, {"resumes", a.Resumes}, {"settles", a.Settles}, {"sheds", a.Sheds}} {
			if err := list.valid(path); err != nil {
				return err
			}
		}
		if err := a.validFigures(path); err != nil {
			return err
		}
		seen[a.Partner] = true
	}
	return nil
}

func (a *Agreement) validFigures(path string) error {
	for _, x := range []struct {
		key string
		v   int64
	}{
		{"rate", a.Rate}, {"burst", a.Burst}, {"capacity", a.Capacity}, {"budget_permille", a.Budget}, {"spare", a.Spare}, {"drip_ns", a.DripNano},
		{"attempts_max", a.AttemptsMax}, {"idle_ns", a.IdleNano}, {"return_ns", a.ReturnNano}, {"timeout_ns", a.TimeoutNano}, {"window_ns", a.WindowNano},
		{"calls_min", a.CallsMin}, {"open_ns", a.OpenNano}, {"queue_max", a.QueueMax}, {"parked_max", a.ParkedMax}, {"wait_ns", a.WaitNano},
	} {
		if x.v < 0 {
			return wrongHeader(path+"."+x.key, fmt.Sprintf("%d is negative", x.v), "give what was agreed, or leave it out")
		}
	}
	return nil
}

// validSagas checks what is said about processes over several parties: how they
// begin, and that each step has its answer.
func (h *Header) validSagas() error {
	seen := map[string]bool{}
	for i := range h.Sagas {
		s := &h.Sagas[i]
		path := fmt.Sprintf("sagas[%d]", i)
		switch {
		case s.Kind == "" || s.Begin == "":
			return wrongHeader(path, "no kind or no begin", "give both: what it is about, and the event that begins it")
		case seen[s.Kind]:
			return wrongHeader(path, fmt.Sprintf("kind %q is there twice", s.Kind), "give each kind of entity one saga")
		case len(s.Failures) > 0 && len(s.Compensate) == 0:
			return wrongHeader(path, "it may fail, and nothing makes up for that", `name the events under "compensate", in their order`)
		case (s.Late == "") != (len(s.Lates) == 0):
			return wrongHeader(path, "late without lates, or lates without late", "give both: what happens after all, and what answers it")
		}
		for _, list := range []listing{{"commit", s.Commit}, {"receipts", s.Receipts}, {"failures", s.Failures}, {"compensate", s.Compensate},
			{"lates", s.Lates}, {"cancels", s.Cancels}, {"adds", s.Adds}, {"takes", s.Takes}, {"lessens", s.Lessens}, {"lessened", s.Lessened}} {
			if err := list.valid(path); err != nil {
				return err
			}
		}
		for _, name := range s.Cancels {
			if !slices.Contains(s.Lates, name) {
				return wrongHeader(path+".cancels", fmt.Sprintf("%q is none of the lates", name), `list it under "lates", too`)
			}
		}
		for _, name := range s.Lessens {
			if !slices.Contains(s.Takes, name) {
				return wrongHeader(path+".lessens", fmt.Sprintf("%q is none of the takes", name), `list it under "takes", too`)
			}
		}
		seen[s.Kind] = true
	}
	return nil
}

// listing is a list of names under a key of a header.
type listing struct {
	key  string
	list []string
}

// valid asks for names that are there, each once.
func (l listing) valid(path string) error {
	for i, name := range l.list {
		at := fmt.Sprintf("%s.%s[%d]", path, l.key, i)
		switch {
		case name == "":
			return wrongHeader(at, "empty", "give a name, or drop the entry")
		case slices.Contains(l.list[:i], name):
			return wrongHeader(at, fmt.Sprintf("%q is there twice", name), "give each once")
		}
	}
	return nil
}
