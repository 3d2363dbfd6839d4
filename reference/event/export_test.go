package event

// Demanded returns the members of the JSON of a body that the contract of a type
// demands, in a fixed order; false if nobody agreed on the type.
func Demanded(typ string) ([]string, bool) {
	n := needs(typ)
	if n == unknownType {
		return nil, false
	}
	var out []string
	for i, member := range [...]string{"key", "order", "line", "sku", "qty", "state", "change", "purchase", "source", "pos", "batch", "letter", "decision", "bundle", "access", "trail"} {
		if n&(1<<i) != 0 {
			out = append(out, member)
		}
	}
	return out, true
}
