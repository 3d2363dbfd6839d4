package invariants

import "github.com/seatrial/seatrial/sim/history"

// article is one SKU in one region.
type article struct {
	region, sku history.Name
}

func (a article) key() uint64 { return join(a.region.Key, a.sku.Key) }

func (a article) String() string { return a.sku.Text + " in " + a.region.Text }

// articleOf returns what a stock record is about. A record without SKU or
// Region is read by its entity, "sku/<region>/<article>".
func articleOf(r *history.Record) article {
	a := article{region: r.Region, sku: r.SKU}
	if a.sku.IsZero() {
		a.sku = history.N(part(r.Entity.Text, 2))
	}
	if a.region.IsZero() {
		a.region = history.N(part(r.Entity.Text, 1))
	}
	return a
}

// isStock reports whether a record changes or claims a book: it is about a SKU
// and carries figures.
func isStock(r *history.Record) bool {
	return r.Delta != history.Book{} || r.After != history.Book{}
}

// stocked returns the initial units on hand of a header, per article.
func stocked(h *history.Header) map[uint64]int64 {
	m := make(map[uint64]int64, len(h.Stock))
	for _, s := range h.Stock {
		m[join(history.Hash(s.Region), history.Hash(s.SKU))] += s.Qty
	}
	return m
}
