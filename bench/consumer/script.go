package consumer

import (
	"fmt"
	"slices"
)

// What the traffic comes from.
const (
	ledgerSource = "/seatrial/orders"  // the owner
	lateSource   = "/seatrial/late"    // a writer that was replaced and does not know it
	noticeSource = "/seatrial/notices" // a producer that consumers have never heard of
	brokenSource = "/seatrial/broken"  // a producer whose payloads are broken
)

// Types that a consumer knows, by the version of an order.
var orderTypes = []string{"OrderPlaced", "OrderAllocated", "OrderPacked", "OrderShipped"}

const (
	shipmentType = "ShipmentBooked"
	unknownType  = "NoticePosted"
)

// event is one event of the traffic.
type event struct {
	id      string
	source  string
	pos     uint64 // in its source, from 1
	typ     string
	entity  string
	version uint64
	cause   string
	schema  int // 1 = N-1, 2 = N, 3 = N+1
	poison  int // which kind; 0 = it can be read
	fields  map[string]any
}

// owed reports whether the event is due to take effect at a consumer.
func (e *event) owed() bool { return e.source == ledgerSource }

// act is one step of a scene.
type act struct {
	event *event
	lose  bool // the first acknowledgement of the message does not arrive
	hold  bool // before it, everything else is to be at rest
}

// scene is the traffic of one class.
type scene struct {
	class   Class
	events  []*event // of the ledger, in the order they were written
	strange []*event // of the producer that nobody knows
	acts    []act    // in the order they are sent
}

// script writes scenes.
type script struct {
	positions map[string]uint64
	versions  map[string]uint64
	orders    int
	ids       int
	last      []*event // of the scene before, to be sent again
}

func newScript() *script {
	return &script{positions: map[string]uint64{}, versions: map[string]uint64{}}
}

// order names a new order.
func (s *script) order() string {
	s.orders++
	return fmt.Sprintf("order/%d", s.orders)
}

// write writes the next version of an entity into a source.
func (s *script) write(source, entity, typ string, version uint64) *event {
	s.ids++
	s.positions[source]++
	e := &event{id: fmt.Sprintf("e-%d", s.ids), source: source, pos: s.positions[source], typ: typ, entity: entity, version: version, schema: 2}
	e.fields = map[string]any{"state": typ, "sku": fmt.Sprintf("sku-%d", s.ids%7), "qty": s.ids%9 + 1, "unit": "each"}
	return e
}

// next writes the next version of an order.
func (s *script) next(entity string) *event {
	s.versions[entity]++
	v := s.versions[entity]
	return s.write(ledgerSource, entity, orderTypes[min(int(v), len(orderTypes))-1], v)
}

// whole writes a new order with all its versions.
func (s *script) whole(c *scene) []*event {
	entity := s.order()
	var all []*event
	for range orderTypes {
		all = append(all, s.next(entity))
	}
	c.events = append(c.events, all...)
	return all
}

func (c *scene) send(events ...*event) {
	for _, e := range events {
		c.acts = append(c.acts, act{event: e})
	}
}

// hold sends an event when everything before it is at rest.
func (c *scene) hold(e *event) { c.acts = append(c.acts, act{event: e, hold: true}) }

// scene writes the traffic of a class.
func (s *script) scene(class Class, crashes int) *scene {
	c := &scene{class: class}
	switch class {
	case Order:
		s.inOrder(c, 6)
	case Duplicates:
		s.duplicates(c)
	case Reorder:
		s.reordered(c)
	case StaleVersion:
		s.stale(c)
	case Gap:
		s.gaps(c)
	case CauseLater:
		s.causes(c)
	case Poison:
		s.poison(c)
	case SchemaMix:
		s.schemas(c)
	case Crash:
		s.inOrder(c, crashes)
	}
	s.last = c.events
	return c
}

// inOrder interleaves orders.
func (s *script) inOrder(c *scene, n int) {
	var orders [][]*event
	for range n {
		orders = append(orders, s.whole(c))
	}
	for v := range orderTypes {
		for _, o := range orders {
			c.send(o[v])
		}
	}
}

// duplicates sends events again: at once, when the order is complete, and those
// of the scene before; and has acknowledgements lost.
func (s *script) duplicates(c *scene) {
	early := s.last
	for i := range 4 {
		o := s.whole(c)
		for v, e := range o {
			c.acts = append(c.acts, act{event: e, lose: v == i})
			if v%2 == 0 {
				c.send(e)
			}
		}
		c.send(o[0], o[2], o[3])
	}
	for i, e := range early {
		if i%5 == 0 {
			c.send(e)
		}
	}
}

func (s *script) reordered(c *scene) {
	for _, order := range [][]int{{1, 0, 2, 3}, {0, 2, 1, 3}, {2, 1, 0, 3}, {3, 2, 1, 0}} {
		o := s.whole(c)
		for _, v := range order {
			c.send(o[v])
		}
	}
}

// stale lets a writer that was replaced repeat old versions under ids of its own.
func (s *script) stale(c *scene) {
	for range 3 {
		o := s.whole(c)
		c.send(o[:3]...)
		for _, v := range []int{1, 0} {
			c.hold(s.write(lateSource, o[v].entity, o[v].typ, o[v].version))
		}
		c.send(o[3], s.write(lateSource, o[2].entity, o[2].typ, o[2].version))
	}
}

func (s *script) gaps(c *scene) {
	var missing []*event
	for i := range 3 {
		o := s.whole(c)
		missing = append(missing, o[i])
		c.send(slices.Delete(slices.Clone(o), i, i+1)...)
	}
	c.hold(missing[0])
	c.send(missing[1:]...)
}

// causes books a shipment before the order is packed.
func (s *script) causes(c *scene) {
	var later []*event
	for range 3 {
		o := s.whole(c)
		shipment := s.write(ledgerSource, "shipment"+o[0].entity[len("order"):], shipmentType, 1)
		shipment.cause = o[2].id
		c.events = append(c.events, shipment)
		c.send(o[0], o[1], shipment)
		later = append(later, o[2], o[3])
	}
	c.hold(later[0])
	c.send(later[1:]...)
}

// poison mixes what nobody can read into good orders.
func (s *script) poison(c *scene) {
	for kind := 1; kind <= poisons; kind++ {
		o := s.whole(c)
		e := s.write(brokenSource, s.order(), orderTypes[0], 1)
		e.poison = kind
		c.send(o[0], o[1], e, o[2], o[3])
	}
}

// schemas mixes what was written by older and newer producers, and an unknown
// type.
func (s *script) schemas(c *scene) {
	for i := range 3 {
		for v, e := range s.whole(c) {
			e.evolve((v+i)%3 + 1)
			c.send(e)
		}
		notice := s.write(noticeSource, fmt.Sprintf("notice/%d", i+1), unknownType, 1)
		notice.fields["text"] = "the dock is closed on Monday"
		c.strange = append(c.strange, notice)
		c.send(notice)
	}
}

// evolve gives an event the fields of a schema.
func (e *event) evolve(schema int) {
	e.schema = schema
	switch schema {
	case 1:
		delete(e.fields, "unit")
	case 3:
		e.fields["gift"] = map[string]any{"wrap": true, "note": "for you"}
	}
}
