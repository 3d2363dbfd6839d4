package x12

import (
	"strings"
	"testing"
)

// edit is one departure from the sample and what both modes make of it. A
// tolerant outcome of "" means mended: all three orders accepted.
type edit struct {
	name, old, new   string
	reason           Reason
	scope            Scope
	segment          int
	tolerantWithheld bool
}

var edits = []edit{
	{"byte order mark", "ISA*00", "\ufeffISA*00", ReasonBOM, ScopeInterchange, 1, false},
	{"padded with no-break spaces", "SENDER01       *ZZ*REC", "SENDER01 \u00a0 \u00a0 \u00a0 *ZZ*REC", ReasonWhitespace, ScopeInterchange, 1, false},
	{"narrow ISA", "SENDER01       *ZZ", "SENDER01*ZZ", ReasonISAWidth, ScopeInterchange, 1, false},
	{"wrapped ISA", "*260302*0715", "\n*260302*0715", ReasonWrapped, ScopeInterchange, 1, false},
	{"control number with letters", "*000000101*0", "*00000010A*0", ReasonWrongISA, ScopeInterchange, 1, true},
	{"no day of the calendar", "*260302*0715", "*260231*0715", ReasonEnvelope, ScopeInterchange, 1, false},
	{"usage unknown", "*0*T*>", "*0*X*>", ReasonEnvelope, ScopeInterchange, 1, false},
	{"IEA02", "IEA*1*000000101", "IEA*1*000000102", ReasonControlISA, ScopeInterchange, 37, false},
	{"IEA01", "IEA*1*", "IEA*2*", ReasonCountIEA, ScopeInterchange, 37, false},
	{"IEA01 and IEA02", "IEA*1*000000101", "IEA*2*000000102", ReasonCountIEA, ScopeInterchange, 37, true},
	{"IEA not terminated", "101~\n", "101", ReasonTerminator, ScopeInterchange, 37, false},
	{"GE02", "GE*3*1", "GE*3*2", ReasonControlGS, ScopeGroup, 36, false},
	{"GE01", "GE*3*1", "GE*4*1", ReasonCountGE, ScopeGroup, 36, false},
	{"GE01 and GE02", "GE*3*1", "GE*4*2", ReasonCountGE, ScopeGroup, 36, true},
	{"GS05", "*20260302*0715*", "*20260302*2460*", ReasonEnvelope, ScopeGroup, 2, false},
	{"SE01", "SE*11*0002", "SE*33*0002", ReasonCountSE, ScopeSet, 25, false},
	{"SE02", "SE*11*0002", "SE*11*0009", ReasonControlST, ScopeSet, 25, false},
	{"CTT01", "CTT*4", "CTT*5", ReasonCountCTT, ScopeSet, 24, false},
	{"a line is lost", "PO1*2*16*EA*3.1**VN*SKU-0006*BP*B-1006~\n", "", ReasonCountCTT, ScopeSet, 23, true},
	{"SE01 and SE02", "SE*11*0002", "SE*33*0009", ReasonCountSE, ScopeSet, 25, true},
	{"another set", "ST*850*0002", "ST*997*0002", ReasonNotOrder, ScopeSet, 15, true},
	{"set number repeated", "SE*11*0002", "SE*11*0001", ReasonControlST, ScopeSet, 25, false},
	{"no set number", "ST*850*0002", "ST*850", ReasonMissingST, ScopeSet, 15, true},
	{"no BEG", "BEG*00*SA*PO-10002", "REF*00*SA*PO-10002", ReasonOrder, ScopeSet, 15, true},
	{"two BEG", "N3*200", "BEG*00*SA*PO-7**20260302~N3*200", ReasonCountSE, ScopeSet, 26, true},
	{"no order number", "BEG*00*SA*PO-10002", "BEG*00*SA*", ReasonOrder, ScopeSet, 16, true},
	{"no order type", "BEG*00*SA*PO-10002", "BEG*00**PO-10002", ReasonHeader, ScopeSet, 16, false},
	{"order date", "PO-10002**20260302", "PO-10002**20261302", ReasonHeader, ScopeSet, 16, false},
	{"fraction", "PO1*2*16*", "PO1*2*16.5*", ReasonQuantity, ScopeSet, 21, true},
	{"zero", "PO1*2*16*", "PO1*2*0*", ReasonQuantity, ScopeSet, 21, true},
	{"negative", "PO1*2*16*", "PO1*2*-16*", ReasonQuantity, ScopeSet, 21, true},
	{"no quantity", "PO1*2*16*", "PO1*2**", ReasonQuantity, ScopeSet, 21, true},
	{"quantity in words", "PO1*2*16*", "PO1*2*TEN*", ReasonQuantity, ScopeSet, 21, true},
	{"quantity indented", "PO1*2*16*", "PO1*2* 16*", ReasonWhitespace, ScopeSet, 21, false},
	{"price", "*3.1**VN", "*3,1**VN", ReasonPrice, ScopeSet, 21, true},
	{"price too fine", "*3.1**VN", "*3.10001**VN", ReasonPrice, ScopeSet, 21, true},
	{"no product", "VN*SKU-0006*BP*B-1006", "PR*RO", ReasonProduct, ScopeSet, 21, true},
	{"half a part id", "VN*SKU-0006*BP*B-1006", "VN*SKU-0006*BP", ReasonPartID, ScopeSet, 21, false},
	{"line wrapped", "*SKU-0006*BP", "*SKU-\n0006*BP", ReasonWrapped, ScopeSet, 21, false},
	{"terminator lost", "B-1006~\nPO1", "B-1006\nPO1", ReasonLostTerminator, ScopeSet, 21, true},
	{"terminator twice", "B-1006~\nPO1", "B-1006~~\nPO1", ReasonTerminator, ScopeSet, 22, false},
	{"indented", "PO1*2*16", "  PO1*2*16", ReasonWhitespace, ScopeSet, 21, false},
	{"tab in a name", "SITE WASH", "SITE\tWASH", ReasonWhitespace, ScopeSet, 17, false},
	{"Latin-1", "SITE WASH", "SIT\xc9 WASH", ReasonEncoding, ScopeSet, 17, false},
	{"bell in a name", "SITE WASH", "SITE\aWASH", ReasonCharacter, ScopeSet, 17, true},
	{"a segment in small letters", "PO1*2*16", "po1*2*16", ReasonTag, ScopeSet, 21, true},
}

