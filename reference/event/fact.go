package event

import (
	"errors"
	"strconv"
	"strings"
)

// Fact is what the link of a chained log says about one event: enough to tell
// later what was decided, and a digest that holds it to the event itself.
type Fact struct {
	Pos     uint64 // in the owner's ledger
	Event   string // id
	Type    string
	Entity  string
	Version uint64
	Line    uint32
	State   State // of the line, or of the order where the event is about all of it
	SKU     string
	Qty     int64
	Cause   string // id of the event that caused it; "" = a command did
	Op      string // idempotency key of that command
	Time    int64  // wall clock of the owner, ns
	Digest  string // SHA-256 of the body, in hex
	Note    string // of a decision on access: who, as what, wanted what, and what became of it
}

// ErrFact is the error of a text that [Fact.Text] cannot have written.
var ErrFact = errors.New("read fact: not fourteen fields with tabs between them")

const factFields = 14

// Text writes the fact as it is chained: fourteen fields in the order of the
// struct, with tabs between them. A tab or a line end in a text becomes a space.
func (f *Fact) Text() string { return string(f.AppendText(nil)) }

// AppendText appends what [Fact.Text] returns.
func (f *Fact) AppendText(b []byte) []byte {
	b = appendLine(f.appendFront(b), f.Digest, f.Note)
	return b[:len(b)-1]
}

// AppendTextOf appends what [Fact.Text] returns of a fact with the digest of a body,
// without a text of its own for that.
func (f *Fact) AppendTextOf(b, body []byte) []byte {
	b = append(AppendSum(f.appendFront(b), body), '\t')
	b = appendLine(b, f.Note)
	return b[:len(b)-1]
}

// appendFront appends all that stands before the digest.
func (f *Fact) appendFront(b []byte) []byte {
	b = append(strconv.AppendUint(b, f.Pos, 10), '\t')
	b = appendLine(b, f.Event, f.Type, f.Entity)
	b = append(strconv.AppendUint(b, f.Version, 10), '\t')
	b = append(strconv.AppendUint(b, uint64(f.Line), 10), '\t')
	b = appendLine(b, f.State.String(), f.SKU)
	b = append(strconv.AppendInt(b, f.Qty, 10), '\t')
	b = appendLine(b, f.Cause, f.Op)
	return append(strconv.AppendInt(b, f.Time, 10), '\t')
}

// appendLine appends texts, each on one line and with a tab behind it.
func appendLine(b []byte, texts ...string) []byte {
	for _, s := range texts {
		at := len(b)
		b = append(b, s...)
		for i := at; i < len(b); i++ {
			if c := b[i]; c == '\t' || c == '\n' || c == '\r' {
				b[i] = ' '
			}
		}
		b = append(b, '\t')
	}
	return b
}

// ParseFact reads what [Fact.Text] wrote. The error is [ErrFact].
func ParseFact(text string) (Fact, error) {
	var s [factFields]string
	n := 0
	for ; n < factFields-1; n++ {
		field, rest, ok := strings.Cut(text, "\t")
		if !ok {
			return Fact{}, ErrFact
		}
		s[n], text = field, rest
	}
	if s[n] = text; strings.Contains(text, "\t") {
		return Fact{}, ErrFact
	}
	f := Fact{Event: s[1], Type: s[2], Entity: s[3], SKU: s[7], Cause: s[9], Op: s[10], Digest: s[12], Note: s[13]}
	var errs [5]error
	f.Pos, errs[0] = strconv.ParseUint(s[0], 10, 64)
	f.Version, errs[1] = strconv.ParseUint(s[4], 10, 64)
	line, err := strconv.ParseUint(s[5], 10, 32)
	f.Line, errs[2] = uint32(line), err
	f.Qty, errs[3] = strconv.ParseInt(s[8], 10, 64)
	f.Time, errs[4] = strconv.ParseInt(s[11], 10, 64)
	state, ok := ParseState(s[6])
	if f.State = state; errors.Join(errs[:]...) != nil || !ok && s[6] != "" {
		return Fact{}, ErrFact
	}
	return f, nil
}

// Sum returns the digest of a body for [Fact].
func Sum(body []byte) string { return digest(body) }
