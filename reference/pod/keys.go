package pod

import "github.com/seatrial/seatrial/reference/event"

// keys remembers the idempotency keys of commands that took effect, for a
// declared horizon. A party numbers its keys ("client/tx/17"), so that a key
// older than everything remembered is recognised and refused instead of being
// taken for new.
type keys struct {
	horizon int64
	kept    bool    // nothing is forgotten for now
	parties []party // in order of first use; there are three
}

// party is who issues keys of one prefix.
type party struct {
	prefix string
	known  event.Index[struct{}]
	aged   event.Queue[aged] // the known numbers, oldest first
	floor  uint64            // highest number forgotten
}

type aged struct {
	n  uint64
	at int64 // monotonic clock; after a recovery, the time of the recovery
}

type keyState uint8

const (
	keyFresh keyState = iota
	keyRemembered
	keyExpired
	keyInvalid
)

// look says what is known of a key.
func (k *keys) look(key string, now int64) keyState {
	prefix, n, ok := event.Number(key)
	if !ok || prefix == "" {
		return keyInvalid
	}
	y := k.party(prefix)
	if y == nil {
		return keyFresh
	}
	k.forget(y, now)
	if y.known.Has(n) {
		return keyRemembered
	}
	if n <= y.floor {
		return keyExpired
	}
	return keyFresh
}

// remember notes that the command of a key took effect.
func (k *keys) remember(key string, now int64) {
	prefix, n, ok := event.Number(key)
	if !ok {
		return
	}
	y := k.party(prefix)
	if y == nil {
		y = k.add(prefix)
	}
	if !y.known.Has(n) {
		y.known.Set(n, struct{}{})
		y.aged.Push(aged{n: n, at: now})
	}
	k.forget(y, now)
}

func (k *keys) forget(y *party, now int64) {
	if !k.kept {
		y.forget(now - k.horizon)
	}
}

func (k *keys) party(prefix string) *party {
	for i := range k.parties {
		if k.parties[i].prefix == prefix {
			return &k.parties[i]
		}
	}
	return nil
}

func (k *keys) add(prefix string) *party {
	k.parties = append(k.parties, party{prefix: prefix})
	return &k.parties[len(k.parties)-1]
}

// forget drops what was remembered before an instant.
func (y *party) forget(before int64) {
	for y.aged.Len() > 0 && y.aged.Front().at < before {
		n := y.aged.Pop().n
		y.known.Remove(n)
		y.floor = max(y.floor, n)
	}
}

// pack writes what is remembered, oldest first.
func (k *keys) pack(p *event.Pack) {
	p.Uint(uint64(len(k.parties)))
	for i := range k.parties {
		y := &k.parties[i]
		p.Text(y.prefix)
		p.Uint(y.floor)
		p.Uint(uint64(y.aged.Len()))
		last := uint64(0)
		for j := range y.aged.Len() {
			n := y.aged.At(j).n
			p.Int(int64(n - last))
			last = n
		}
	}
}

// unpack reads what pack wrote. Everything counts as remembered now: ages are
// readings of a clock that did not survive.
func (k *keys) unpack(u *event.Unpack, now int64) {
	for range u.Len() {
		y := k.add(u.Text())
		y.floor = u.Uint()
		last := uint64(0)
		for range u.Len() {
			last += uint64(u.Int())
			y.known.Set(last, struct{}{})
			y.aged.Push(aged{n: last, at: now})
		}
	}
}
