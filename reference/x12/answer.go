package x12

import (
	"strconv"
	"time"
)

// Stamp is an instant as the envelopes write it.
type Stamp struct {
	Short string // YYMMDD, for ISA09
	Long  string // CCYYMMDD
	Time  string // HHMM
}

// StampAt returns the stamp of an instant, in nanoseconds since 1970, in UTC.
func StampAt(ns int64) Stamp {
	t := time.Unix(0, ns).UTC()
	return Stamp{Short: t.Format("060102"), Long: t.Format("20060102"), Time: t.Format("1504")}
}

// Answer returns the interchange that acknowledges this one: a 997 for every group
// whose header could be read, in a group of their own, and a TA1 if the envelope
// was rejected. Groups that are acknowledgments themselves are not answered, so
// that two partners do not thank each other for ever. The control number is the
// sender's next and also numbers the group.
//
// False if there is nothing to answer, or nobody: a header without parties.
func (r *Receipt) Answer(control int64, at Stamp) (Interchange, bool) {
	if r.Sender == "" || r.Receiver == "" || len(r.Sender) > 15 || len(r.Receiver) > 15 {
		return Interchange{}, false
	}
	out := Interchange{
		SenderQualifier: r.ReceiverQualifier, Sender: r.Receiver, ReceiverQualifier: r.SenderQualifier, Receiver: r.Sender,
		Date: at.Short, Time: at.Time, Version: "00401", Control: nine(control), Usage: r.Usage,
	}
	if !oneOf(out.Usage, "P T I") {
		out.Usage = "P"
	}
	if !r.Accepted {
		out.Acks = []InterchangeAck{r.reject()}
	}
	group := Group{Sender: r.Receiver, Receiver: r.Sender, Date: at.Long, Time: at.Time, Control: strconv.FormatInt(control%1e9, 10), Version: "004010"}
	for i := range r.Groups {
		if g := &r.Groups[i]; g.Kind != "FA" {
			report := g.report(r.Accepted)
			report.Set = four(len(group.Reports) + 1)
			group.Reports = append(group.Reports, report)
		}
	}
	if len(group.Reports) > 0 {
		out.Groups = []Group{group}
	}
	return out, len(out.Groups)+len(out.Acks) > 0
}

// reject returns the TA1 of an envelope that was rejected.
func (r *Receipt) reject() InterchangeAck {
	a := InterchangeAck{Control: r.Control, Date: r.Date, Time: r.Time, Status: AckRejected, Note: r.note()}
	if !digits(a.Control) || len(a.Control) > 9 {
		a.Control = nine(0)
	}
	return a
}

// report returns the 997 of the group. What a rejected envelope holds is rejected.
func (g *GroupReceipt) report(envelope bool) FunctionalAck {
	out := FunctionalAck{Kind: g.Kind, Control: g.Control, Included: max(g.Declared, 0), Received: len(g.Sets)}
	taken := envelope && g.Accepted
	noted := len(g.Faults) > 0
	for i := range g.Sets {
		s := &g.Sets[i]
		if taken && s.Accepted {
			out.Accepted++
			noted = noted || len(s.Faults) > 0
		}
		if ack, speaks := s.ack(taken); speaks {
			out.Sets = append(out.Sets, ack)
		}
	}
	switch {
	case !taken || out.Accepted == 0:
		out.Status, out.Accepted = AckRejected, 0
	case out.Accepted < out.Received:
		out.Status = AckPartial
	case noted:
		out.Status = AckErrors
	default:
		out.Status = AckAccepted
	}
	out.Codes = g.codes()
	return out
}

// codes returns AK905 on (list 716).
func (g *GroupReceipt) codes() (out []string) {
	for _, f := range g.Faults {
		switch f.Reason {
		case ReasonTruncated:
			out = with(out, "3")
		case ReasonControlGS:
			out = with(out, "4")
		case ReasonCountGE:
			out = with(out, "5")
		case ReasonDuplicate:
			out = with(out, "6")
		}
	}
	return out
}

// ack returns the acknowledgment of a set. A set without control number cannot be
// spoken of, nor one without fault in a group that is rejected for another reason.
func (s *SetReceipt) ack(taken bool) (SetAck, bool) {
	if len(s.Kind) != 3 || s.Control == "" || len(s.Control) > 9 || !taken && len(s.Faults) == 0 {
		return SetAck{}, false
	}
	out := SetAck{Kind: s.Kind, Control: s.Control, Status: AckRejected}
	switch {
	case taken && s.Accepted && len(s.Faults) == 0:
		out.Status = AckAccepted
	case taken && s.Accepted:
		out.Status = AckErrors
	}
	for _, f := range s.Faults {
		if code, whole := setErrors[f.Reason]; whole {
			out.Codes = with(out.Codes, code)
			continue
		}
		out.Segments = f.locate(out.Segments)
		out.Codes = with(out.Codes, "5")
	}
	return out, true
}

// setErrors are the faults of a set as a whole (list 718). All others are of a
// segment.
var setErrors = map[Reason]string{
	ReasonNotOrder: "1", ReasonRoute: "1", ReasonTruncated: "2", ReasonControlST: "3", ReasonCountSE: "4", ReasonWrongGS: "6", ReasonMissingST: "7",
	ReasonDuplicate: "23",
}

// locate adds the fault to the segments in error: a segment stands once, with all
// of its elements. Faults come in the order of segments but for those found at the
// end of the set.
func (f *SetFault) locate(all []SegmentError) []SegmentError {
	code, element := f.codes()
	tag := f.Tag
	if !isTag(tag) {
		if code = "1"; len(tag) > 3 {
			tag = tag[:3]
		}
		if !isTag(tag) {
			tag = "ST"
		}
	}
	for i := range all {
		if have := &all[i]; have.Place == f.Place {
			if element.Code != "" {
				have.Elements = append(have.Elements, element)
			}
			return all
		}
	}
	e := SegmentError{Tag: tag, Place: max(f.Place, 1), Code: code}
	if element.Code != "" {
		e.Elements = []ElementError{element}
	}
	return append(all, e)
}

// codes returns AK304 and AK4 of a fault (lists 720 and 723).
func (f *SetFault) codes() (segment string, element ElementError) {
	switch f.Reason {
	case ReasonTag:
		return "1", element
	case ReasonOrder, ReasonDocument, ReasonHierarchy:
		return "3", element
	case ReasonQuantity:
		return "8", ElementError{Place: "2", Reference: "380", Code: "6"}
	case ReasonPrice:
		return "8", ElementError{Place: "4", Reference: "212", Code: "6"}
	case ReasonProduct:
		return "8", ElementError{Place: "7", Reference: "234", Code: "1"}
	case ReasonPartID:
		return "8", ElementError{Place: "6", Reference: "235", Code: "2"}
	case ReasonHeader:
		return "8", ElementError{Place: "5", Reference: "373", Code: "8"}
	case ReasonCountCTT:
		return "8", ElementError{Place: "1", Reference: "354", Code: "7"}
	}
	return "8", element
}

// with adds a code once, up to as many as a segment holds.
func with(codes []string, code string) []string {
	for _, c := range codes {
		if c == code {
			return codes
		}
	}
	if len(codes) == maxCodes {
		return codes
	}
	return append(codes, code)
}

func nine(n int64) string {
	s := strconv.FormatInt(n%1e9, 10)
	return "000000000"[:9-len(s)] + s
}

func four(n int) string {
	s := strconv.Itoa(n)
	return "0000"[:max(4-len(s), 0)] + s
}
