package x12

import (
	"fmt"
	"io"
)

// MaxBytes is the largest file read: 16 MiB, some 200,000 order lines.
const MaxBytes = 16 << 20

// Read reads X12 interchanges from in until its end. The file name serves errors
// only.
//
// It returns an [*Error] if no interchange can be read, if the text is longer
// than [MaxBytes], or if it is empty; and a wrapped error if reading fails. A
// file of which only a part is fit for use is no error: see
// [Result.Quarantines].
func Read(file string, in io.Reader, mode Mode) (Result, error) {
	text, err := io.ReadAll(io.LimitReader(in, MaxBytes+1))
	if err != nil {
		return Result{}, fmt.Errorf("read %s: %w", file, err)
	}
	return Parse(file, string(text), mode)
}

// Parse is [Read] of a text in memory.
func Parse(file, text string, mode Mode) (Result, error) { return parse(file, text, mode, false) }

// ParseDocuments is [Parse] for those who trade: it reads changes (860), answers
// to orders (855), ship notices (856) and functional acknowledgments (997) beside
// orders, and keeps a [Receipt] of each interchange, from which it can be
// acknowledged. Where it returns an error the receipts that there are come with it.
func ParseDocuments(file, text string, mode Mode) (Result, error) {
	return parse(file, text, mode, true)
}

func parse(file, text string, mode Mode, all bool) (Result, error) {
	if len(text) > MaxBytes {
		return Result{}, &Error{File: file, Msg: fmt.Sprintf("the file is larger than %d bytes: split it by interchange", MaxBytes)}
	}
	r := reader{mode: mode, scan: newScanner(text), seen: map[string]bool{}}
	r.scan.all = all
	for r.interchange() {
	}
	if r.readable == 0 {
		return Result{Receipts: r.result.Receipts}, r.refusal(file)
	}
	r.result.Quarantines = r.quarantines
	r.result.Sets = r.sets
	if mode == Tolerant {
		r.mends.sort()
		r.result.Mends = r.mends
	}
	r.result.Segments = r.scan.here.Segment - 1
	return r.result, nil
}

// reader walks the envelopes of one file.
type reader struct {
	mode     Mode
	scan     scanner
	seen     map[string]bool // names of interchanges accepted
	readable int             // interchanges whose envelopes were whole
	result   Result
	harvest
}

// harvest is what a unit yields to the one around it.
type harvest struct {
	quarantines []Quarantine
	mends       tally
	sets        int
}

// take adds what an accepted unit yielded, and the mends it needed itself.
func (h *harvest) take(inner harvest, l ledger) {
	h.quarantines = append(h.quarantines, inner.quarantines...)
	h.mends.addAll(inner.mends)
	h.mends.addAll(l.mends)
	h.sets += inner.sets
}

// withhold adds a unit's quarantine in place of what it yielded.
func (h *harvest) withhold(q Quarantine) {
	h.quarantines = append(h.quarantines, q)
	h.sets += q.Sets
}

// refusal names the first fault of a file without a readable interchange.
func (r *reader) refusal(file string) *Error {
	if len(r.quarantines) > 0 {
		return refusal(file, r.quarantines[0].Fault)
	}
	return refusal(file, Fault{
		Reason: ReasonMissingISA, Position: Position{Line: 1, Segment: 1}, Detail: "the file is empty",
	})
}
