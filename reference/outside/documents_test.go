package outside

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
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

func offered(d ...topology.Document) *stage {
	w := load()
	w.Rate = 0
	w.Documents = d
	return newStage(NewClient(siteOf(w)))
}

func TestDocumentsBecomeOrders(t *testing.T) {
	file := clean(t)
	s := offered(topology.Document{Name: "clean.850", Region: "tx", At: time.Second, Strict: true, Bytes: file},
		topology.Document{Name: "elsewhere.850", Region: "va", At: time.Second, Strict: true, Bytes: file})
	s.advance(1100 * time.Millisecond)
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
		s.advance(time.Second)
		if s.reached[c.reached] == 0 || (len(s.calls) > 0) != c.orders {
			t.Errorf("%s: %d orders, reached %v, want %s and orders %v", c.name, len(s.calls), s.reached, c.reached, c.orders)
		}
	}
}
