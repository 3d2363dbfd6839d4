package topology

import (
	"hash/fnv"
	"strconv"
)

// Disguise replaces every secret of a region by another one, so that two runs can
// be compared that differ in nothing else (I-12). Within a region it is one to
// one: what was equal stays equal, and what was not does not become so. Two
// regions replace the same value by different ones. The zero value replaces
// nothing.
//
//	buyer 17  ->  gkrot 62        net 30  ->  xqa 54
//
// A letter becomes another letter of its case, a digit another digit, everything
// else stays: the length is the same in every encoding, and a number stays a
// number of as many digits.
type Disguise uint64

// Text returns what stands in place of a secret of a region.
func (d Disguise) Text(region, s string) string {
	if d == 0 {
		return s
	}
	h := fnv.New64a()
	h.Write([]byte(region))
	seed := h.Sum64() ^ uint64(d)*0x9E3779B97F4A7C15
	b := []byte(s)
	for i, c := range b {
		x := mixed(seed + uint64(i))
		switch {
		case i == 0 && '1' <= c && c <= '9': // a number does not begin with a zero
			b[i] = turned(c, '1', 9, x)
		case i == 0 && c == '0':
		case '0' <= c && c <= '9':
			b[i] = turned(c, '0', 10, x)
		case 'a' <= c && c <= 'z':
			b[i] = turned(c, 'a', 26, x)
		case 'A' <= c && c <= 'Z':
			b[i] = turned(c, 'A', 26, x)
		}
	}
	return string(b)
}

// Number returns what stands in place of a secret number, which is not negative.
func (d Disguise) Number(region string, n int64) int64 {
	if d == 0 || n <= 0 {
		return n
	}
	out, err := strconv.ParseInt(d.Text(region, strconv.FormatInt(n, 10)), 10, 64)
	if err != nil {
		return n // as many digits as the largest number has, and more than it
	}
	return out
}

// turned moves a letter on within its alphabet of n, by at least one place.
func turned(c, first byte, n, by uint64) byte {
	return first + byte((uint64(c-first)+1+by%(n-1))%n)
}

// mixed is the finaliser of splitmix64.
func mixed(x uint64) uint64 {
	x += 0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}
