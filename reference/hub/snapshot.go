package hub

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/event"
)

// pack writes the whole state.
func (a *Aggregator) pack() []byte {
	k := &event.Pack{}
	k.Uint(a.pos)
	k.Uint(uint64(len(a.sources)))
	for i := range a.sources {
		s := &a.sources[i]
		k.Uint(s.mark)
		k.Uint(uint64(s.epoch))
		k.Int(s.folded)
		k.Uint(uint64(len(s.figures)))
		for _, f := range s.figures {
			k.Int(f.onHand)
			k.Int(f.allocated)
			k.Uint(f.version)
			k.Int(f.asOf)
		}
		s.demand.pack(k)
	}
	return k.Bytes
}

// unpack reads what pack wrote.
func (a *Aggregator) unpack(snapshot []byte) {
	u := event.NewUnpack(snapshot)
	a.pos = u.Uint()
	a.saved = a.pos
	for i := range u.Len() {
		if i >= len(a.sources) {
			break
		}
		s := &a.sources[i]
		s.mark, s.epoch, s.folded = u.Uint(), uint32(u.Uint()), u.Int()
		for k := range u.Len() {
			f := figure{onHand: u.Int(), allocated: u.Int(), version: u.Uint(), asOf: u.Int()}
			if k < len(s.figures) {
				s.figures[k] = f
			}
		}
		s.demand = demand{grows: s.demand.grows}
		s.demand.unpack(u)
	}
	if u.Err != nil {
		panic(fmt.Sprintf("aggregator: %v", u.Err))
	}
}
