package x12

import (
	"fmt"
	"strings"
)

// openInterchange is an interchange being read.
type openInterchange struct {
	Interchange
	ledger
	harvest
	groups int
	seen   map[string]bool // control numbers of groups accepted
	broken *Fault          // why its envelopes cannot be followed
	at     Position
	papers []GroupReceipt // of its groups, if receipts are kept
}

// interchange reads one interchange, or passes over what is none. False at the
// end of the file.
func (r *reader) interchange() bool {
	isa, found := r.scan.header()
	if !found {
		return r.garbage(isa)
	}
	ix := openInterchange{seen: map[string]bool{}}
	ix.begin(isa)
	for ix.broken == nil {
		seg, found := r.scan.next()
		if !found {
			ix.breakAt(r.scan.here, ReasonTruncated, "the interchange ends without IEA")
			break
		}
		if seg.tag() == "IEA" {
			ix.end(seg)
			break
		}
		r.inInterchange(&ix, seg)
	}
	r.close(&ix)
	return true
}

// inInterchange reads what may stand between ISA and IEA.
func (r *reader) inInterchange(ix *openInterchange, seg segment) {
	switch tag := seg.tag(); tag {
	case "GS":
		r.group(ix, seg)
	case "TA1": // an interchange acknowledgment: nothing to order
		ix.noteAll(seg)
		if r.scan.all {
			ix.acknowledge(seg)
		}
	case "ST":
		ix.breakAt(seg.Position, ReasonWrongGS, "a transaction set (ST) stands outside a group (GS)")
		ix.sets++
	default:
		ix.breakAt(seg.Position, ReasonWrongGS, "found %.20q where a group header (GS) belongs", tag)
	}
}

// garbage withholds what is no interchange, up to the next header.
func (r *reader) garbage(at segment) bool {
	if r.scan.at >= len(r.scan.text) {
		return false
	}
	rest := r.scan.text[r.scan.at:]
	f := Fault{Reason: ReasonMissingISA, Position: r.scan.here}
	f.Detail = fmt.Sprintf("found %.12q where an interchange header (ISA) belongs", rest)
	if strings.HasPrefix(rest, "ISA") {
		f.Reason, f.Detail = ReasonWrongISA, "the interchange header (ISA) does not give its 16 elements and delimiters"
	}
	r.withhold(Quarantine{Fault: f, Scope: ScopeInterchange})
	r.scan.resync()
	r.scan.here.Segment++
	return true
}

// begin reads ISA.
func (ix *openInterchange) begin(isa segment) {
	ix.at = isa.Position
	ix.noteAll(isa)
	e := isa.elements()
	ix.Interchange = Interchange{
		SenderQualifier: e.at(5), Sender: e.at(6), ReceiverQualifier: e.at(7), Receiver: e.at(8),
		Date: e.at(9), Time: e.at(10), Version: e.at(12), Control: e.at(13), Usage: e.at(15),
	}
	if !digits(ix.Control) || len(ix.Control) > 9 {
		ix.note(isa.Position, ReasonWrongISA, "ISA13 %.20q is not a control number of up to nine digits", ix.Control)
	}
	value := func(name, v string, valid bool) {
		if !valid {
			ix.note(isa.Position, ReasonEnvelope, "%s %.20q is not valid", name, v)
		}
	}
	value("ISA06", ix.Sender, ix.Sender != "")
	value("ISA08", ix.Receiver, ix.Receiver != "")
	value("ISA09", ix.Date, len(ix.Date) == 6 && isDate(ix.Date))
	value("ISA10", ix.Time, len(ix.Time) == 4 && isTime(ix.Time))
	value("ISA12", ix.Version, len(ix.Version) == 5 && digits(ix.Version))
	value("ISA15", ix.Usage, ix.Usage == "P" || ix.Usage == "T" || ix.Usage == "I")
}

// end compares IEA with what was read.
func (ix *openInterchange) end(iea segment) {
	ix.noteAll(iea)
	e := iea.elements()
	if n := parseCount(e.at(1)); n != ix.groups {
		ix.note(iea.Position, ReasonCountIEA, "IEA01 says %.20q groups, counted %d", e.at(1), ix.groups)
	}
	switch same := e.at(2) == ix.Control; {
	case !same && iea.open:
		ix.breakAt(iea.Position, ReasonTruncated, "the file ends inside IEA")
	case !same:
		ix.note(iea.Position, ReasonControlISA, "IEA02 is %.20q, ISA13 is %.20q", e.at(2), ix.Control)
	case iea.open:
		ix.note(iea.Position, ReasonTerminator, "IEA has no terminator")
	}
}

// breakAt notes that the envelopes cannot be followed further.
func (ix *openInterchange) breakAt(at Position, reason Reason, format string, args ...any) {
	var l ledger
	l.note(at, reason, format, args...)
	ix.broken = &l.kept[0]
	ix.note(at, reason, format, args...)
}

// close hands the interchange on, or withholds it.
func (r *reader) close(ix *openInterchange) {
	if ix.broken != nil {
		r.skip(ix)
		r.receive(ix)
		r.quarantine(ix, *ix.broken)
		return
	}
	r.readable++
	name := strings.Join([]string{ix.SenderQualifier, ix.Sender, ix.ReceiverQualifier, ix.Receiver, ix.Control}, "\n")
	if r.seen[name] {
		ix.note(ix.at, ReasonDuplicate, "interchange %s of this sender stands twice in the file", ix.Control)
	}
	r.receive(ix)
	if !ix.accepts(r.mode) {
		r.quarantine(ix, ix.lead(r.mode))
		return
	}
	r.seen[name] = true
	r.take(ix.harvest, ix.ledger)
	if len(ix.Groups)+len(ix.Acks) > 0 {
		r.result.Interchanges = append(r.result.Interchanges, ix.Interchange)
	}
}

func (r *reader) quarantine(ix *openInterchange, lead Fault) {
	q := Quarantine{Scope: ScopeInterchange, Interchange: ix.Control, Sets: ix.sets}
	r.withhold(ix.ledger.quarantine(q, lead, ix.quarantines))
}

// skip passes over the rest of a broken interchange and counts its sets.
func (r *reader) skip(ix *openInterchange) {
	for {
		seg, found := r.scan.next()
		if !found || seg.tag() == "IEA" {
			return
		}
		if seg.tag() == "ST" {
			ix.sets++
		}
	}
}
