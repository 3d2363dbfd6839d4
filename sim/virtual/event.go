package virtual

import "github.com/seatrial/seatrial/sim"

// kind says what an engine event does.
type kind uint8

const (
	evCall    kind = iota + 1 // arg = flight
	evReply                   // arg = flight
	evTimer                   // arg = timer id, aux = generation
	evSync                    // a ledger's fsync is done; arg = position
	evPublish                 // dst = bus, arg = flight
	evStored                  // arg = flight
	evRefused                 // arg = flight
	evDeliver                 // arg = flight
	evSettle                  // dst = bus, arg = flight (token, delay, how)
	evDue                     // dst = bus, arg = follower: an ack wait or a nak delay is over
	evBusSync                 // dst = bus
	evInfo                    // arg = flight
	evEntries                 // arg = position, aux = count
	evOrder                   // arg = flight
	evStart                   // nothing holds the machine down any more
	evResume                  // nothing makes the machine stand still any more
	evLink                    // dst = region, arg = region: the message in front has left
	evFile                    // arg = flight
	evLate                    // dst = caller, arg = flight: a call that a fault held back
	evServed                  // dst = bus, arg = follower: the delivery in front was worked off
)

// flight is what an engine event carries and cannot hold in 32 bytes. Flights
// live in a slab and are reused.
type flight struct {
	msg     *sim.Message
	id      uint64
	token   uint64
	delay   int64 // what is still to come when it leaves a lane
	sent    int64 // when it went onto a link
	from    sim.Addr
	bus     sim.Bus
	how     sim.EffectKind
	attempt uint32
	pos     uint64
	alias   uint64 // of a publish: what the duplicate window knows it by; 0 = its id
	counted bool   // part of the work in flight
}

// slab hands out flights by index.
type slab struct {
	all  []flight
	free []uint32
}

func (s *slab) put(f *flight) uint64 {
	if n := len(s.free); n > 0 {
		i := s.free[n-1]
		s.free = s.free[:n-1]
		s.all[i] = *f
		return uint64(i)
	}
	s.all = append(s.all, *f)
	return uint64(len(s.all) - 1)
}

// take frees a flight and returns where it still stands, until the next put.
func (s *slab) take(i uint64) *flight {
	s.free = append(s.free, uint32(i))
	return &s.all[i]
}
