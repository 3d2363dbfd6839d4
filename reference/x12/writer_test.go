package x12

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

// placeless returns the interchanges without the places where they were read.
func placeless(all []Interchange) []Interchange {
	for _, ix := range all {
		for _, g := range ix.Groups {
			for i := range g.Orders {
				g.Orders[i].At = Position{}
				for j := range g.Orders[i].Lines {
					g.Orders[i].Lines[j].At = Position{}
				}
			}
		}
	}
	return all
}

// written returns what Write makes of the interchanges.
func written(t *testing.T, all []Interchange) string {
	t.Helper()
	var out strings.Builder
	if err := Write(&out, all); err != nil {
		t.Fatalf("Write = %v, want nil", err)
	}
	return out.String()
}

func TestWriteSample(t *testing.T) {
	r, _ := Parse("sample", Sample, Strict)
	if got := written(t, r.Interchanges); got != Sample {
		t.Errorf("Write(Read(Sample)) =\n%s\nwant\n%s", got, Sample)
	}
}

// A mended file is written clean: strict then reads the same orders.
func TestWriteMended(t *testing.T) {
	for _, name := range []string{"edinet-x12.850.edi", "gozer-po850.txt", "apimeister-004010_850.edi"} {
		r, err := Parse(name, sharedText(t, name), Tolerant)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Parse(name, written(t, r.Interchanges), Strict)
		if err != nil || !reflect.DeepEqual(placeless(back.Interchanges), placeless(r.Interchanges)) {
			t.Errorf("Read(Write(%s)) = %+v, %v, want %+v", name, back.Interchanges, err, r.Interchanges)
		}
	}
}

// A value may hold any printable character, the usual delimiters among them.
func TestWriteDelimitersInValues(t *testing.T) {
	r, _ := Parse("sample", Sample, Strict)
	r.Interchanges[0].Groups[0].Orders[0].ShipTo.Name = "A*B>C~D^E"
	back, err := Parse("back", written(t, r.Interchanges), Strict)
	if err != nil || !reflect.DeepEqual(placeless(back.Interchanges), placeless(r.Interchanges)) {
		t.Errorf("Read(Write(delimiters in a name)) = %s, want the same", outcome(back, err))
	}
}

func TestWriteRefusesWhatStrictWould(t *testing.T) {
	for want, spoil := range map[string]func(ix *Interchange){
		"isa-width":         func(ix *Interchange) { ix.Sender = "MORE-THAN-15-BYTES" },
		"control character": func(ix *Interchange) { ix.Groups[0].Orders[0].Number = "PO\x1d1" },
		"no lines":          func(ix *Interchange) { ix.Groups[0].Orders[0].Lines = nil },
		"quantity":          func(ix *Interchange) { ix.Groups[0].Orders[0].Lines[0].Quantity = -1 },
	} {
		r, _ := Parse("sample", Sample, Strict)
		spoil(&r.Interchanges[0])
		var out strings.Builder
		err := Write(&out, r.Interchanges)
		if err == nil || !strings.Contains(err.Error(), want) || out.Len() > 0 {
			t.Errorf("Write(spoilt) = %v, %d bytes, want %s and nothing written", err, out.Len(), want)
		}
	}
}

type brokenPipe struct{}

var errPipe = errors.New("pipe broken")

func (brokenPipe) Write([]byte) (int, error) { return 0, errPipe }

func TestWriteReportsItsWriter(t *testing.T) {
	r, _ := Parse("sample", Sample, Strict)
	if err := Write(brokenPipe{}, r.Interchanges); !errors.Is(err, errPipe) {
		t.Errorf("Write(broken pipe) = %v, want %v", err, errPipe)
	}
}
