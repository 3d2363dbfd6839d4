package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// parking holds the events that consumers have put aside because an earlier one
// is missing (I-06). It is empty most of the time.
type parking struct {
	max   int64
	items map[uint64]waiting // by reader and position
	held  map[uint64]int64   // by consumer
}

type waiting struct {
	consumer, entity history.Name
	version          uint64
	ref              Ref
}

// parkedMax bounds what is remembered. Who parks more has broken every bound.
const parkedMax = 1 << 20

func newParking(limit int64) parking {
	return parking{max: limit, items: make(map[uint64]waiting), held: make(map[uint64]int64)}
}

// spot identifies an event at its reader: by position, or by its id.
func spot(reader uint64, r *history.Record) uint64 {
	if r.SourcePos > 0 {
		return join(reader, r.SourcePos)
	}
	return join(reader, r.Event.Key)
}

// add parks an event; one that is parked again is parked once.
func (p *parking) add(reader uint64, r *history.Record, out *Result) {
	key := spot(reader, r)
	if _, ok := p.items[key]; ok || len(p.items) >= parkedMax {
		return
	}
	p.items[key] = waiting{consumer: r.Consumer, entity: r.Entity, version: r.Version, ref: refer(r)}
	p.held[r.Consumer.Key]++
	if n := p.held[r.Consumer.Key]; n > p.max {
		out.Breach(r, func() string {
			return fmt.Sprintf("%s has parked %d events, allowed are %d", r.Consumer, n, p.max)
		})
	}
}

func (p *parking) remove(reader uint64, r *history.Record) {
	if len(p.items) == 0 {
		return
	}
	key := spot(reader, r)
	if _, ok := p.items[key]; ok {
		delete(p.items, key)
		p.held[r.Consumer.Key]--
	}
}

// left reports what is still parked at the end.
func (p *parking) left(out *Result) {
	var first waiting
	for _, w := range p.items { // the lowest Ref does not depend on the order
		if first.ref == 0 || w.ref < first.ref {
			first = w
		}
	}
	if n := uint64(len(p.items)); n > 0 {
		out.Breach(nil, func() string {
			return fmt.Sprintf("%d events are still parked, the first is %s v%d at %s", n, first.entity, first.version, first.consumer)
		}, first.ref)
		out.Breaches += n - 1
	}
}
