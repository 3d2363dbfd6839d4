// Package access decides who may do what in a region: pause it, replay its
// events, approve an export, read, break the glass. The rules are Cedar policies,
// which come as text from outside; what is not permitted is refused, and so is
// everything while a policy cannot be evaluated.
//
// A decision is a function of rules and request. It reads no clock, remembers
// nothing and may be asked for by several goroutines at once. Start at [Book].
package access

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/cedar-policy/cedar-go"
)

// Default is the text of the rules that hold where a scenario brings none.
//
//go:embed default.cedar
var Default string

// Book is a set of compiled rules.
type Book struct{ set *cedar.PolicySet }

// Compile reads Cedar policies. Each needs a name of its own, @id("..."), by which
// decisions say what led to them. The error names the line.
func Compile(text string) (*Book, error) {
	list, err := cedar.NewPolicyListFromBytes("policies.cedar", []byte(text))
	if err != nil {
		return nil, fmt.Errorf("compile access rules: %w", err)
	}
	b := &Book{set: cedar.NewPolicySet()}
	for _, p := range list {
		id := cedar.PolicyID(p.Annotations()["id"])
		switch {
		case id == "":
			return nil, fmt.Errorf("compile access rules: the policy in line %d has no name: write @id(\"...\") before it", p.Position().Line)
		case !b.set.Add(id, p):
			return nil, fmt.Errorf("compile access rules: line %d: there are two policies %q: give each a name of its own", p.Position().Line, id)
		}
	}
	return b, nil
}

// Verdict is what a [Book] says to a [Request].
type Verdict struct {
	Allowed bool
	// Rules are the names of the policies that decided, sorted: those that permit
	// or those that forbid. None means that nothing permits it.
	Rules []string
}

// Decide says whether a request may be carried out. A policy that cannot be
// evaluated is no reason to go on without it: it may have been one that forbids.
func (b *Book) Decide(r *Request) Verdict {
	entities, request := r.cedar()
	decision, found := cedar.Authorize(b.set, entities, request)
	if len(found.Errors) > 0 {
		v := Verdict{}
		for _, e := range found.Errors {
			v.Rules = append(v.Rules, string(e.PolicyID))
		}
		slices.Sort(v.Rules)
		return v
	}
	v := Verdict{Allowed: decision == cedar.Allow}
	for _, reason := range found.Reasons { // in the order of a map
		v.Rules = append(v.Rules, string(reason.PolicyID))
	}
	slices.Sort(v.Rules)
	return v
}
