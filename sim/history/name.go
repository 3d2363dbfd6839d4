package history

import "math/bits"

// Name is an identity: its text and a 64-bit hash of it. Checkers key their
// state by Key and keep no text; evidence prints Text.
type Name struct {
	Key  uint64
	Text string
}

// N returns the name of a text. The empty text has Key 0.
func N(text string) Name { return Name{Key: Hash(text), Text: text} }

// IsZero reports whether the name is absent.
func (n Name) IsZero() bool { return n.Key == 0 && n.Text == "" }

func (n Name) String() string { return n.Text }

// Hash returns a 64-bit hash of s that is the same on every machine and in
// every process. Hash("") is 0.
func Hash(s string) uint64 { return hash(s) }

// HashBytes returns [Hash] of a text that stands in bytes.
func HashBytes(b []byte) uint64 { return hash(b) }

func hash[S string | []byte](s S) uint64 {
	if len(s) == 0 {
		return 0
	}
	h := uint64(len(s)) * 0x9E3779B97F4A7C15
	for len(s) >= 8 {
		h = mix(h, uint64(s[0])|uint64(s[1])<<8|uint64(s[2])<<16|uint64(s[3])<<24|
			uint64(s[4])<<32|uint64(s[5])<<40|uint64(s[6])<<48|uint64(s[7])<<56)
		s = s[8:]
	}
	var tail uint64
	for i := 0; i < len(s); i++ {
		tail |= uint64(s[i]) << (8 * i)
	}
	return mix(h, tail)
}

func mix(h, v uint64) uint64 {
	hi, lo := bits.Mul64(h^v^0xD6E8FEB86659FD93, 0xA0761D6478BD642F)
	return hi ^ lo
}
