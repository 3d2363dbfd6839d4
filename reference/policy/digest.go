package policy

import "github.com/minio/highwayhash"

// Digester makes the digests by which a decision names what was decided on
// without showing it: HighwayHash under a key of the region, so that nobody else
// can try values until a digest fits. The zero value has no key and serves tests.
type Digester struct {
	key  [highwayhash.Size]byte
	room []byte
}

// NewDigester derives the digests of a region from its key.
func NewDigester(key Key) Digester {
	var d Digester
	if key.Ring != nil {
		copy(d.key[:], key.Ring.DigestKey())
	}
	return d
}

// Of returns the digest of an event: its id and its bytes. It allocates nothing
// once its memory has grown.
func (d *Digester) Of(id string, body []byte) uint64 {
	d.room = append(append(append(d.room[:0], id...), 0), body...)
	return highwayhash.Sum64(d.room, d.key[:])
}
