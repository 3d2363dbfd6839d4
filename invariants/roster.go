package invariants

import "sort"

// roster holds one entry per entity. Entries that are open stay; closed ones
// are remembered as [recent] remembers, so that what comes too late still meets
// the entity it speaks of. Entries are reused with their memory.
type roster[T any] struct {
	index recent[int32]
	items []T
	used  []bool
	free  []int32
	wipe  func(*T)
}

// newRoster returns an empty roster. open says which entries must stay; wipe
// empties an entry for its next use.
func newRoster[T any](hold int64, open func(*T) bool, wipe func(*T)) *roster[T] {
	r := &roster[T]{index: newRecent[int32](hold), wipe: wipe}
	r.index.keep = func(i int32) bool { return open(&r.items[i]) }
	r.index.drop = func(i int32) {
		r.used[i] = false
		r.free = append(r.free, i)
	}
	return r
}

// find returns the entry of a key, or nil. The pointer is good until the next
// call of add.
func (r *roster[T]) find(key uint64) *T {
	i := r.index.ref(key)
	if i == nil {
		return nil
	}
	return &r.items[*i]
}

// add returns a new, empty entry for a key.
func (r *roster[T]) add(key uint64, at int64) *T {
	place := r.index.add(key, -1, at) // a turn of generations may free an entry here
	i := int32(len(r.items))
	if n := len(r.free); n > 0 {
		i, r.free = r.free[n-1], r.free[:n-1]
		r.wipe(&r.items[i])
	} else {
		var none T
		r.items, r.used = append(r.items, none), append(r.used, false)
	}
	r.used[i] = true
	*place = i
	return &r.items[i]
}

// each visits the entries still held, in an order given by seq, which must
// differ between entries.
func (r *roster[T]) each(seq func(*T) uint64, visit func(*T)) {
	held := make([]*T, 0, len(r.items)-len(r.free))
	for i := range r.items {
		if r.used[i] {
			held = append(held, &r.items[i])
		}
	}
	sort.Slice(held, func(a, b int) bool { return seq(held[a]) < seq(held[b]) })
	for _, t := range held {
		visit(t)
	}
}
