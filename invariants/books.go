package invariants

import "github.com/seatrial/seatrial/sim/history"

// books follows what owners record about their stock, one account per ledger
// and SKU. An account opens with the initial stock of the header. In a history
// that gives no initial stock it opens with its first claimed figures.
type books struct {
	index   table[int32]
	items   []account
	initial map[uint64]int64
	open    bool // the header gives the initial stock
}

// account is the book of one SKU in one ledger.
type account struct {
	article
	now    history.Book // initial stock and every change since
	after  history.Book // as the owner last claimed
	claims bool         // the owner has claimed figures; before, empty ones mean nothing
	last   Ref
}

func newBooks(h *history.Header) books {
	return books{initial: stocked(h), open: len(h.Stock) > 0}
}

// post enters a stock record and returns its account. The pointer is good until
// the next post.
func (b *books) post(r *history.Record) *account {
	art := articleOf(r)
	key := join(r.Stream.Key, art.key())
	at := b.index.ref(key)
	if at == nil {
		at = b.index.put(key, int32(len(b.items)))
		b.items = append(b.items, b.opened(art, r))
	}
	a := &b.items[*at]
	a.now = plus(a.now, r.Delta)
	if r.After != (history.Book{}) {
		a.claims = true
	}
	if a.claims {
		a.after = r.After
	}
	return a
}

func (b *books) opened(art article, r *history.Record) account {
	a := account{article: art}
	switch {
	case b.open:
		a.now.OnHand = b.initial[art.key()]
		delete(b.initial, art.key()) // a second ledger of the region begins with nothing
	case r.After != history.Book{}:
		a.now = minus(r.After, r.Delta)
	}
	return a
}

func plus(a, b history.Book) history.Book {
	return history.Book{OnHand: a.OnHand + b.OnHand, Allocated: a.Allocated + b.Allocated, Held: a.Held + b.Held}
}

func minus(a, b history.Book) history.Book {
	return history.Book{OnHand: a.OnHand - b.OnHand, Allocated: a.Allocated - b.Allocated, Held: a.Held - b.Held}
}
