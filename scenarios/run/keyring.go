package run

// keyring remembers keys, the latest ones for sure: when it is full, the older half
// is forgotten. The zero value is empty.
type keyring struct {
	now, before map[uint64]bool
}

// keyringMax is how many keys are remembered for sure.
const keyringMax = 1 << 17

func (k *keyring) has(key uint64) bool { return k.now[key] || k.before[key] }

func (k *keyring) add(key uint64) {
	if k.now == nil {
		k.now = make(map[uint64]bool)
	}
	if len(k.now) >= keyringMax {
		k.now, k.before = make(map[uint64]bool), k.now
	}
	k.now[key] = true
}
