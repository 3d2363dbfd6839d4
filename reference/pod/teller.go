package pod

import (
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// Who hears of the changes of something.
const (
	tellsPod   = 0 // which puts them on the region's record
	tellsPager = 1 // which tells people
	listeners  = 2
)

const (
	tellCall  = 1 << 46 // bit of the ids of calls about changes
	tellPager = 1 << 45 // and of those of them that the pager gets
)

// teller lets pod and pager hear of the changes of something, each in their order, the
// next one when the one before was heard of. Who is nowhere has heard of everything.
type teller struct {
	to      [listeners]sim.Addr
	changes []*event.Body // numbered without a gap by Pos; not yet heard of by all, as far as it knows
	first   uint64        // number of changes[0]
	n       uint64        // of the last change
	told    [listeners]uint64
}

func newTeller(pod, pager sim.Addr) teller {
	return teller{to: [listeners]sim.Addr{pod, pager}, first: 1}
}

// add takes a change, which has the next number.
func (t *teller) add(b *event.Body) {
	if len(t.changes) == 0 {
		t.first = b.Pos
	}
	t.n = b.Pos
	t.changes = append(t.changes, b)
}

// next returns the first change that a listener has not heard of, and the id of the
// call about it; nil if there is none.
func (t *teller) next(i int) (uint64, *event.Body) {
	next := max(t.told[i]+1, t.first)
	if t.to[i] == sim.Nowhere || next > t.n {
		return 0, nil
	}
	id := uint64(tellCall) | next
	if i == tellsPager {
		id |= tellPager
	}
	return id, t.changes[next-t.first]
}

// heard notes that the change of a call was heard of. It returns by whom, and whether
// they had not heard of it before.
func (t *teller) heard(id uint64) (int, bool) {
	i := tellsPod
	if id&tellPager != 0 {
		i = tellsPager
	}
	n := id &^ (tellCall | tellPager)
	if n > t.n || n <= t.told[i] {
		return i, false
	}
	t.told[i] = n
	return i, true
}

// again lets everybody hear of everything once more: after a restart nobody knows what
// they have heard of.
func (t *teller) again() {
	for i := range t.told {
		t.told[i] = t.first - 1
	}
}

// done reports whether everybody has heard of everything.
func (t *teller) done() bool {
	for i := range t.to {
		if _, b := t.next(i); b != nil {
			return false
		}
	}
	return true
}

// forget drops the changes, which a snapshot has in it. All have heard of them.
func (t *teller) forget() { t.changes, t.first = nil, t.n+1 }
