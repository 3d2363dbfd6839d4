package invariants

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// Breach is evidence: what broke, in domain words, and the records that show it.
type Breach struct {
	At   int64    `json:"at_ns"`
	Seq  uint64   `json:"seq"` // record at which it was noticed; 0 = at the end of the history
	Text string   `json:"text"`
	More []string `json:"more,omitempty"`
}

// Ref points to a record seen earlier. The zero Ref points nowhere.
type Ref struct {
	Seq uint64
	At  int64 // ns
}

// refer returns the Ref of r.
func refer(r *history.Record) Ref { return Ref{Seq: r.Seq, At: r.At} }

func (f Ref) String() string {
	return fmt.Sprintf("record %d at %v", f.Seq, time.Duration(f.At))
}

// Breach counts a breach noticed at record r (nil at the end of a history) and
// keeps the first, with the earlier records and r itself as evidence. The text
// is made only for the first, so that a history full of breaches is judged as
// fast as a clean one.
func (o *Result) Breach(r *history.Record, text func() string, earlier ...Ref) {
	o.Breaches++
	if o.First != nil {
		return
	}
	b := &Breach{Text: text()}
	for _, f := range earlier {
		if f != (Ref{}) {
			b.More = append(b.More, f.String())
		}
	}
	if r != nil {
		b.At, b.Seq = r.At, r.Seq
		b.More = append(b.More, fmt.Sprintf("record %d: %s", r.Seq, r.String()))
	}
	o.First = b
}
