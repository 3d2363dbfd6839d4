package event

import (
	"crypto/sha256"
	"encoding/hex"
)

// Trail is a stretch of a chained log: what of a range of ledger positions is
// worth a link, each chained to the one before it.
type Trail struct {
	Until  uint64 // last position covered
	First  uint64 // number of the first link; of the next one if there is none here
	Before string // hash of the link before the first, in hex; "" = there is none
	Links  []Link
}

// Link is one link of a chained log.
type Link struct {
	Text string // what is on record, see [Linked]
	Hash string // of the hash before and the text, in hex; see [Chain]
}

// Chain returns the hash of a link: SHA-256 over the hash before it, as it is
// written, and its text (I-21: h_i = H(h_i-1 || rec_i)), in hex.
func Chain(before, text string) string {
	var room [512]byte
	return digest(append(append(room[:0], before...), text...))
}

// digest returns the SHA-256 of b in hex.
func digest(b []byte) string {
	var room [SumLen]byte
	return string(AppendSum(room[:0], b))
}

// SumLen is the length of a digest in hex.
const SumLen = 2 * sha256.Size

// AppendSum appends the SHA-256 of b in hex. Of the hash before a link and its text,
// one behind the other, that is what [Chain] returns.
func AppendSum(dst, b []byte) []byte {
	sum := sha256.Sum256(b)
	return hex.AppendEncode(dst, sum[:])
}

// Linked reports whether events of a type get a link of their own (I-21): the
// decisions that have to be explained later, and all that lies between an order
// and them, so that causes lead from each to a command.
func Linked(typ string) bool {
	switch typ {
	case OrderCreated, OrderValidated, OrderAllocated, OrderBackordered, OrderReleased, PickConfirmed, Packed, ShipConfirmed, Delivered,
		OrderCancelled, InventoryReceived, InventoryAdjusted, AccessDecided, RightsInForce, StageChanged, HandsChanged:
		return true
	}
	return false
}

func (w *writer) trail(t *Trail) {
	w.name(`,"trail":`)
	w.open()
	w.count(`,"until":`, t.Until)
	w.count(`,"first":`, t.First)
	w.text(`,"before":`, t.Before)
	if len(t.Links) > 0 {
		w.name(`,"links":`)
		for i := range t.Links {
			w.element(i)
			w.text(`,"text":`, t.Links[i].Text)
			w.text(`,"hash":`, t.Links[i].Hash)
			w.close()
		}
		w.b = append(w.b, ']')
	}
	w.close()
}

func (p *parser) trail(t *Trail) {
	p.open('{')
	for first := true; p.more('}', first); first = false {
		switch p.name() {
		case "until":
			t.Until = p.count()
		case "first":
			t.First = p.count()
		case "before":
			t.Before = p.text()
		case "links":
			t.Links = p.links()
		default:
			p.skip()
		}
	}
}

func (p *parser) links() []Link {
	var out []Link
	p.open('[')
	for first := true; p.more(']', first); first = false {
		out = append(out, p.link())
	}
	return out
}

func (p *parser) link() Link {
	var l Link
	p.open('{')
	for first := true; p.more('}', first); first = false {
		switch p.name() {
		case "text":
			l.Text = p.text()
		case "hash":
			l.Hash = p.text()
		default:
			p.skip()
		}
	}
	return l
}
