package x12

import "strconv"

// AckCode says whether a set or a group was accepted (AK501, list 717; AK901, list
// 715; TA104).
type AckCode string

// The codes that are written. A reader also meets M, W and X, which reject for
// reasons of security.
const (
	AckAccepted AckCode = "A"
	AckErrors   AckCode = "E" // accepted, but errors were noted
	AckPartial  AckCode = "P" // of a group alone: at least one set was rejected
	AckRejected AckCode = "R"
)

// Took reports whether what is acknowledged so was taken.
func (c AckCode) Took() bool { return c == AckAccepted || c == AckErrors }

// FunctionalAck is one transaction set 997: what became of a functional group.
type FunctionalAck struct {
	Set      string   // ST02
	Kind     string   // AK101, the GS01 of the group
	Control  string   // AK102, its GS06
	Version  string   // AK103, its GS08; often empty
	Sets     []SetAck // those that are spoken of; a group may be accepted without any
	Status   AckCode  // AK901
	Included int      // AK902, sets that GE01 declares
	Received int      // AK903, sets that came
	Accepted int      // AK904
	Codes    []string // AK905 to AK909, list 716; nil if there is none
	At       Position
}

// SetAck is what became of one transaction set: AK2 to AK5.
type SetAck struct {
	Kind     string // AK201, its ST01
	Control  string // AK202, its ST02
	Segments []SegmentError
	Status   AckCode  // AK501
	Codes    []string // AK502 to AK506, list 718
}

// SegmentError is a segment in error: AK3 and the AK4 that follow it.
type SegmentError struct {
	Tag      string // AK301
	Place    int    // AK302, counted from ST = 1
	Loop     string // AK303
	Code     string // AK304, list 720; may be empty
	Elements []ElementError
}

// ElementError is an element in error: AK4.
type ElementError struct {
	Place     string // AK401, counted from 1, or a composite
	Reference string // AK402, the number of the data element
	Code      string // AK403, list 723
	Copy      string // AK404, what stood there; may be empty
}

// Code lists of the standard, release 004010 with what 005010 added.
const (
	listSegmentError = "1 2 3 4 5 6 7 8"                                                      // 720
	listElementError = "1 2 3 4 5 6 7 8 9 10 12 13"                                           // 723
	listSetAck       = "A E M R W X"                                                          // 717
	listSetError     = "1 2 3 4 5 6 7 8 9 10 11 12 13 15 16 17 18 19 20 21 22 23 24 25 26 27" // 718
	listGroupAck     = "A E M P R W X"                                                        // 715
	listGroupError   = "1 2 3 4 5 6 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26"       // 716
	maxCodes         = 5                                                                      // of AK5 and AK9
)

// openReport is a 997 being read. Its segments stand in one order: AK1, any number
// of AK2 with AK3, AK4 and AK5, then AK9.
type openReport struct {
	FunctionalAck
	headers, trailers int
	inSet             bool // between AK2 and AK5
	inSegment         bool // after AK3
}

func (o *openReport) add(l *ledger, tag string, seg segment, e elements) {
	place := func(valid bool) {
		if !valid {
			l.note(seg.Position, ReasonDocument, "%s stands out of place", tag)
		}
	}
	switch tag {
	case "AK1":
		o.headers++
		place(len(o.Sets) == 0 && o.trailers == 0)
		o.begin(l, seg, e)
	case "AK2":
		place(o.headers > 0 && !o.inSet && o.trailers == 0)
		o.inSet, o.inSegment = true, false
		o.Sets = append(o.Sets, SetAck{Kind: e.at(1), Control: e.at(2)})
		if len(e.at(1)) != 3 || e.at(2) == "" || len(e.at(2)) > 9 {
			l.note(seg.Position, ReasonDocument, "AK201 %.20q or AK202 %.20q names no set", e.at(1), e.at(2))
		}
	case "AK3":
		if place(o.inSet); o.inSet {
			o.segment(l, seg, e)
		}
	case "AK4":
		if place(o.inSegment); o.inSegment {
			o.element(l, seg, e)
		}
	case "AK5":
		if place(o.inSet); o.inSet {
			o.close(l, seg, e)
		}
	case "AK9":
		o.trailers++
		place(o.headers > 0 && !o.inSet)
		o.total(l, seg, e)
	}
}

func (o *openReport) begin(l *ledger, seg segment, e elements) {
	o.Kind, o.Control, o.Version = e.at(1), e.at(2), e.at(3)
	l.code(seg, "AK101", o.Kind, len(o.Kind) == 2 && isTag(o.Kind))
	if !digits(o.Control) || len(o.Control) > 9 {
		l.note(seg.Position, ReasonDocument, "AK102 %.20q is not a control number of up to nine digits", o.Control)
	}
}

