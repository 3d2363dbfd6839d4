package x12

import "strings"

// add takes from a segment what the order view shows.
func (s *openSet) add(tag string, seg segment) {
	if !viewed(tag) {
		return
	}
	e := seg.elements()
	switch tag {
	case "BEG":
		s.addHeader(seg, e)
	case "N1":
		// After the first PO1 a party belongs to a line.
		s.inShipTo = e.at(1) == "ST" && !s.shipTo && len(s.Lines) == 0
		if s.inShipTo {
			s.shipTo = true
			s.ShipTo = Party{Name: e.at(2), Qualifier: e.at(3), Code: e.at(4)}
		}
	case "N3", "N4":
		if s.inShipTo {
			s.ShipTo.locate(tag, e)
		}
	case "PO1":
		s.inShipTo = false
		s.addLine(seg, e)
	case "CTT":
		s.addTotal(seg, e)
	}
}

// addHeader reads BEG.
func (s *openSet) addHeader(seg segment, e elements) {
	s.headers++
	if len(s.Lines) > 0 {
		s.note(seg.Position, ReasonOrder, "the header (BEG) stands after the lines")
	}
	s.Purpose, s.Type, s.Number, s.Release, s.Date = e.at(1), e.at(2), e.at(3), e.at(4), e.at(5)
	if s.Purpose == "" || s.Number == "" {
		s.note(seg.Position, ReasonOrder, "BEG01 (purpose) or BEG03 (order number) is empty")
	}
	if s.Type == "" {
		s.note(seg.Position, ReasonHeader, "BEG02 (type) is empty")
	}
	if !isDate(s.Date) {
		s.note(seg.Position, ReasonHeader, "BEG05 %.20q is not a date", s.Date)
		s.Date = ""
	}
}

// locate adds an N3 or N4 to the party.
func (p *Party) locate(tag string, e elements) {
	if tag == "N4" {
		p.City, p.State, p.PostalCode, p.Country = e.at(1), e.at(2), e.at(3), e.at(4)
		return
	}
	for _, text := range []string{e.at(1), e.at(2)} {
		if text != "" {
			p.Address = append(p.Address, text)
		}
	}
}

// PO106 is the first qualifier of a part id, and PO125 the last id.
const (
	firstPart = 6
	lastPart  = 25
)

// addLine reads PO1.
func (s *openSet) addLine(seg segment, e elements) {
	if s.totals > 0 {
		s.note(seg.Position, ReasonOrder, "a line (PO1) stands after the totals (CTT)")
	}
	s.Lines = append(s.Lines, s.line(seg, e, len(s.Lines)+1))
}

// line reads PO1, which is the n-th of its set.
func (l *ledger) line(seg segment, e elements, n int) Line {
	line := Line{Number: e.at(1), Unit: e.at(3), Basis: e.at(5), At: seg.Position}
	if line.Number == "" {
		line.Number = decimal(int64(n))
	}
	line.Quantity = l.quantity(seg, "PO102", e.at(2))
	line.Price, line.Priced = l.price(seg, "PO104", e.at(4))
	line.Parts = l.parts(seg, e, firstPart, lastPart)
	if line.SKU = chooseSKU(line.Parts); line.SKU == "" {
		l.note(seg.Position, ReasonProduct, "no part id has a qualifier that names a SKU (such as VN, UP or BP)")
	}
	return line
}

// quantity reads a positive whole number.
func (l *ledger) quantity(seg segment, name, v string) int64 {
	n, valid := parseQuantity(l.number(seg, v))
	if !valid {
		l.note(seg.Position, ReasonQuantity, "%s %.20q is not a positive whole number", name, v)
	}
	return n
}

// price reads a price, if there is one.
func (l *ledger) price(seg segment, name, v string) (p Price, priced bool) {
	trimmed := l.number(seg, v)
	if trimmed == "" {
		return 0, false
	}
	p, err := ParsePrice(trimmed)
	if err != nil {
		l.note(seg.Position, ReasonPrice, "%s %.20q is not a price in ten-thousandths", name, v)
	}
	return p, err == nil
}

// number returns v without leading spaces, which are a fault that can be mended.
func (l *ledger) number(seg segment, v string) string {
	trimmed := strings.TrimLeft(v, " ")
	if trimmed != v {
		l.note(seg.Position, ReasonWhitespace, "a number begins with a space")
	}
	return trimmed
}

// parts reads the pairs of qualifier and id, from element first to last.
func (l *ledger) parts(seg segment, e elements, first, last int) []Part {
	if len(e) > last+1 {
		l.note(seg.Position, ReasonProduct, "the line has more than %d elements", last)
	}
	var parts []Part
	for i := first; i <= last && i < len(e); i += 2 {
		p := Part{Qualifier: e.at(i), ID: e.at(i + 1)}
		switch {
		case p.Qualifier != "" && p.ID != "":
			parts = append(parts, p)
		case p != Part{}:
			l.note(seg.Position, ReasonPartID, "%s%02d and %s%02d are not a pair", seg.tag(), i, seg.tag(), i+1)
		}
	}
	return parts
}

// addTotal reads CTT.
func (s *openSet) addTotal(seg segment, e elements) {
	s.totals++
	if s.totals > 1 {
		s.note(seg.Position, ReasonOrder, "the totals (CTT) stand twice")
	}
	if n := parseCount(e.at(1)); n != len(s.Lines) {
		s.note(seg.Position, ReasonCountCTT, "CTT01 says %.20q lines, counted %d", e.at(1), len(s.Lines))
	}
}
