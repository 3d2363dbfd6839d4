package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// Breach is evidence: what broke, in domain words, and the records that show it.
type Breach struct {
	At   int64    `json:"at_ns"`
	Seq  uint64   `json:"seq"` // record at which it was noticed; 0 = at the end of the history
	Text string   `json:"text"`
	More []string `json:"more,omitempty"`
}

// Ref points to a record seen earlier, by its Seq. 0 points nowhere.
type Ref uint64

// refer returns the Ref of r.
func refer(r *history.Record) Ref { return Ref(r.Seq) }

func (f Ref) String() string { return fmt.Sprintf("record %d", uint64(f)) }

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
		if f != 0 {
			b.More = append(b.More, f.String())
		}
	}
	if r != nil {
		b.At, b.Seq = r.At, r.Seq
		b.More = append(b.More, fmt.Sprintf("record %d: %s", r.Seq, r.String()))
	}
	o.First = b
}