func (o *openReport) segment(l *ledger, seg segment, e elements) {
	o.inSegment = true
	s := &o.Sets[len(o.Sets)-1]
	n := parseCount(e.at(2))
	if n < 1 || e.at(1) == "" {
		l.note(seg.Position, ReasonDocument, "AK301 %.20q or AK302 %.20q names no segment", e.at(1), e.at(2))
	}
	l.code(seg, "AK304", e.at(4), e.at(4) == "" || oneOf(e.at(4), listSegmentError))
	s.Segments = append(s.Segments, SegmentError{Tag: e.at(1), Place: n, Loop: e.at(3), Code: e.at(4)})
}

func (o *openReport) element(l *ledger, seg segment, e elements) {
	s := &o.Sets[len(o.Sets)-1]
	of := &s.Segments[len(s.Segments)-1]
	if e.at(1) == "" {
		l.note(seg.Position, ReasonDocument, "AK401 names no element")
	}
	l.code(seg, "AK403", e.at(3), oneOf(e.at(3), listElementError))
	of.Elements = append(of.Elements, ElementError{Place: e.at(1), Reference: e.at(2), Code: e.at(3), Copy: e.at(4)})
}

func (o *openReport) close(l *ledger, seg segment, e elements) {
	o.inSet, o.inSegment = false, false
	s := &o.Sets[len(o.Sets)-1]
	s.Status = AckCode(e.at(1))
	l.code(seg, "AK501", e.at(1), oneOf(e.at(1), listSetAck))
	s.Codes = l.codes(seg, e, 2, listSetError)
}

// codes reads up to five codes from the i-th element on.
func (l *ledger) codes(seg segment, e elements, i int, list string) (out []string) {
	for k := i; k < min(len(e), i+maxCodes); k++ {
		if e.at(k) == "" {
			continue
		}
		l.code(seg, seg.tag()+"0"+strconv.Itoa(k), e.at(k), oneOf(e.at(k), list))
		out = append(out, e.at(k))
	}
	return out
}

func (o *openReport) total(l *ledger, seg segment, e elements) {
	o.Status = AckCode(e.at(1))
	l.code(seg, "AK901", e.at(1), oneOf(e.at(1), listGroupAck))
	o.Included, o.Received, o.Accepted = parseCount(e.at(2)), parseCount(e.at(3)), parseCount(e.at(4))
	o.Codes = l.codes(seg, e, 5, listGroupError)
	if o.Included < 0 || o.Received < 0 || o.Accepted < 0 {
		l.note(seg.Position, ReasonDocument, "AK902, AK903 or AK904 is no count")
		return
	}
	if text := o.contradiction(); text != "" {
		l.note(seg.Position, ReasonCountAK9, "%s", text)
	}
}

// contradiction says where AK9 disagrees with itself or with the sets.
func (o *openReport) contradiction() string {
	took := 0
	for i := range o.Sets {
		if o.Sets[i].Status.Took() {
			took++
		}
	}
	refused := len(o.Sets) - took
	switch {
	case o.Accepted > o.Received:
		return "AK904 accepts more sets than AK903 received"
	case len(o.Sets) > o.Received, took > o.Accepted, refused > o.Received-o.Accepted:
		return "the sets acknowledged (AK5) are not those that AK9 counts"
	case o.Status.Took() && o.Accepted != o.Received:
		return "the group is accepted, and not all of its sets"
	case o.Status == AckPartial && (o.Accepted == 0 || o.Accepted == o.Received):
		return "the group is accepted in part, and all of its sets or none"
	case !o.Status.Took() && o.Status != AckPartial && o.Accepted > 0:
		return "the group is rejected, and some of its sets are not"
	}
	return ""
}

func (o *openReport) end(l *ledger, at Position) {
	l.once(at, o.headers, "AK1")
	l.once(at, o.trailers, "AK9")
	if o.inSet {
		l.note(at, ReasonDocument, "the last set acknowledged (AK2) has no AK5")
	}
}

func (o *openReport) join(g *Group) { g.Reports = append(g.Reports, o.FunctionalAck) }

// report writes a 997.
func (w *writer) report(r *FunctionalAck) {
	w.set(setReport, r.Set, func() {
		w.segment("AK1", r.Kind, r.Control, r.Version)
		for i := range r.Sets {
			w.setAck(&r.Sets[i])
		}
		w.segment(append([]string{"AK9", string(r.Status), strconv.Itoa(r.Included), strconv.Itoa(r.Received), strconv.Itoa(r.Accepted)}, r.Codes...)...)
	})
}

func (w *writer) setAck(s *SetAck) {
	w.segment("AK2", s.Kind, s.Control)
	for _, g := range s.Segments {
		w.segment("AK3", g.Tag, strconv.Itoa(g.Place), g.Loop, g.Code)
		for _, e := range g.Elements {
			w.segment("AK4", e.Place, e.Reference, e.Code, e.Copy)
		}
	}
	w.segment(append([]string{"AK5", string(s.Status)}, s.Codes...)...)
}
