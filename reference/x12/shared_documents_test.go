package x12

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

// exchanged is what a party that trades makes of a partner's file: each set passes
// (its kind, and for strict what it was), or is withheld for a reason; and the
// answer it gives. refused is the reason why nothing of it can be read.
type exchanged struct {
	name             string
	strict, tolerant string
	answer           string // to strict
	answerTolerant   string
}

// What is answered about sets that nobody knows, with segments that are none.
const (
	unknownSets = "\n  AAA 0001 R 1,5,4\n    TES at 2: 1\n  BBB 0002 R 1,5,4\n    TES at 2: 1\n  YYZ 0099 R 1,5,4\n    RUS at 2: 1"
	lastUnknown = "\n  AAA 0003 R 1,5,4\n    TES at 2: 1"
)

// everyFile has a row for every X12 file of the partners.
var everyFile = []exchanged{
	{"apimeister-004010_850.edi", "850 A99999-01", "850 A99999-01",
		"997 PO 1: A 1/1/1\n  850 000000001 A", "997 PO 1: A 1/1/1\n  850 000000001 A"},
	{"edinet-x12.850.edi", "interchange 000000055: byte-order-mark", "850 1000012",
		"TA1 000000055 R 001\n997 PO 2: R 1/1/0", "997 PO 2: A 1/1/1\n  850 0003 A"},
	{"gozer-po850.txt", "interchange 000003438: terminator", "850 08292233294",
		"TA1 000003438 R 004\n997 PO 1421: R 1/1/0\n  850 000000010 R 4", "997 PO 1421: E 1/1/1\n  850 000000010 E 4"},
	{"edinet-x12.214.edi", "interchange 000082265: byte-order-mark", "set 822650001: not-an-order",
		"TA1 000082265 R 022\n997 QM 82265: R 1/1/0\n  214 822650001 R 1", "997 QM 82265: R 1/1/0\n  214 822650001 R 1"},
	{"staedi-simple997.edi", "997 HC 000001 R", "997 HC 000001 R", "", ""},
	{"staedi-simple997-multiple-interchanges.edi", "997 HC 000001 R\n997 HC 000001 R\n997 HC 000001 R",
		"997 HC 000001 R\n997 HC 000001 R\n997 HC 000001 R", "", ""},
	{"gozer-x12.base.txt", "interchange 000000049: terminator",
		"set 0001: not-an-order\nset 0002: not-an-order\nset 0099: not-an-order\nset 0003: not-an-order",
		"TA1 000000049 R 004\n997 SH 00: R 1/3/0 5" + unknownSets + "\n997 SH 99: R 1/1/0" + lastUnknown,
		"997 SH 00: R 1/3/0 5" + unknownSets + "\n997 SH 99: R 1/1/0" + lastUnknown},
	{"gozer-x12.missing.ISA.txt", "missing-isa", "missing-isa", "", ""},
	{"gozer-x12.wrong.ISA.txt", "missing-isa", "missing-isa", "", ""},
	{"gozer-x12.wrong.GS.txt", "wrong-gs", "wrong-gs", "TA1 000000049 R 024", "TA1 000000049 R 024"},
	{"staedi-invalid997_min.edi", "wrong-gs", "wrong-gs", "TA1 508121953 R 024", "TA1 508121953 R 024"},
}

// took is what was read of a file in one line per fact.
func took(r Result, err error) string {
	var refused *Error
	if errors.As(err, &refused) {
		return string(refused.Reason)
	}
	var out []string
	for _, ix := range r.Interchanges {
		for _, g := range ix.Groups {
			for _, p := range g.Orders {
				out = append(out, "850 "+p.Number)
			}
			for _, p := range g.Reports {
				out = append(out, "997 "+p.Kind+" "+p.Control+" "+string(p.Status))
			}
		}
	}
	for _, q := range r.Quarantines {
		out = append(out, strings.SplitN(q.String(), ": line", 2)[0]+": "+string(q.Reason))
	}
	return strings.Join(out, "\n")
}

// Every file of the partners passes or is withheld with its reason, and what it is
// answered is valid under strict (acknowledged sees to that).
func TestEveryPartnersFileIsAnswered(t *testing.T) {
	for _, f := range everyFile {
		t.Run(f.name, func(t *testing.T) {
			text := sharedText(t, f.name)
			for _, c := range []struct {
				mode         Mode
				want, answer string
			}{{Strict, f.strict, f.answer}, {Tolerant, f.tolerant, f.answerTolerant}} {
				if got := took(ParseDocuments(f.name, text, c.mode)); got != c.want {
					t.Errorf("ParseDocuments(%s, %v) =\n%s\nwant\n%s", f.name, c.mode, got, c.want)
				}
				if got := words(acknowledged(t, text, c.mode)); got != c.answer {
					t.Errorf("answer to %s, %v =\n%s\nwant\n%s", f.name, c.mode, got, c.answer)
				}
				checkAnswer(t, f.name, text, c.mode)
			}
		})
	}
}

func TestEveryPartnersFileHasARow(t *testing.T) {
	sharedText(t, everyFile[0].name)
	paths, _ := filepath.Glob("../../../shared/data/x12/*-*.*")
	if len(paths) != len(everyFile) {
		t.Errorf("files of partners = %d, rows = %d: add the new ones", len(paths), len(everyFile))
	}
}

// structure is the sequence of segment tags of a text.
func structure(text string) string {
	var tags []string
	for _, s := range strings.Split(text, "~") {
		if tag, _, found := strings.Cut(strings.TrimSpace(s), "*"); found {
			tags = append(tags, tag)
		}
	}
	return strings.Join(tags, " ")
}

// A 997 that we write about a set with one bad element has the segments of the
// partner's 997 about one, in that order.
func TestAnswerHasTheStructureOfThePartners997(t *testing.T) {
	want := structure(sharedText(t, "staedi-simple997.edi"))
	r, _ := ParseDocuments("short", strings.Replace(short, "PO1**1*", "PO1**x*", 1), Strict)
	ix, _ := r.Receipts[0].Answer(1, stamp)
	if got := structure(written(t, []Interchange{ix})); got != want {
		t.Errorf("segments = %s, want %s", got, want)
	}
}
