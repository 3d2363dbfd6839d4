package x12

import (
	"fmt"
	"strings"
	"testing"
)

// stamp is the instant at which the tests answer.
var stamp = StampAt(1772435700_000_000_000) // 2026-03-02 07:15 UTC

// acknowledged returns what the interchanges of a text are answered, read back.
// Whatever is answered has to be valid under the strict mode.
func acknowledged(t *testing.T, text string, mode Mode) []Interchange {
	t.Helper()
	r, _ := ParseDocuments("answered", text, mode)
	var all []Interchange
	for i := range r.Receipts {
		if ix, speaks := r.Receipts[i].Answer(int64(i+1), stamp); speaks {
			all = append(all, ix)
		}
	}
	if len(all) == 0 {
		return nil
	}
	back, err := ParseDocuments("answer", written(t, all), Strict)
	if err != nil || len(back.Quarantines) > 0 || len(back.Interchanges) != len(all) {
		t.Fatalf("the answer is not valid: %s", outcome(back, err))
	}
	return back.Interchanges
}

// words is an answer in one line per fact.
func words(all []Interchange) string {
	var out []string
	for _, ix := range all {
		for _, a := range ix.Acks {
			out = append(out, fmt.Sprintf("TA1 %s %s %s", a.Control, a.Status, a.Note))
		}
		for _, g := range ix.Groups {
			for _, r := range g.Reports {
				line := fmt.Sprintf("997 %s %s: %s %d/%d/%d", r.Kind, r.Control, r.Status, r.Included, r.Received, r.Accepted)
				if len(r.Codes) > 0 {
					line += " " + strings.Join(r.Codes, ",")
				}
				out = append(out, line)
				for _, s := range r.Sets {
					out = append(out, strings.TrimRight(fmt.Sprintf("  %s %s %s %s", s.Kind, s.Control, s.Status, strings.Join(s.Codes, ",")), " "))
					for _, seg := range s.Segments {
						out = append(out, strings.TrimSuffix(fmt.Sprintf("    %s at %d: %s %v", seg.Tag, seg.Place, seg.Code, seg.Elements), " []"))
					}
				}
			}
		}
	}
	return strings.Join(out, "\n")
}

func TestAnswerOfTheSample(t *testing.T) {
	want := "997 PO 1: A 3/3/3\n  850 0001 A\n  850 0002 A\n  850 0003 A"
	if got := words(acknowledged(t, Sample, Strict)); got != want {
		t.Errorf("answer =\n%s\nwant\n%s", got, want)
	}
}

// A wrong quantity costs one set, and the answer says where it stands.
func TestAnswerNamesTheElement(t *testing.T) {
	text := strings.Replace(Sample, "PO1*2*16*", "PO1*2*TEN*", 1)
	want := "997 PO 1: P 3/3/2\n  850 0001 A\n  850 0002 R 5\n    PO1 at 7: 8 [{2 380 6 }]\n  850 0003 A"
	if got := words(acknowledged(t, text, Strict)); got != want {
		t.Errorf("answer =\n%s\nwant\n%s", got, want)
	}
}

// What tolerant mends it says, and takes.
func TestAnswerAcceptsWithErrors(t *testing.T) {
	text := strings.Replace(Sample, "SE*11*0002", "SE*33*0002", 1)
	want := "997 PO 1: E 3/3/3\n  850 0001 A\n  850 0002 E 4\n  850 0003 A"
	if got := words(acknowledged(t, text, Tolerant)); got != want {
		t.Errorf("answer =\n%s\nwant\n%s", got, want)
	}
}

// Acknowledgments are not acknowledged, and nobody is answered who gave no name.
func TestAnswerNotGiven(t *testing.T) {
	ack := everyDocument()
	ack.Groups, ack.Acks = ack.Groups[4:], nil
	if got := words(acknowledged(t, written(t, []Interchange{ack}), Strict)); got != "" {
		t.Errorf("answer of a 997 =\n%s\nwant none", got)
	}
	nameless := Receipt{Groups: []GroupReceipt{{Kind: "PO", Group: Group{Control: "1"}}}}
	if _, speaks := nameless.Answer(1, stamp); speaks {
		t.Errorf("Answer(no parties) speaks, want nothing")
	}
}

// Every departure that the reader knows is answered validly, in both modes: what
// was accepted is counted as accepted.
func TestAnswerOfEveryEdit(t *testing.T) {
	for _, e := range edits {
		text := strings.Replace(Sample, e.old, e.new, 1)
		for _, mode := range []Mode{Strict, Tolerant} {
			checkAnswer(t, e.name, text, mode)
		}
	}
}

// checkAnswer holds the answer to the sets that the reader accepted.
func checkAnswer(t *testing.T, name, text string, mode Mode) {
	t.Helper()
	r, _ := ParseDocuments(name, text, mode)
	want, reports := 0, 0
	for _, ix := range r.Interchanges {
		if ix.Sender == "" || ix.Receiver == "" || len(ix.Sender) > 15 || len(ix.Receiver) > 15 {
			continue // nobody can be answered
		}
		for _, g := range ix.Groups {
			if g.Kind() != "FA" {
				want += g.documents()
			}
		}
	}
	got := 0
	for _, ix := range acknowledged(t, text, mode) {
		for _, g := range ix.Groups {
			reports += len(g.Reports)
			for _, a := range g.Reports {
				got += a.Accepted
			}
		}
	}
	if got != want {
		t.Errorf("%s (%v): the answer accepts %d sets, the reader %d", name, mode, got, want)
	}
}

// FuzzAnswer: whatever came, the answer is valid, and accepts what was accepted.
func FuzzAnswer(f *testing.F) {
	f.Add(Sample)
	f.Add(short)
	for _, e := range edits {
		f.Add(strings.Replace(Sample, e.old, e.new, 1))
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkAnswer(t, "fuzz", text, Strict)
		checkAnswer(t, "fuzz", text, Tolerant)
	})
}

// FuzzDocuments: no text makes the reader panic; what strict accepts is written and
// read back equal.
func FuzzDocuments(f *testing.F) {
	var out strings.Builder
	if err := Write(&out, []Interchange{everyDocument()}); err != nil {
		f.Fatal(err)
	}
	f.Add(out.String())
	f.Add(short)
	f.Fuzz(func(t *testing.T, text string) {
		strict, err := ParseDocuments("fuzz", text, Strict)
		checkAnswer(t, "fuzz", text, Tolerant)
		if err != nil || len(strict.Interchanges) == 0 {
			return
		}
		once := clearPlaces(strict.Interchanges)
		back, err := ParseDocuments("back", written(t, once), Strict)
		if err != nil || len(back.Quarantines) > 0 || len(back.Interchanges) != len(once) {
			t.Fatalf("ParseDocuments(Write(x)) = %s, want what was written", outcome(back, err))
		}
		if a, b := fmt.Sprintf("%+v", once), fmt.Sprintf("%+v", clearPlaces(back.Interchanges)); a != b {
			t.Fatalf("ParseDocuments(Write(x)) =\n%s\nwant\n%s", b, a)
		}
	})
}
