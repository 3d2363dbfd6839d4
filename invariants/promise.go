// Package invariants judges histories: one promise per file, history in,
// verdict out. It knows nothing of the system or the world that wrote the
// history, and it reads no figure that a system reports about itself.
//
// Every promise counts only evaluations whose premise occurred, so that green
// means something was tested. State is bounded: dense positions are kept as
// watermark and gaps. Start at [Judge].
package invariants

import "github.com/seatrial/seatrial/sim/history"

// Verdict is one of three answers.
type Verdict uint8

// The verdicts. Unknown is never green.
const (
	Unknown Verdict = iota
	Held
	Violated
)

var verdictNames = [...]string{"unknown", "held", "violated"}

func (v Verdict) String() string { return verdictNames[v] }

// MarshalText writes the verdict as a word.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word; anything else is unknown.
func (v *Verdict) UnmarshalText(b []byte) error {
	*v = Unknown
	for i, n := range verdictNames {
		if n == string(b) {
			*v = Verdict(i)
		}
	}
	return nil
}

// Mode says when a promise is judged.
type Mode uint8

// The modes of INVARIANTS: after every step, at quiescence, by comparing runs.
const (
	Always Mode = iota
	Quiet
	Pair
)

var modeNames = [...]string{"always", "quiet", "pair"}

func (m Mode) String() string { return modeNames[m] }

// Promise is one thing a system owes its users.
type Promise struct {
	ID     string // "I-05"
	Name   string // "exactly-once-effect"
	Title  string // one sentence for people
	Mode   Mode
	Safety bool          // must hold at every instant, also under clock faults (I-46)
	Paired bool          // is judged from a pair of runs as well as from one history
	Timing bool          // asks how fast, not what: two worlds may answer differently
	Sees   history.Kinds // the records its checker wants
	Needs  history.Kinds // without any record of one of these kinds its answer is unknown
	New    func(*history.Header) Checker
}

// Checker follows one history for one promise. It is not safe for concurrent
// use. See must not keep r.
type Checker interface {
	See(r *history.Record, out *Result)
	// Quiet is called once at the end of a complete history.
	Quiet(out *Result)
}

// Result collects what a checker found.
type Result struct {
	Evaluated uint64  // times the premise occurred
	Breaches  uint64  // times it did not hold
	Skipped   uint64  // times the premise occurred and was too large to judge
	First     *Breach // the first breach
	Missing   string  // why there is no answer although the history is complete
}

// Finding is the answer to one promise over one history.
type Finding struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	Title     string  `json:"title"`
	Verdict   Verdict `json:"verdict"`
	Evaluated uint64  `json:"evaluated"`
	Breaches  uint64  `json:"breaches"`
	Skipped   uint64  `json:"skipped,omitempty"` // too large to judge: neither held nor broken
	First     *Breach `json:"first_breach,omitempty"`
	Why       string  `json:"why,omitempty"` // of an unknown
}
