package x12

import (
	"fmt"
	"io"
	"strings"
)

// Write writes clean interchanges, one segment per line, trailers computed. The
// delimiters are `*`, `>` and `~`; where a value holds one of these, a control
// character takes its place. Line.SKU is not written, since it follows from
// Line.Parts, and neither are the places.
//
// Before anything is written the text is read back: an error says what [Strict]
// would withhold, such as a sender of more than 15 bytes or an order without
// lines.
func Write(out io.Writer, interchanges []Interchange) error {
	var all strings.Builder
	for _, ix := range interchanges {
		text, err := render(ix)
		if err != nil {
			return fmt.Errorf("write interchange %s: %w", ix.Control, err)
		}
		all.WriteString(text)
	}
	back, err := ParseDocuments("text to write", all.String(), Strict)
	if err != nil {
		return fmt.Errorf("write interchanges: %w", err)
	}
	if len(back.Quarantines) > 0 {
		return fmt.Errorf("write interchanges: %s", back.Quarantines[0])
	}
	if _, err := io.WriteString(out, all.String()); err != nil {
		return fmt.Errorf("write interchanges: %w", err)
	}
	return nil
}

// The control characters that X12 sets aside for delimiters. No value may hold
// them, so a text is built with these and then made printable.
const (
	groupSeparator = "\x1d"
	unitSeparator  = "\x1f"
	fileSeparator  = "\x1c"
)

// render returns the text of one interchange.
func render(ix Interchange) (string, error) {
	w := &writer{}
	w.interchange(ix)
	if w.bad != "" {
		return "", fmt.Errorf("value %.20q holds a control character", w.bad)
	}
	text := w.text.String()
	for _, d := range [][2]string{{groupSeparator, "*"}, {unitSeparator, ">"}, {fileSeparator, "~"}} {
		if !strings.Contains(text, d[1]) {
			text = strings.ReplaceAll(text, d[0], d[1])
		}
	}
	return text, nil
}

// writer builds the text of one interchange.
type writer struct {
	text     strings.Builder
	segments int    // written so far
	bad      string // the first value that cannot be written
}

// segment writes one segment without empty elements at its end.
func (w *writer) segment(values ...string) {
	for len(values) > 0 && values[len(values)-1] == "" {
		values = values[:len(values)-1]
	}
	for _, v := range values {
		if w.bad == "" && strings.ContainsFunc(v, func(r rune) bool { return r < ' ' }) {
			w.bad = v
		}
	}
	w.end(strings.Join(values, groupSeparator))
}

func (w *writer) end(segment string) {
	w.text.WriteString(segment + fileSeparator + "\n")
	w.segments++
}

func (w *writer) interchange(ix Interchange) {
	control := ix.Control
	if len(control) < 9 {
		control = strings.Repeat("0", 9-len(control)) + control
	}
	blank := pad("", 10)
	w.header("ISA", "00", blank, "00", blank,
		pad(ix.SenderQualifier, 2), pad(ix.Sender, 15), pad(ix.ReceiverQualifier, 2), pad(ix.Receiver, 15),
		ix.Date, ix.Time, "U", ix.Version, control, "0", ix.Usage)
	for _, a := range ix.Acks {
		w.segment("TA1", a.Control, a.Date, a.Time, string(a.Status), a.Note)
	}
	for _, g := range ix.Groups {
		w.group(g)
	}
	w.segment("IEA", decimal(int64(len(ix.Groups))), control)
}

// header writes ISA, which ends with the component separator.
func (w *writer) header(values ...string) {
	w.segment(values...)
	text := strings.TrimSuffix(w.text.String(), fileSeparator+"\n")
	w.text.Reset()
	w.end(text + groupSeparator + unitSeparator)
}

func (w *writer) group(g Group) {
	w.segment("GS", g.Kind(), g.Sender, g.Receiver, g.Date, g.Time, g.Control, "X", g.Version)
	for _, order := range g.Orders {
		w.order(order)
	}
	for i := range g.Changes {
		w.change(&g.Changes[i])
	}
	for i := range g.Answers {
		w.answer(&g.Answers[i])
	}
	for i := range g.Notices {
		w.notice(&g.Notices[i])
	}
	for i := range g.Reports {
		w.report(&g.Reports[i])
	}
	w.segment("GE", decimal(int64(g.documents())), g.Control)
}

func (w *writer) order(p PurchaseOrder) {
	w.set(orderSet, p.Set, func() {
		w.segment("BEG", p.Purpose, p.Type, p.Number, p.Release, p.Date)
		w.party(p.ShipTo)
		for _, line := range p.Lines {
			w.line(line)
		}
		w.segment("CTT", decimal(int64(len(p.Lines))))
	})
}

// set writes a set: its header, what body writes, its trailer.
func (w *writer) set(kind, control string, body func()) {
	before := w.segments
	w.segment("ST", kind, control)
	body()
	w.segment("SE", decimal(int64(w.segments-before+1)), control)
}

// party writes a ship-to, unless it is empty.
func (w *writer) party(p Party) {
	place := p.City + p.State + p.PostalCode + p.Country
	if p.Name+p.Qualifier+p.Code+place == "" && len(p.Address) == 0 {
		return
	}
	w.segment("N1", "ST", p.Name, p.Qualifier, p.Code)
	for _, text := range p.Address {
		w.segment("N3", text)
	}
	if place != "" {
		w.segment("N4", p.City, p.State, p.PostalCode, p.Country)
	}
}

func (w *writer) line(line Line) {
	price := ""
	if line.Priced {
		price = line.Price.String()
	}
	values := []string{"PO1", line.Number, decimal(line.Quantity), line.Unit, price, line.Basis}
	for _, p := range line.Parts {
		values = append(values, p.Qualifier, p.ID)
	}
	w.segment(values...)
}

// pad fills s with spaces to n bytes.
func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-len(s)))
}
