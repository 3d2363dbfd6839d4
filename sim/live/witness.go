package live

import (
	"sync"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// tell shows the witnesses what became durable, through the system's decoder.
func (m *machine) tell() {
	n := 0
	for m.told < m.durable && n < len(m.untold) {
		m.told++
		m.sawEntry(m.told, m.untold[n])
		n++
	}
	m.untold = append(m.untold[:0], m.untold[n:]...)
}

// sawEntry shows what one entry of the ledger stands for.
func (m *machine) sawEntry(pos uint64, e *sim.Message) {
	m.seen = m.seen[:0]
	for {
		m.rec = history.Record{}
		if !m.host.cfg.System.Entry(&m.spec, pos, e, len(m.seen), &m.rec) {
			break
		}
		m.rec.Wall, m.rec.Witness, m.rec.Region = e.Head.Time, m.name, m.region.name
		m.seen = append(m.seen, m.rec)
	}
	m.host.cfg.Log.tell(m.seen, m.spec.Name, pos)
}

// note shows a record of this machine's witness.
func (m *machine) note(r *history.Record) {
	r.Witness, r.Region = m.name, m.region.name
	m.show(r)
}

func (m *machine) show(r *history.Record) {
	m.host.cfg.Log.Note(func(into *history.Record) {
		r.Seq, r.At = into.Seq, into.At
		*into = *r
	})
}

// testify passes on what an outside party wrote into its own ledger.
func (m *machine) testify(said *history.Record) {
	if !m.spec.Outside {
		panic("it is part of the system and may not testify")
	}
	m.note(said)
}

// sawDelivery shows the delivery that the machine is about to handle.
func (m *machine) sawDelivery() {
	in, msg := &m.in, m.in.Msg
	h := &msg.Head
	m.sawStore(in.Bus, in.Pos, msg)
	name := m.host.stores[in.Bus].name
	m.host.cfg.Log.Note(func(r *history.Record) {
		r.Kind, r.Witness, r.Region = history.KindDeliver, name, m.region.name
		r.Stream, r.Pos, r.Attempt, r.Consumer = name, in.Pos, in.Attempt, m.name
		r.Source, r.SourcePos, r.Event = msg.LedgerName(), h.Pos, msg.EventName()
		r.Type, r.Entity, r.Version, r.Epoch = msg.TypeName(), msg.EntityName(), h.Version, h.Epoch
	})
}

// stored is what the witness of a bus has seen: which event lies at which
// sequence. A bus that was rolled back gives a sequence out again.
type stored struct {
	name history.Name
	mu   sync.Mutex
	seen []uint64 // key of the event, by sequence: a bus gives out one after the other
}

func newStored(name string) *stored { return &stored{name: history.N(name)} }

// sawStore shows, once, that a bus has stored an event: when it said so to the
// publisher, or when it handed the event out before that answer arrived.
func (m *machine) sawStore(b sim.Bus, seq uint64, msg *sim.Message) {
	s, event := m.host.stores[b], msg.EventName()
	s.mu.Lock()
	defer s.mu.Unlock()
	for uint64(len(s.seen)) <= seq {
		s.seen = append(s.seen, 0)
	}
	if s.seen[seq] == event.Key {
		return
	}
	s.seen[seq] = event.Key
	m.host.cfg.Log.Note(func(r *history.Record) {
		r.Kind, r.Witness, r.Region, r.Stream, r.Pos = history.KindStore, s.name, m.region.name, s.name, seq
		r.Source, r.SourcePos, r.Event = msg.LedgerName(), msg.Head.Pos, event
	})
}
