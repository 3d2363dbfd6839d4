package outside

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/x12"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// clean reads the interchange that ships with the reader.
func clean(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("../x12/testdata/clean-850.edi")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// offered is the stage of a client for which documents came.
func offered(d ...topology.Document) *stage {
	w := load()
	w.Rate = 0
	w.Documents = d
	site := siteOf(w)
	s := newStage(NewClient(site))
	for _, f := range site.Files() {
		s.advance(time.Duration(f.At - s.now))
		s.step(sim.Input{Kind: sim.InFile, From: sim.Nowhere, OK: true, Msg: &sim.Message{Head: sim.Head{ID: f.Name}, Body: f.Bytes}})
	}
	return s
}

func TestDocumentsBecomeOrders(t *testing.T) {
	file := clean(t)
	s := offered(topology.Document{Name: "clean.850", Region: "tx", At: time.Second, Strict: true, Bytes: file},
		topology.Document{Name: "elsewhere.850", Region: "va", At: time.Second, Strict: true, Bytes: file})
	s.advance(100 * time.Millisecond)
	sets := strings.Count(string(file), "ST*850")
	if len(s.calls) != sets || s.reached["document-accepted"] != sets {
		t.Fatalf("orders = %d, reached %v: want one for each of the %d sets, of its own region", len(s.calls), s.reached, sets)
	}
	lines := 0
	for _, c := range s.calls {
		b := body(c.Msg)
		if err := event.Validate(event.PlaceOrder, b); err != nil {
			t.Errorf("order of a document = %v, want a valid one", err)
		}
		lines += len(b.Purchase.Lines)
	}
	if want := strings.Count(string(file), "PO1*"); lines != want {
		t.Errorf("order lines = %d, want one for each of the %d PO1 segments", lines, want)
	}
	if got := len(s.said(history.KindInvoke)); got != sets {
		t.Errorf("invocations witnessed = %d, want %d", got, sets)
	}
}

func TestDocumentsThatAreDirty(t *testing.T) {
	dirty := append([]byte("\xef\xbb\xbf"), clean(t)...) // a byte order mark
	for _, c := range []struct {
		name    string
		doc     topology.Document
		reached string
		orders  bool
	}{
		{"strict", topology.Document{Strict: true, Bytes: dirty}, "document-quarantined", false},
		{"tolerant", topology.Document{Bytes: dirty}, "document-mended", true},
		{"no interchange", topology.Document{Bytes: []byte("dear supplier, please send")}, "document-quarantined", false},
	} {
		c.doc.Name, c.doc.Region = c.name, "tx"
		s := offered(c.doc)
		if s.reached[c.reached] == 0 || (len(s.calls) > 0) != c.orders {
			t.Errorf("%s: %d orders, reached %v, want %s and orders %v", c.name, len(s.calls), s.reached, c.reached, c.orders)
		}
	}
}

// The same document may come twice, in either mode; each file is read as it was
// meant, and one that nobody announced is read strictly.
func TestFilesAreKnownByName(t *testing.T) {
	w := load()
	w.Documents = []topology.Document{
		{Name: "va.edi", Region: "va", Bytes: []byte("v")},
		{Name: "documents/po.edi", Region: "tx", At: time.Second, Strict: true, Bytes: []byte("a")},
		{Name: "documents/po.edi", Region: "tx", At: 3 * time.Second, Bytes: []byte("b")},
	}
	site := siteOf(w)
	var got []string
	for _, f := range site.Files() {
		got = append(got, fmt.Sprint(f.Name, " ", f.At/1e9, " ", string(f.Bytes), " ", site.mode(f.Name) == x12.Strict))
	}
	if want := []string{"2-po.edi 1 a true", "3-po.edi 3 b false"}; !slices.Equal(got, want) {
		t.Errorf("Files() = %q, want %q", got, want)
	}
	if site.mode("po.edi") != x12.Strict {
		t.Error("a file of another name is read tolerantly, want strictly")
	}
	spec := sim.Spec{Name: "client/tx", Outside: true, Files: site.Files()}
	if err := spec.CheckFiles(); err != nil {
		t.Errorf("CheckFiles() = %v, want files that every world can deliver", err)
	}
}
