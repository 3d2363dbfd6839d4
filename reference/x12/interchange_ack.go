package x12

// InterchangeAck is one TA1 segment: what became of an interchange's envelope.
type InterchangeAck struct {
	Control string  // TA101, the ISA13 it answers
	Date    string  // TA102, its ISA09
	Time    string  // TA103, its ISA10
	Status  AckCode // TA104: A, E or R
	Note    string  // TA105, list I18: 000 no error, 025 duplicate
}

// NoteDuplicate is the note (TA105) of an interchange whose control number was
// used before.
const NoteDuplicate = "025"

// acknowledge reads TA1.
func (ix *openInterchange) acknowledge(seg segment) {
	e := seg.elements()
	a := InterchangeAck{Control: e.at(1), Date: e.at(2), Time: e.at(3), Status: AckCode(e.at(4)), Note: e.at(5)}
	ix.code(seg, "TA104", e.at(4), oneOf(e.at(4), "A E R"))
	n := parseCount(a.Note)
	ix.code(seg, "TA105", a.Note, len(a.Note) == 3 && n >= 0 && n <= lastNote)
	if !digits(a.Control) || len(a.Control) > 9 {
		ix.note(seg.Position, ReasonDocument, "TA101 %.20q is not a control number of up to nine digits", a.Control)
	}
	ix.Acks = append(ix.Acks, a)
}

// lastNote is the last code of list I18.
const lastNote = 31

// note returns TA105 of an envelope that was rejected: that of the fault that
// decided or, where the list has none for it, of the first other fault.
func (r *Receipt) note() string {
	if code, found := envelopeNotes[r.Lead.Reason]; found {
		return code
	}
	for _, f := range r.Faults {
		if code, found := envelopeNotes[f.Reason]; found {
			return code
		}
	}
	return "022" // invalid control structure
}

// envelopeNotes give the note (list I18) of a fault. What they do not name is 022.
var envelopeNotes = map[Reason]string{
	ReasonControlISA: "001", ReasonTerminator: "004", ReasonCountIEA: "021", ReasonTruncated: "023",
	ReasonWrongGS: "024", ReasonMissingST: "024", ReasonDuplicate: NoteDuplicate, ReasonCharacter: "022", ReasonWrongISA: "018",
}
