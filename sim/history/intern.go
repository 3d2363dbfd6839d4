package history

// names remembers texts seen lately, so that reading a history does not make a
// new string of every mention of an order. A slot holds one text; a newer one
// takes its place, so memory is bounded.
type names struct {
	slots [1 << 12]Name
}

// of returns the name of a text.
func (n *names) of(text []byte) Name {
	if len(text) == 0 {
		return Name{}
	}
	key := hash(text)
	slot := &n.slots[key&(1<<12-1)]
	if slot.Key != key || slot.Text != string(text) {
		*slot = Name{Key: key, Text: string(text)}
	}
	return *slot
}