// Each departure alone: strict withholds the unit it is in, tolerant mends it or
// withholds the same unit for the same reason.
func TestOneFault(t *testing.T) {
	for _, e := range edits {
		t.Run(e.name, func(t *testing.T) {
			text := strings.Replace(Sample, e.old, e.new, 1)
			if text == Sample {
				t.Fatalf("the sample does not hold %q", e.old)
			}
			strict := one(t, text, Strict)
			if strict.Reason != e.reason || strict.Scope != e.scope || strict.Segment != e.segment {
				t.Errorf("Parse(strict) = %s, want %s at segment %d in a %s", strict, e.reason, e.segment, e.scope)
			}
			e.checkTolerant(t, text)
		})
	}
}

// one returns the only quarantine.
func one(t *testing.T, text string, mode Mode) Quarantine {
	t.Helper()
	r, err := Parse("edit", text, mode)
	if err != nil || len(r.Quarantines) != 1 {
		t.Fatalf("Parse(%v) = %s, want one quarantine", mode, outcome(r, err))
	}
	return r.Quarantines[0]
}

func (e edit) checkTolerant(t *testing.T, text string) {
	t.Helper()
	if e.tolerantWithheld {
		if got := one(t, text, Tolerant); got.Scope != e.scope {
			t.Errorf("Parse(tolerant) = %s, want a %s withheld", got, e.scope)
		}
		return
	}
	r, err := Parse("edit", text, Tolerant)
	if err != nil || len(r.Orders()) != 3 || len(r.Quarantines) != 0 {
		t.Fatalf("Parse(tolerant) = %s, want three orders", outcome(r, err))
	}
	for _, m := range r.Mends {
		if m.Reason == e.reason {
			return
		}
	}
	t.Errorf("Parse(tolerant).Mends = %v, want %s", r.Mends, e.reason)
}

// A broken envelope refuses the file, since it holds no other interchange.
func TestBrokenEnvelope(t *testing.T) {
	cut := func(at string) string { return Sample[:strings.Index(Sample, at)] }
	replace := func(old, new string) string { return strings.Replace(Sample, old, new, 1) }
	tests := []struct {
		name, text string
		reason     Reason
		line, seg  int
	}{
		{"empty", "", ReasonMissingISA, 1, 1},
		{"blank", "\n \n", ReasonMissingISA, 1, 1},
		{"no ISA", Sample[107:], ReasonMissingISA, 1, 1},
		{"ISA cut off", Sample[:90], ReasonWrongISA, 1, 1},
		{"no delimiters", replace("ISA*", "ISA1"), ReasonWrongISA, 1, 1},
		{"GS missing", replace("GS*PO*SENDER01*RECEIVER01*20260302*0715*1*X*004010~\n", ""), ReasonWrongGS, 2, 2},
		{"GS unknown", replace("GS*PO", "XX*PO"), ReasonWrongGS, 2, 2},
		{"GS06", replace("0715*1*X", "0715*A*X"), ReasonWrongGS, 2, 2},
		{"no ST", replace("ST*850*0001~\n", ""), ReasonMissingST, 3, 3},
		{"no SE", replace("SE*11*0002~\n", ""), ReasonTruncated, 25, 25},
		{"no GE", replace("GE*3*1~\n", ""), ReasonTruncated, 36, 36},
		{"cut before SE", cut("SE*11"), ReasonTruncated, 25, 25},
		{"cut before GE", cut("GE*3*"), ReasonTruncated, 36, 36},
		{"cut before IEA", cut("IEA*"), ReasonTruncated, 37, 37},
		{"cut inside IEA", cut("101~\n"), ReasonTruncated, 37, 37},
	}
	for _, test := range tests {
		for _, mode := range []Mode{Strict, Tolerant} {
			_, err := Parse("f.edi", test.text, mode)
			got, refused := err.(*Error)
			if !refused || got.Reason != test.reason || got.Line != test.line || got.Segment != test.seg {
				t.Errorf("Parse(%s, %v) = %v, want %s at %d/%d", test.name, mode, err, test.reason, test.line, test.seg)
			}
		}
	}
}

// A set with PO1 lines under an 850 in a group of another kind is refused.
func TestOrderInForeignGroup(t *testing.T) {
	text := strings.Replace(Sample, "GS*PO", "GS*SH", 1)
	r, err := Parse("f.edi", text, Tolerant)
	if err != nil || len(r.Quarantines) != 3 || r.Quarantines[0].Reason != ReasonWrongGS {
		t.Errorf("Parse(GS01 = SH) = %s, want three sets withheld: %s", outcome(r, err), ReasonWrongGS)
	}
}
