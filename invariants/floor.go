package invariants

import (
	"fmt"
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// floor is what really stands where, by the movements of goods. It starts with
// the initial stock on the shelf; when the header gives none, what stood there
// is not known and no account can be judged by what is left in it.
type floor struct {
	index table[int32]
	items []place
	other map[uint64]int64 // accounts with a name of their own
	moved bool
	known bool // the header gives the initial stock
}

// place is one article in the physical accounts.
type place struct {
	article
	shelf, staged, shipped, scrap int64
	last                          Ref
}

func newFloor(h *history.Header) floor {
	f := floor{other: make(map[uint64]int64), known: len(h.Stock) > 0}
	for _, s := range h.Stock {
		p := f.at(article{region: history.N(s.Region), sku: history.N(s.SKU)})
		p.shelf += s.Qty
	}
	return f
}

func (f *floor) at(a article) *place {
	at := f.index.ref(a.key())
	if at == nil {
		at = f.index.put(a.key(), int32(len(f.items)))
		f.items = append(f.items, place{article: a})
	}
	return &f.items[*at]
}

// move takes goods from one account to another. An account is a word, and may
// name its region and SKU after slashes; else they are those of the record.
func (f *floor) move(r *history.Record, out *Result) {
	f.moved = true
	if r.Qty <= 0 || r.From.IsZero() || r.To.IsZero() {
		out.Breach(r, func() string {
			return fmt.Sprintf("a movement of %d %s from %q to %q: goods out of nothing", r.Qty, r.SKU, r.From, r.To)
		})
		return
	}
	left := f.post(r, r.From.Text, -r.Qty)
	if left < 0 && f.known {
		out.Breach(r, func() string {
			return fmt.Sprintf("%d %v taken from %s, which held %d", r.Qty, accountOf(r, r.From.Text), r.From, left+r.Qty)
		}, f.at(accountOf(r, r.From.Text)).last)
	}
	f.post(r, r.To.Text, r.Qty)
	f.at(accountOf(r, r.To.Text)).last = refer(r)
}

// post changes an account and returns what it holds then. The outside is
// without limit.
func (f *floor) post(r *history.Record, name string, qty int64) int64 {
	word := head(name)
	if word == history.AccountOutside {
		return 0
	}
	p := f.at(accountOf(r, name))
	var n *int64
	switch word {
	case history.AccountShelf:
		n = &p.shelf
	case history.AccountStaged:
		n = &p.staged
	case history.AccountShipped:
		n = &p.shipped
	case history.AccountScrap:
		n = &p.scrap
	default:
		key := join(history.Hash(word), p.key())
		f.other[key] += qty
		return f.other[key]
	}
	*n += qty
	return *n
}

// accountOf returns the article an account of a movement is about.
func accountOf(r *history.Record, name string) article {
	a := articleOf(r)
	if strings.IndexByte(name, '/') < 0 {
		return a
	}
	if region := part(name, 1); region != "" {
		a.region = history.N(region)
	}
	if sku := part(name, 2); sku != "" {
		a.sku = history.N(sku)
	}
	return a
}
