package invariants

// recent is a table that forgets. It keeps two generations; when the young one
// has at least [generation] entries and is older than the hold, the old one is
// dropped and the young one grows old. An entry is remembered for at least the
// hold since it was added or last found, and a history with fewer entries than a
// generation is remembered as a whole.
//
// With keep set, entries for which it returns true outlive their generation;
// drop is told of all others as they go.
type recent[V any] struct {
	young, old table[V]
	hold       int64 // ns
	turned     int64 // when the young generation began
	limit      int   // size at which the young generation may turn old
	keep       func(V) bool
	drop       func(V)
}

// generation is the number of entries a young generation has at least.
const generation = 1 << 14

func newRecent[V any](hold int64) recent[V] { return recent[V]{hold: hold, limit: generation} }

// ref returns where the value of a remembered key is, or nil. What is found in
// the old generation becomes young again. The pointer is good until the next
// add.
func (m *recent[V]) ref(key uint64) *V {
	if v := m.young.ref(key); v != nil {
		return v
	}
	old := m.old.ref(key)
	if old == nil {
		return nil
	}
	v := m.young.put(key, *old)
	m.old.remove(key)
	return v
}

// get returns the value of a remembered key.
func (m *recent[V]) get(key uint64) (v V, ok bool) {
	if p := m.ref(key); p != nil {
		return *p, true
	}
	return v, false
}

// add enters a key that is not remembered, at a time in ns.
func (m *recent[V]) add(key uint64, v V, at int64) *V {
	if m.young.size() >= m.limit && at-m.turned >= m.hold {
		m.turn(at)
	}
	return m.young.put(key, v)
}

// remove forgets a key now.
func (m *recent[V]) remove(key uint64) {
	m.young.remove(key)
	m.old.remove(key)
}

func (m *recent[V]) turn(at int64) {
	stale := m.old
	m.old, m.young, m.turned = m.young, table[V]{}, at
	if m.keep != nil || m.drop != nil {
		stale.each(m.part)
	}
	if m.young.size() == 0 {
		stale.empty()
		m.young = stale
	}
	m.limit = 2*m.young.size() + generation // a turn costs no more than the puts before it
}

// part decides about an entry of the generation that goes.
func (m *recent[V]) part(key uint64, v V) {
	switch {
	case m.keep != nil && m.keep(v):
		m.young.put(key, v)
	case m.drop != nil:
		m.drop(v)
	}
}

// each visits every value, in no order that means anything.
func (m *recent[V]) each(visit func(V)) {
	see := func(_ uint64, v V) { visit(v) }
	m.young.each(see)
	m.old.each(see)
}
