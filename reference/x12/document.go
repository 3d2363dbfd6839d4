package x12

// document is a set other than a purchase order, being read.
type document interface {
	// add takes from a segment what the view of the document shows.
	add(l *ledger, tag string, seg segment, e elements)
	// end notes what the whole set lacks.
	end(l *ledger, at Position)
	// join puts the document into its group.
	join(g *Group)
}

// Sets other than orders that [ParseDocuments] reads (ST01).
const (
	setReport = "997"
	setAnswer = "855"
	setNotice = "856"
	setChange = "860"
)

// newDocument returns the document of a set and the kind of its group (GS01), or
// nil if no such set is read.
func newDocument(kind, set string, at Position) (doc document, group string) {
	switch kind {
	case setReport:
		return &openReport{FunctionalAck: FunctionalAck{Set: set, At: at}}, "FA"
	case setAnswer:
		return &openAnswer{OrderAck: OrderAck{Set: set, At: at}}, "PR"
	case setNotice:
		return &openNotice{ShipNotice: ShipNotice{Set: set, At: at}}, "SH"
	case setChange:
		return &openChange{OrderChange: OrderChange{Set: set, At: at}}, "PC"
	}
	return nil, ""
}

// once notes a header that stands twice, and a set without one when the count is 0.
func (l *ledger) once(at Position, n int, tag string) {
	if n != 1 {
		l.note(at, ReasonDocument, "the set has %d segments %s, want 1", n, tag)
	}
}

// code notes a value that is not of a list.
func (l *ledger) code(seg segment, name, v string, valid bool) {
	if !valid {
		l.note(seg.Position, ReasonCode, "%s %.20q is not of its code list", name, v)
	}
}

// date notes a value that is no day. An empty one passes where it may be left out.
func (l *ledger) date(seg segment, name, v string, must bool) {
	if v != "" && !isDate(v) || v == "" && must {
		l.note(seg.Position, ReasonDate, "%s %.20q is not a date", name, v)
	}
}

// total compares CTT01 with what was counted.
func (l *ledger) total(seg segment, e elements, n int, of string) {
	if parseCount(e.at(1)) != n {
		l.note(seg.Position, ReasonCountCTT, "CTT01 says %.20q %s, counted %d", e.at(1), of, n)
	}
}

// oneOf reports whether v is one of the codes, which are separated by spaces.
func oneOf(v, codes string) bool {
	if len(v) == 0 {
		return false
	}
	for len(codes) > 0 {
		n := 0
		for n < len(codes) && codes[n] != ' ' {
			n++
		}
		if codes[:n] == v {
			return true
		}
		codes = codes[min(n+1, len(codes)):]
	}
	return false
}
