package x12

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sharedText reads one of the partners' files, which lie outside the project.
func sharedText(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "x12", name))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("the partners' files are absent: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// outcome is a result in one line per fact: what was accepted, mended, withheld.
func outcome(r Result, err error) string {
	if err != nil {
		return err.Error()
	}
	lines := []string{}
	for _, p := range r.Orders() {
		lines = append(lines, fmt.Sprintf("order %s %s to %q: %d lines", p.Number, p.Date, p.ShipTo.Name, len(p.Lines)))
	}
	for _, m := range r.Mends {
		lines = append(lines, fmt.Sprintf("mend %s x%d at %d/%d", m.Reason, m.Count, m.Line, m.Segment))
	}
	for _, q := range r.Quarantines {
		name := q.Interchange + "/" + q.Group + "/" + q.Set
		lines = append(lines, fmt.Sprintf("%s %s at %d/%d: %s", q.Scope, strings.TrimRight(name, "/"), q.Line, q.Segment, q.Reason))
		for _, o := range q.Others {
			lines = append(lines, fmt.Sprintf("  also at %d/%d: %s", o.Line, o.Segment, o.Reason))
		}
	}
	return strings.Join(lines, "\n")
}

var sharedFiles = []struct{ name, strict, tolerant string }{
	{
		"apimeister-004010_850.edi",
		`order A99999-01 19970214 to "BUYSNACKS PORT": 7 lines`,
		`order A99999-01 19970214 to "BUYSNACKS PORT": 7 lines`,
	}, {
		"edinet-x12.850.edi",
		`interchange 000000055 at 1/1: byte-order-mark
  also at 1/1: whitespace
  also at 1/1: isa-width
  also at 15/15: control-isa13-iea02`,
		`order 1000012 20090827 to "John Doe": 1 lines
mend byte-order-mark x1 at 1/1
mend isa-width x1 at 1/1
mend whitespace x1 at 1/1
mend control-isa13-iea02 x1 at 15/15`,
	}, {
		"gozer-po850.txt",
		`interchange 000003438 at 1/1: terminator
  also at 23/23: count-se01
  also at 25/25: terminator`,
		`order 08292233294 20101127 to "XYZ RETAIL": 2 lines
mend terminator x2 at 1/1
mend count-se01 x1 at 23/23`,
	}, {
		"edinet-x12.214.edi",
		`interchange 000082265 at 1/1: byte-order-mark
  also at 1/1: wrapped-segment
  also at 1/1: isa-width
  also at 4/3: not-an-order`,
		`mend byte-order-mark x1 at 1/1
mend isa-width x1 at 1/1
mend wrapped-segment x1 at 1/1
set 000082265/82265/822650001 at 4/3: not-an-order`,
	}, {
		"staedi-simple997.edi",
		`set 508121953/000005/0001 at 3/3: not-an-order`,
		`set 508121953/000005/0001 at 3/3: not-an-order`,
	}, {
		"staedi-simple997-multiple-interchanges.edi",
		`set 000000001/000005/0001 at 3/3: not-an-order
set 000000002/000005/0001 at 15/15: not-an-order
set 000000003/000005/0001 at 27/27: not-an-order`,
		`set 000000001/000005/0001 at 3/3: not-an-order
set 000000002/000005/0001 at 15/15: not-an-order
set 000000003/000005/0001 at 27/27: not-an-order`,
	},
}

// Every file of the partners: what each mode accepts, mends and withholds.
func TestReadPartnersFiles(t *testing.T) {
	for _, f := range sharedFiles {
		t.Run(f.name, func(t *testing.T) {
			text := sharedText(t, f.name)
			if got := outcome(Parse(f.name, text, Strict)); got != f.strict {
				t.Errorf("Parse(%s, strict) =\n%s\nwant\n%s", f.name, got, f.strict)
			}
			if got := outcome(Parse(f.name, text, Tolerant)); got != f.tolerant {
				t.Errorf("Parse(%s, tolerant) =\n%s\nwant\n%s", f.name, got, f.tolerant)
			}
		})
	}
}

// A file of sets that are no orders: each is withheld, with its own name.
func TestReadUnknownSets(t *testing.T) {
	const name = "gozer-x12.base.txt"
	r, err := Parse(name, sharedText(t, name), Tolerant)
	if err != nil || r.Sets != 4 || len(r.Quarantines) != 4 || len(r.Interchanges) != 0 {
		t.Fatalf("Parse(%s) = %s, %v, want four sets, each withheld", name, outcome(r, err), err)
	}
	want := "set 0099: line 9 segment 9: not-an-order: transaction set YYZ is not a purchase order (850)"
	if got := r.Quarantines[2].String(); got != want {
		t.Errorf("Parse(%s).Quarantines[2] = %s, want %s", name, got, want)
	}
}

// Malformed files are refused in both modes, with line, segment and remedy.
func TestReadMalformedFiles(t *testing.T) {
	files := []struct{ name, want string }{
		{"gozer-x12.missing.ISA.txt", `:1: segment 1: found "GS*SH*440519" where an interchange header (ISA) belongs: ask the sender for the whole interchange, from ISA to IEA`},
		{"gozer-x12.wrong.ISA.txt", `:1: segment 1: found "XXX*01*00000" where an interchange header (ISA) belongs: ask the sender for the whole interchange, from ISA to IEA`},
		{"gozer-x12.wrong.GS.txt", `:2: segment 2: found "XX" where a group header (GS) belongs: ask the sender for a valid GS before the first ST`},
		{"staedi-invalid997_min.edi", `:2: segment 2: the group header (GS) has no valid date (GS04): ask the sender for a valid GS before the first ST`},
	}
	for _, f := range files {
		for _, mode := range []Mode{Strict, Tolerant} {
			r, err := Parse(f.name, sharedText(t, f.name), mode)
			var refused *Error
			if !errors.As(err, &refused) || err.Error() != f.name+f.want || r.Sets != 0 {
				t.Errorf("Parse(%s, %v) = %v, %v, want %s%s", f.name, mode, r, err, f.name, f.want)
			}
		}
	}
}

// The table above names every file there is.
func TestPartnersFilesAreAllTested(t *testing.T) {
	sharedText(t, sharedFiles[0].name)
	paths, _ := filepath.Glob("../../../shared/data/x12/*-*.*")
	const malformedAndUnknown = 5
	if want := len(sharedFiles) + malformedAndUnknown; len(paths) != want {
		t.Errorf("files of partners = %d, want %d: add the new ones to a table", len(paths), want)
	}
}
