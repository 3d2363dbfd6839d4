package virtual

// window is the duplicate window of a bus: the message ids of the last two
// minutes, oldest first, and a hash table of 8 bytes for each. It is asked for
// every publish and is the largest thing that is, so what counts is how little
// memory a lookup touches at random.
type window struct {
	ids    []remembered
	oldest int      // of ids
	first  uint32   // number of ids[0]
	slots  []uint64 // upper half: that of the spread id; lower: its number; 0 = free
	shift  uint     // 64 - log2(len(slots))
}

// remembered is one message id.
type remembered struct {
	id    uint64
	seq   uint64
	until int64
}

func (d *window) size() int { return len(d.ids) - d.oldest }

// get returns the sequence of an id, or 0.
func (d *window) get(id uint64) uint64 {
	if d.size() == 0 {
		return 0
	}
	if s := d.slots[d.find(id)]; s != 0 {
		return d.entry(s).seq
	}
	return 0
}

// add remembers an id that is not in the window.
func (d *window) add(m remembered) {
	if d.size()*2 >= len(d.slots) {
		d.grow()
	}
	if len(d.ids) == 0 {
		d.first++ // numbers begin at 1, so that no slot in use looks free
	}
	d.ids = append(d.ids, m)
	d.slots[d.find(m.id)] = d.slot(len(d.ids) - 1)
}

// slot returns the slot of the i-th id.
func (d *window) slot(i int) uint64 {
	return d.ids[i].id*spread&^lower | uint64(d.first+uint32(i))
}

const (
	spread = 0x9E3779B97F4A7C15
	lower  = 1<<32 - 1
)

func (d *window) entry(s uint64) *remembered { return &d.ids[uint32(s)-d.first] }

// find returns the place of an id, or the free one where it belongs.
func (d *window) find(id uint64) int {
	h := id * spread
	mask := len(d.slots) - 1
	i := int(h >> d.shift)
	for s := d.slots[i]; s != 0; s = d.slots[i] {
		if (s^h)>>32 == 0 && d.entry(s).id == id {
			break
		}
		i = (i + 1) & mask
	}
	return i
}

// expire forgets what left the window.
func (d *window) expire(now int64) {
	for d.oldest < len(d.ids) && d.ids[d.oldest].until <= now {
		d.vacate(d.find(d.ids[d.oldest].id))
		d.oldest++
	}
	if d.oldest > 1024 && d.oldest > len(d.ids)/2 {
		d.first += uint32(d.oldest)
		d.ids, d.oldest = d.ids[:copy(d.ids, d.ids[d.oldest:])], 0
	}
}

// cut forgets the ids of everything after a sequence.
func (d *window) cut(seq uint64) {
	for n := len(d.ids); n > d.oldest && d.ids[n-1].seq > seq; n-- {
		d.vacate(d.find(d.ids[n-1].id))
		d.ids = d.ids[:n-1]
	}
}

// vacate frees a slot and moves up what stood behind it.
func (d *window) vacate(hole int) {
	mask := len(d.slots) - 1
	for i := (hole + 1) & mask; d.slots[i] != 0; i = (i + 1) & mask {
		if home := int(d.slots[i] >> d.shift); (i-home)&mask >= (i-hole)&mask {
			d.slots[hole] = d.slots[i]
			hole = i
		}
	}
	d.slots[hole] = 0
}

// grow doubles the table. Only the slots move.
func (d *window) grow() {
	d.slots = make([]uint64, max(16, 2*len(d.slots)))
	d.shift = 64
	for n := len(d.slots); n > 1; n /= 2 {
		d.shift--
	}
	for i := d.oldest; i < len(d.ids); i++ {
		d.slots[d.find(d.ids[i].id)] = d.slot(i)
	}
}
