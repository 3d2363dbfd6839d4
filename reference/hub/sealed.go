package hub

import (
	"slices"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// sealedMax is how many events with sealed values are held of each region.
const sealedMax = 8

// hold keeps what goes back to the region it came from: which event and order,
// and the sealed value. The hub has no key and cannot open it.
func (s *source) hold(it *event.Item) {
	if len(s.sealed) == sealedMax {
		s.sealed = slices.Delete(s.sealed, 0, 1)
	}
	s.sealed = append(s.sealed, event.Item{Pos: it.Pos, Event: it.Event, Epoch: it.Epoch, Type: it.Type, Entity: it.Entity, Version: it.Version, Terms: it.Terms})
}

// giveBack answers with the sealed values of a region, to itself or to somebody
// at the hub, who has them anyway.
func (a *Aggregator) giveBack(in *sim.Input, i int) {
	r := a.bodies.New()
	r.Source = a.site.Sources[i].Ledger
	if from := in.Msg.Head.Region; from != a.site.Region && "pod/"+from != r.Source {
		a.out.Reach("hub-refused")
		r.Status, r.Reason = event.Refused, event.ReasonInvalid
		a.reply(in, r)
		return
	}
	r.Status = event.OK
	r.Batch = &event.Batch{Items: slices.Clone(a.sources[i].sealed)}
	a.reply(in, r)
}
