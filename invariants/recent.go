package invariants

// recent is a map that forgets. It keeps two generations; when the young one
// has more than [generation] entries and is older than the hold, the old one is
// dropped and the young one grows old. An entry is remembered for at least the
// hold since it was last put, and a history with fewer entries than a
// generation is remembered as a whole.
//
// With keep set, entries for which it returns true outlive their generation;
// drop is told of all others as they go.
type recent[V any] struct {
	young, old map[uint64]V
	hold       int64 // ns
	turned     int64 // when the young generation began
	limit      int   // size at which the young generation may turn old
	keep       func(V) bool
	drop       func(V)
}

// generation is the number of entries a young generation has at least.
const generation = 1 << 16

func newRecent[V any](hold int64) recent[V] {
	return recent[V]{young: make(map[uint64]V), old: make(map[uint64]V), hold: hold, limit: generation}
}

// get returns the value of a key that is still remembered. A key found in the
// old generation becomes young again.
func (m *recent[V]) get(key uint64) (V, bool) {
	v, ok := m.young[key]
	if ok || len(m.old) == 0 {
		return v, ok
	}
	if v, ok = m.old[key]; ok {
		delete(m.old, key)
		m.young[key] = v
	}
	return v, ok
}

// put sets the value of a key at a time in ns.
func (m *recent[V]) put(key uint64, v V, at int64) {
	if len(m.young) >= m.limit && at-m.turned >= m.hold {
		m.turn(at)
	}
	m.young[key] = v
	if len(m.old) > 0 {
		delete(m.old, key)
	}
}

// remove forgets a key now.
func (m *recent[V]) remove(key uint64) {
	delete(m.young, key)
	if len(m.old) > 0 {
		delete(m.old, key)
	}
}

func (m *recent[V]) turn(at int64) {
	stale := m.old
	for k, v := range stale {
		if m.keep != nil && m.keep(v) {
			continue
		}
		if m.drop != nil {
			m.drop(v)
		}
		delete(stale, k)
	}
	m.old, m.young, m.turned = m.young, stale, at
	m.limit = 2*len(stale) + generation // a turn costs no more than the puts before it
}

// each visits every value, in no particular order: what it does must not depend
// on it.
func (m *recent[V]) each(visit func(V)) {
	for _, v := range m.young {
		visit(v)
	}
	for _, v := range m.old {
		visit(v)
	}
}
