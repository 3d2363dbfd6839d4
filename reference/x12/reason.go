package x12

// Reason is the code of one kind of fault. Its text is stable: reports, tests
// and scenarios may compare it.
type Reason string

// Faults that Tolerant mends.
const (
	ReasonBOM        Reason = "byte-order-mark" // a byte order mark stands before ISA
	ReasonISAWidth   Reason = "isa-width"       // ISA is not the fixed 106 bytes
	ReasonWhitespace Reason = "whitespace"      // no-break space, tab, indentation
	ReasonWrapped    Reason = "wrapped-segment" // a line break inside a segment
	ReasonEncoding   Reason = "encoding"        // not UTF-8; read as Latin-1
	ReasonTerminator Reason = "terminator"      // a line break ends segments, one ends twice, or the last does not end
	ReasonEnvelope   Reason = "envelope-value"  // a date, time, version, usage or party of ISA or GS
	ReasonHeader     Reason = "order-header"    // BEG02 is missing or BEG05 is not a date, which is then dropped
	ReasonPartID     Reason = "part-id"         // a part id without its qualifier, or the reverse; the pair is dropped
)

// Witnesses: Tolerant overrules one per unit, never two.
const (
	ReasonControlISA Reason = "control-isa13-iea02" // IEA02 is not ISA13
	ReasonControlGS  Reason = "control-gs06-ge02"   // GE02 is not GS06
	ReasonControlST  Reason = "control-st02-se02"   // SE02 is not ST02
	ReasonCountSE    Reason = "count-se01"          // SE01 is not the segments from ST to SE
	ReasonCountGE    Reason = "count-ge01"          // GE01 is not the sets of the group
	ReasonCountIEA   Reason = "count-iea01"         // IEA01 is not the groups
	ReasonCountCTT   Reason = "count-ctt01"         // CTT01 is not the order's lines, or the levels of a ship notice
	ReasonCountAK9   Reason = "count-ak9"           // AK9 does not count the sets acknowledged
)

// Faults that both modes withhold.
const (
	ReasonMissingISA     Reason = "missing-isa"       // no interchange header
	ReasonWrongISA       Reason = "wrong-isa"         // a header without delimiters or control number
	ReasonWrongGS        Reason = "wrong-gs"          // no group header, or one that cannot be read
	ReasonMissingST      Reason = "missing-st"        // a segment of no transaction set
	ReasonTruncated      Reason = "truncated"         // SE, GE or IEA is missing
	ReasonTag            Reason = "segment-tag"       // a segment without a tag of two or three capitals and digits
	ReasonLostTerminator Reason = "lost-terminator"   // two segments in one
	ReasonCharacter      Reason = "control-character" // an unprintable character
	ReasonDuplicate      Reason = "duplicate-control" // a control number used before in this file
	ReasonNotOrder       Reason = "not-an-order"      // a set other than 850
	ReasonOrder          Reason = "malformed-order"   // no BEG, two of them, no number, no lines
	ReasonQuantity       Reason = "quantity"          // PO102 is not a positive whole number
	ReasonPrice          Reason = "price"             // PO104 is not a price in ten-thousandths
	ReasonProduct        Reason = "product"           // no part id that names a SKU
	ReasonDocument       Reason = "malformed-set"     // of another set than 850: no header, a segment out of place
	ReasonCode           Reason = "code-value"        // a value that its code list does not have
	ReasonDate           Reason = "date-value"        // a date or time of another set than 850
	ReasonRoute          Reason = "no-route"          // nobody agreed to take such a document of this partner
	ReasonHierarchy      Reason = "hl-tree"           // the levels of a ship notice are no tree
)

// severity is what Tolerant does about a fault.
type severity uint8

const (
	mendable severity = iota
	witness
	refused
	severities
)

func (r Reason) severity() severity {
	switch r {
	case ReasonBOM, ReasonISAWidth, ReasonWhitespace, ReasonWrapped, ReasonEncoding,
		ReasonTerminator, ReasonEnvelope, ReasonHeader, ReasonPartID:
		return mendable
	case ReasonControlISA, ReasonControlGS, ReasonControlST,
		ReasonCountSE, ReasonCountGE, ReasonCountIEA, ReasonCountCTT, ReasonCountAK9:
		return witness
	}
	return refused
}

// Remedy returns what the owner of the file can do about the fault.
func (r Reason) Remedy() string {
	if text, found := remedies[r]; found {
		return text
	}
	if r.severity() == refused {
		return "ask the sender to correct it and send the interchange again"
	}
	return "ask the sender to correct it, or read in tolerant mode"
}

var remedies = map[Reason]string{
	ReasonMissingISA: "ask the sender for the whole interchange, from ISA to IEA",
	ReasonWrongISA:   "ask the sender for an ISA of 16 elements and 106 bytes",
	ReasonWrongGS:    "ask the sender for a valid GS before the first ST",
	ReasonMissingST:  "ask the sender for a set that begins with ST and ends with SE",
	ReasonTruncated:  "the file was cut off or lost a trailer; fetch it again",
	ReasonNotOrder:   "send it to the reader of that document",
	ReasonDuplicate:  "the second copy was withheld; ask the sender for a new control number if it differs",
}
