package x12

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"
)

func TestSampleIsClean(t *testing.T) {
	r, err := Parse("sample", Sample, Strict)
	if err != nil || len(r.Quarantines) != 0 || r.Sets != 3 || len(r.Orders()) != 3 || r.Segments != 37 {
		t.Fatalf("Parse(Sample, strict) = %s, want three orders", outcome(r, err))
	}
	lines := 0
	for _, p := range r.Orders() {
		lines += len(p.Lines)
	}
	if lines != 12 {
		t.Errorf("lines of Sample = %d, want 12", lines)
	}
	if loose, _ := Parse("sample", Sample, Tolerant); len(loose.Mends) != 0 {
		t.Errorf("Parse(Sample, tolerant).Mends = %v, want none", loose.Mends)
	}
}

func TestLineOfSample(t *testing.T) {
	r, _ := Parse("sample", Sample, Strict)
	got := r.Orders()[1].Lines[1]
	if got.Number != "2" || got.Quantity != 16 || got.Unit != "EA" || got.Price != 31000 || !got.Priced ||
		got.SKU != "SKU-0006" || len(got.Parts) != 2 || got.At != (Position{Line: 21, Segment: 21}) {
		t.Errorf("second line of the second order = %+v, want 16 EA of SKU-0006 at 3.1", got)
	}
}

// second is another interchange of the same sender.
func second() string {
	return strings.ReplaceAll(Sample, "000000101", "000000102")
}

func TestSeveralInterchanges(t *testing.T) {
	other := strings.NewReplacer("*", "|", "~\n", "'").Replace(second())
	r, err := Parse("two", Sample+other, Strict)
	if err != nil || len(r.Interchanges) != 2 || len(r.Orders()) != 6 {
		t.Fatalf("Parse(two interchanges, other delimiters) = %s, want six orders", outcome(r, err))
	}
	if at := r.Orders()[3].At; at != (Position{Line: 38, Segment: 40}) {
		t.Errorf("place of the fourth order = %+v, want line 38 segment 40", at)
	}
}

// A broken interchange does not take the others with it.
func TestReadingGoesOnAfterBroken(t *testing.T) {
	cut := Sample[:strings.Index(Sample, "SE*11")]
	for name, text := range map[string]string{
		"cut off first": cut + second(),
		"cut off last":  second() + cut,
		"mail around":   "To: orders\nISA is attached\n\n" + second() + "-- \nend\n",
	} {
		for _, mode := range []Mode{Strict, Tolerant} {
			r, err := Parse(name, text, mode)
			if err != nil || len(r.Orders()) != 3 || r.Interchanges[0].Control != "000000102" || len(r.Quarantines) == 0 {
				t.Errorf("Parse(%s, %v) = %s, want the whole interchange", name, mode, outcome(r, err))
			}
		}
	}
}

// The second copy of an interchange, a group or a set has no effect.
func TestDuplicatesAreWithheld(t *testing.T) {
	from, to := strings.Index(Sample, "GS*"), strings.Index(Sample, "IEA*")
	set := Sample[strings.Index(Sample, "ST*850*0003"):strings.Index(Sample, "GE*")]
	for _, test := range []struct {
		text  string
		scope Scope
	}{
		{Sample + Sample, ScopeInterchange},
		{Sample[:to] + Sample[from:to] + "IEA*2*000000101~\n", ScopeGroup},
		{strings.Replace(Sample, "GE*3*", set+"GE*4*", 1), ScopeSet},
	} {
		r, err := Parse("twice", test.text, Tolerant)
		if err != nil || len(r.Orders()) != 3 || len(r.Quarantines) != 1 ||
			r.Quarantines[0].Reason != ReasonDuplicate || r.Quarantines[0].Scope != test.scope {
			t.Errorf("Parse(%s twice) = %s, want one %s withheld", test.scope, outcome(r, err), test.scope)
		}
	}
}

func TestAcknowledgementIsPassedOver(t *testing.T) {
	text := strings.Replace(Sample, "GS*PO", "TA1*000000099*260302*0700*A*000~\nGS*PO", 1)
	if r, err := Parse("ta1", text, Strict); err != nil || len(r.Orders()) != 3 {
		t.Errorf("Parse(TA1 before GS) = %s, want three orders", outcome(r, err))
	}
}

func TestReadReportsItsReader(t *testing.T) {
	broken := errors.New("disk gone")
	if _, err := Read("f.edi", iotest.ErrReader(broken), Strict); !errors.Is(err, broken) {
		t.Errorf("Read(broken reader) = %v, want %v", err, broken)
	}
}

func TestReadIsBounded(t *testing.T) {
	_, err := Read("big.edi", strings.NewReader(Sample+strings.Repeat(" ", MaxBytes)), Strict)
	want := "big.edi: the file is larger than 16777216 bytes: split it by interchange"
	if err == nil || err.Error() != want {
		t.Errorf("Read(17 MiB) = %v, want %s", err, want)
	}
}

// A hostile file costs no more than its size: faults are counted, few are kept.
func TestFaultsKeptAreBounded(t *testing.T) {
	text := strings.Replace(Sample, "N3*200", strings.Repeat("N9*\a~", 100_000)+"N3*200", 1)
	r, err := Parse("hostile", text, Tolerant)
	if err != nil || len(r.Quarantines) != 1 || len(r.Quarantines[0].Others) != keptFaults-1 {
		t.Errorf("Parse(100,000 faults) = %d quarantines, %v, want one with %d faults", len(r.Quarantines), err, keptFaults)
	}
}

// A caller who cannot go on without a unit has its error.
func TestQuarantineAsError(t *testing.T) {
	q := one(t, strings.Replace(Sample, "ST*850*0002", "ST*997*0002", 1), Tolerant)
	want := "f.edi:15: segment 15: transaction set 997 is not a purchase order (850): send it to the reader of that document"
	if got := q.AsError("f.edi").Error(); got != want {
		t.Errorf("AsError = %s, want %s", got, want)
	}
}

func TestParseMode(t *testing.T) {
	for _, mode := range []Mode{Strict, Tolerant} {
		if got, err := ParseMode(mode.String()); got != mode || err != nil {
			t.Errorf("ParseMode(%s) = %v, %v, want %v", mode, got, err, mode)
		}
	}
	if _, err := ParseMode("lenient"); err == nil {
		t.Error("ParseMode(lenient) = nil error, want one")
	}
}

func BenchmarkParse(b *testing.B) {
	b.SetBytes(int64(len(Sample)))
	for b.Loop() {
		if _, err := Parse("sample", Sample, Strict); err != nil {
			b.Fatal(err)
		}
	}
}
