package containers

import (
	"encoding/binary"
	"net/netip"
	"os"
	"sync/atomic"
	"time"
)

// Addresses are taken from the range that RFC 2544 keeps for tests of networks, so
// that no network of anybody's is hidden. Each network gets a block of its own; of
// a daemon's own pool there would be enough for three runs at most.
const (
	rangeFirst = uint32(198)<<24 | uint32(18)<<16
	rangeBits  = 15
	blockBits  = 26 // 62 addresses: the gateway's and one for each container on it
	blocks     = 1 << (blockBits - rangeBits)
)

// nextBlock counts from somewhere else in each process; whoever meets a block
// that is taken goes on to the next.
var nextBlock = func() *atomic.Uint32 {
	var n atomic.Uint32
	n.Store(uint32(os.Getpid())*131 + uint32(time.Now().UnixNano()>>20))
	return &n
}()

// newBlock returns a block that this process has not used lately.
func newBlock() netip.Prefix {
	n := nextBlock.Add(1) % blocks
	return netip.PrefixFrom(addr(rangeFirst+n<<(32-blockBits)), blockBits)
}

// nth returns the nth address of a block; the first is the gateway's.
func nth(block netip.Prefix, n int) netip.Addr {
	b := block.Addr().As4()
	return addr(binary.BigEndian.Uint32(b[:]) + uint32(n))
}

func addr(v uint32) netip.Addr {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], v)
	return netip.AddrFrom4(b)
}
