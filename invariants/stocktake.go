package invariants

import "github.com/seatrial/seatrial/sim/history"

// stocktake follows what really moves in warehouses, and what the books have of it,
// article by article. What stands on the shelf or in staging is in the warehouse.
//
//	came    a movement into the warehouse     booked as on hand that grows
//	left    a movement to where it is shipped booked as on hand that an event ships
//	lost    any other movement out of it      booked as on hand that shrinks otherwise
type stocktake struct {
	index   table[int32]
	items   []counted
	shipped uint64
	watched map[uint64]bool // regions whose warehouse is in the history
}

// counted is one article.
type counted struct {
	article
	came, left, lost way
	stands           int64 // units in the warehouse, by the header and what moved
	allocated        int64 // units that the book promises
	last             Ref
}

// way is units that go one way. A book may be behind what moves, and not ahead.
type way struct {
	moved, booked int64
}

func (f way) ahead() int64  { return max(0, f.booked-f.moved) }
func (f way) behind() int64 { return max(0, f.moved-f.booked) }

func newStocktake(h *history.Header) stocktake {
	s := stocktake{shipped: history.Hash(shipped), watched: make(map[uint64]bool)}
	for _, q := range h.Stock {
		s.at(article{region: history.N(q.Region), sku: history.N(q.SKU)}).stands += q.Qty
	}
	return s
}

// at returns an article. The pointer is good until the next call.
func (s *stocktake) at(a article) *counted {
	at := s.index.ref(a.key())
	if at == nil {
		at = s.index.put(a.key(), int32(len(s.items)))
		s.items = append(s.items, counted{article: a})
	}
	return &s.items[*at]
}

// inside reports whether an account of a movement is in the warehouse.
func inside(account string) bool {
	word := head(account)
	return word == history.AccountShelf || word == history.AccountStaged
}

// move takes in a movement, and hands each article over whose units in the
// warehouse it changed.
func (s *stocktake) move(r *history.Record, changed func(*counted)) {
	from, to := accountOf(r, r.From.Text), accountOf(r, r.To.Text)
	s.watched[from.region.Key], s.watched[to.region.Key] = true, true
	in, out := inside(r.To.Text), inside(r.From.Text)
	if in && out && from.key() == to.key() {
		return
	}
	if out {
		a := s.at(from)
		a.stands -= r.Qty
		if head(r.To.Text) == history.AccountShipped {
			a.left.moved += r.Qty
		} else {
			a.lost.moved += r.Qty
		}
		changed(a)
	}
	if in {
		a := s.at(to)
		a.stands += r.Qty
		a.came.moved += r.Qty
		changed(a)
	}
}

// book takes in an entry about stock, and returns its article.
func (s *stocktake) book(r *history.Record) *counted {
	a := s.at(articleOf(r))
	a.allocated += r.Delta.Allocated
	switch n := r.Delta.OnHand; {
	case n > 0:
		a.came.booked += n
	case r.Type.Key == s.shipped:
		a.left.booked -= n
	default:
		a.lost.booked -= n
	}
	return a
}
