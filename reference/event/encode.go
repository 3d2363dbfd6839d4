package event

import (
	"strconv"
	"unicode/utf8"

	"github.com/seatrial/seatrial/sim/history"
)

// AppendBody appends b as JSON. Zero fields are left out, and the order of the
// rest is fixed, so that equal bodies have equal bytes. Text that is not UTF-8
// is replaced by U+FFFD, as [DecodeBody] would refuse it.
func AppendBody(dst []byte, b *Body) []byte {
	w := writer{b: append(dst, '{'), first: true}
	w.text(`,"key":`, b.Key)
	w.text(`,"status":`, b.Status)
	w.text(`,"reason":`, b.Reason)
	w.text(`,"order":`, b.Order)
	w.count(`,"line":`, uint64(b.Line))
	w.text(`,"sku":`, b.SKU)
	w.text(`,"state":`, b.State.String())
	w.text(`,"line_state":`, b.LineState.String())
	w.number(`,"qty":`, b.Qty)
	w.book(`,"change":`, b.Change)
	w.book(`,"after":`, b.After)
	if b.Purchase != nil {
		w.purchase(b.Purchase)
	}
	w.text(`,"source":`, b.Source)
	w.count(`,"pos":`, b.Pos)
	if b.Batch != nil {
		w.batch(b.Batch)
	}
	if b.Letter != nil {
		w.letter(b.Letter)
	}
	if b.Decision != nil {
		w.decision(b.Decision)
	}
	if b.Bundle != nil {
		w.bundle(b.Bundle)
	}
	if b.Access != nil {
		w.access(b.Access)
	}
	if b.Trail != nil {
		w.trail(b.Trail)
	}
	if b.Lease != nil {
		w.lease(b.Lease)
	}
	return append(w.b, '}')
}

// writer appends the members of JSON objects.
type writer struct {
	b     []byte
	first bool
}

// name starts a member. The name comes as it is written, with its quotes, the
// colon and the comma before it: `,"line":`.
func (w *writer) name(name string) {
	if w.first {
		name = name[1:]
		w.first = false
	}
	w.b = append(w.b, name...)
}

func (w *writer) text(name, value string) {
	if value == "" {
		return
	}
	w.name(name)
	w.b = appendText(w.b, value)
}

func (w *writer) number(name string, v int64) {
	if v != 0 {
		w.name(name)
		w.b = strconv.AppendInt(w.b, v, 10)
	}
}

func (w *writer) count(name string, v uint64) {
	if v != 0 {
		w.name(name)
		w.b = strconv.AppendUint(w.b, v, 10)
	}
}

// open starts an object; close ends it.
func (w *writer) open() {
	w.b = append(w.b, '{')
	w.first = true
}

func (w *writer) close() {
	w.b = append(w.b, '}')
	w.first = false
}

func (w *writer) book(name string, k history.Book) {
	if k == (history.Book{}) {
		return
	}
	w.name(name)
	w.open()
	w.number(`,"on_hand":`, k.OnHand)
	w.number(`,"allocated":`, k.Allocated)
	w.number(`,"held":`, k.Held)
	w.close()
}

func (w *writer) purchase(p *Purchase) {
	w.name(`,"purchase":`)
	w.open()
	w.text(`,"customer":`, p.Customer)
	w.text(`,"ship_to":`, p.ShipTo)
	w.text(`,"terms":`, p.Terms)
	w.number(`,"price":`, p.Price)
	if len(p.Lines) > 0 {
		w.name(`,"lines":`)
		for i := range p.Lines {
			w.element(i)
			w.text(`,"sku":`, p.Lines[i].SKU)
			w.number(`,"qty":`, p.Lines[i].Qty)
			w.close()
		}
		w.b = append(w.b, ']')
	}
	w.close()
}

// element starts the i-th object of an array.
func (w *writer) element(i int) {
	sep := byte(',')
	if i == 0 {
		sep = '['
	}
	w.b = append(w.b, sep)
	w.open()
}

func (w *writer) batch(t *Batch) {
	w.name(`,"batch":`)
	w.open()
	w.count(`,"until":`, t.Until)
	w.text(`,"label":`, t.Label)
	if len(t.Items) > 0 {
		w.name(`,"items":`)
		for i := range t.Items {
			w.element(i)
			w.item(&t.Items[i])
			w.close()
		}
		w.b = append(w.b, ']')
	}
	w.close()
}

func (w *writer) letter(l *Letter) {
	w.name(`,"letter":`)
	w.open()
	w.text(`,"type":`, l.Type)
	w.text(`,"cause":`, l.Cause)
	w.text(`,"original":`, l.Original)
	w.close()
}

func (w *writer) item(it *Item) {
	w.count(`,"pos":`, it.Pos)
	w.text(`,"event":`, it.Event)
	w.count(`,"epoch":`, uint64(it.Epoch))
	w.text(`,"cause":`, it.Cause)
	w.text(`,"type":`, it.Type)
	w.text(`,"entity":`, it.Entity)
	w.count(`,"version":`, it.Version)
	w.count(`,"line":`, uint64(it.Line))
	w.text(`,"state":`, it.State.String())
	w.text(`,"line_state":`, it.LineState.String())
	w.text(`,"sku":`, it.SKU)
	w.number(`,"qty":`, it.Qty)
	w.number(`,"on_hand":`, it.OnHand)
	w.number(`,"allocated":`, it.Allocated)
	w.text(`,"reason":`, it.Reason)
	w.number(`,"time":`, it.Time)
	w.text(`,"customer":`, it.Customer)
	w.text(`,"ship_to":`, it.ShipTo)
	w.text(`,"terms":`, it.Terms)
	w.number(`,"price":`, it.Price)
}

// appendText appends s as a JSON string.
func appendText(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		if plain[s[i]] {
			continue
		}
		dst = append(dst, s[start:i]...)
		var n int
		dst, n = appendRune(dst, s[i:])
		i += n - 1
		start = i + 1
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

// plain tells the bytes that stand for themselves in a JSON string.
var plain = func() (t [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		t[c] = c != '"' && c != '\\'
	}
	return t
}()

const hexDigits = "0123456789abcdef"

// appendRune appends the first character of s, escaped where JSON demands it,
// and returns its length in s.
func appendRune(dst []byte, s string) ([]byte, int) {
	switch c := s[0]; {
	case c == '"' || c == '\\':
		return append(dst, '\\', c), 1
	case c < ' ':
		return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15]), 1
	}
	r, n := utf8.DecodeRuneInString(s)
	return utf8.AppendRune(dst, r), n
}
