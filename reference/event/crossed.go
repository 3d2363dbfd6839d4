package event

// Crossed returns the n-th distinct event type of the batch, in order of first
// appearance, and the fields that its items carry together; false if the batch
// has fewer types.
func (t *Batch) Crossed(n int) (typ string, fields FieldSet, ok bool) {
	for i := range t.Items {
		if t.seen(i) {
			continue
		}
		if n > 0 {
			n--
			continue
		}
		typ = t.Items[i].Type
		for k := i; k < len(t.Items); k++ {
			if t.Items[k].Type == typ {
				fields |= t.Items[k].Set()
			}
		}
		return typ, fields, true
	}
	return "", 0, false
}

// seen reports whether the type of item i stands earlier in the batch.
func (t *Batch) seen(i int) bool {
	for k := range i {
		if t.Items[k].Type == t.Items[i].Type {
			return true
		}
	}
	return false
}
