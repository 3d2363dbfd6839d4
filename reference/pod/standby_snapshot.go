package pod

import (
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/reference/event"
)

// save stores a snapshot every few hundred entries, when all have heard of everything.
func (s *Standby) save() {
	if s.pos-s.saved < saveEvery || !s.news.done() {
		return
	}
	s.saved = s.pos
	s.news.forget()
	s.out.Count("snapshots", 1)
	s.out.Snapshot(s.pos, s.pack(), s.pos+1)
}

func (s *Standby) pack() []byte {
	k := &event.Pack{}
	k.Uint(s.pos)
	k.Uint(s.term)
	k.Uint(flag(s.open))
	k.Uint(s.closed)
	k.Uint(s.news.n)
	s.copied.pack(k)
	s.intake.pack(k)
	s.drives.pack(k)
	return k.Bytes
}

func (s *Standby) unpack(snapshot []byte) {
	u := event.NewUnpack(snapshot)
	s.pos, s.term, s.open, s.closed, s.news.n = u.Uint(), u.Uint(), u.Uint() == 1, u.Uint(), u.Uint()
	s.saved = s.pos
	s.news.forget()
	s.copied.unpack(u)
	s.intake.unpack(u)
	s.drives.unpack(u)
	if u.Err != nil {
		panic(fmt.Sprintf("%s: %v", s.name, u.Err))
	}
}

func (c *copied) pack(k *event.Pack) {
	k.Uint(c.mark)
	k.Uint(uint64(c.epoch))
	numbers := c.open.Numbers()
	slices.Sort(numbers)
	k.Uint(uint64(len(numbers)))
	for _, n := range numbers {
		k.Uint(n)
	}
	c.packLines(k)
}

func (c *copied) packLines(k *event.Pack) {
	numbers := c.lines.Numbers()
	slices.Sort(numbers)
	k.Uint(uint64(len(numbers)))
	for _, n := range numbers {
		list, _ := c.lines.Get(n)
		k.Uint(n)
		k.Uint(uint64(len(list)))
		for _, l := range list {
			k.Uint(uint64(l.line))
			k.Text(l.sku)
			k.Int(l.qty)
		}
	}
}

func (c *copied) unpack(u *event.Unpack) {
	c.mark, c.epoch = u.Uint(), uint32(u.Uint())
	for range u.Len() {
		c.open.Set(u.Uint(), struct{}{})
	}
	for range u.Len() {
		n := u.Uint()
		var list []openLine
		for range u.Len() {
			list = append(list, openLine{line: uint32(u.Uint()), sku: u.Text(), qty: u.Int()})
		}
		c.lines.Set(n, list)
	}
}

func (d *drives) pack(k *event.Pack) {
	k.Uint(d.n)
	k.Uint(uint64(len(d.list)))
	for _, b := range d.list {
		k.Text(string(event.AppendBody(nil, b)))
	}
}

func (d *drives) unpack(u *event.Unpack) {
	d.n = u.Uint()
	for range u.Len() {
		b := new(event.Body)
		if err := event.DecodeBody([]byte(u.Text()), b); err != nil {
			u.Err = err
			return
		}
		d.list = append(d.list, b)
	}
}

// pack writes what was taken; what was handed back as a key alone.
func (k *intake) pack(p *event.Pack) {
	p.Uint(k.before)
	p.Uint(uint64(len(k.list)))
	for i := range k.list {
		t := &k.list[i]
		p.Text(t.typ)
		p.Int(t.wall)
		p.Text(string(event.AppendBody(nil, t.body)))
	}
	p.Uint(uint64(len(k.names)))
	for _, key := range k.names {
		p.Text(key)
	}
}

func (k *intake) unpack(u *event.Unpack) {
	k.before = u.Uint()
	for range u.Len() {
		t := taken{typ: u.Text(), wall: u.Int(), body: new(event.Body)}
		if err := event.DecodeBody([]byte(u.Text()), t.body); err != nil {
			u.Err = err
			return
		}
		k.take(t)
	}
	for range u.Len() {
		k.know(u.Text())
	}
}
