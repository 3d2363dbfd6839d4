package outside

import "math/bits"

// Fixed-point logarithms, so that arrivals and demand are the same on every
// processor. Numbers marked Q32 count in units of 2^-32.

// log2 returns the binary logarithm of x in Q32; x must be positive.
func log2(x uint64) uint64 {
	n := bits.Len64(x) - 1
	m := x << (63 - n) // x scaled to [1, 2), in units of 2^-63
	out := uint64(n)
	for range 32 {
		hi, lo := bits.Mul64(m, m) // squaring doubles the logarithm: its next bit
		out <<= 1
		if hi>>63 == 1 {
			out |= 1
			m = hi
		} else {
			m = hi<<1 | lo>>63
		}
	}
	return out
}

// roots holds 2^(2^-k) for k = 1..32, in units of 2^-63.
var roots = [32]uint64{
	0xB504F333F9DE6484, 0x9837F0518DB8A96F, 0x8B95C1E3EA8BD6E7, 0x85AAC367CC487B15,
	0x82CD8698AC2BA1D7, 0x8164D1F3BC030773, 0x80B1ED4FD999AB6C, 0x8058D7D2D5E5F6B1,
	0x802C6436D0E04F51, 0x8016302F17467628, 0x800B179C82028FD1, 0x80058BAF7FEE3B5D,
	0x8002C5D00FDCFCB7, 0x800162E61BED4A49, 0x8000B17292F702A4, 0x800058B92ABBAE02,
	0x80002C5C8DADE4D7, 0x8000162E44EAF636, 0x80000B1721FA7C19, 0x8000058B90DE7E4D,
	0x800002C5C8678F37, 0x80000162E431DBA0, 0x800000B1721872D1, 0x80000058B90C1AA9,
	0x8000002C5C8605A4, 0x800000162E4300E6, 0x8000000B17217FF8, 0x800000058B90BFDD,
	0x80000002C5C85FE7, 0x8000000162E42FF2, 0x80000000B17217F8, 0x8000000058B90BFC,
}

// exp2 returns 2^(y - 1) for the fraction y in Q32, in units of 2^-64.
func exp2(y uint32) uint64 {
	v := uint64(1) << 63
	for k := range roots {
		if y>>(31-k)&1 == 1 {
			hi, lo := bits.Mul64(v, roots[k])
			v = hi<<1 | lo>>63
		}
	}
	return v
}

// ln2 is the natural logarithm of 2, in Q32.
const ln2 = 0xB17217F8

// scale returns v * q for q in Q32.
func scale(v, q uint64) uint64 {
	hi, lo := bits.Mul64(v, q)
	return hi<<32 | lo>>32
}
