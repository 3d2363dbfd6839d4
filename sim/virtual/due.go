package virtual

// due is an instant at which a message is repeated. It is stale if the message
// was settled, or is due at another instant now.
type due struct {
	at  int64
	seq uint64
}

// later queues an ack wait. They come in order of time, except those of naks.
func (w *World) later(b *bus, i int, d due) {
	f := &b.followers[i]
	f.dues = append(f.dues, d)
	for k := len(f.dues) - 1; k > f.firstDue && f.dues[k-1].at > d.at; k-- {
		f.dues[k], f.dues[k-1] = f.dues[k-1], f.dues[k]
	}
	w.arm(b, i)
}

// fresh drops stale dues from the front and returns the earliest that is left,
// or nil.
func (f *follower) fresh() *due {
	for f.firstDue < len(f.dues) {
		d := &f.dues[f.firstDue]
		if p := f.at(d.seq); p != nil && p.due == d.at {
			break
		}
		f.firstDue++
	}
	switch {
	case f.firstDue == len(f.dues):
		f.dues, f.firstDue = f.dues[:0], 0
		return nil
	case f.firstDue > 256 && f.firstDue > len(f.dues)/2:
		f.dues, f.firstDue = f.dues[:copy(f.dues, f.dues[f.firstDue:])], 0
	}
	return &f.dues[f.firstDue]
}

// arm schedules the earliest ack wait of a follower, unless an earlier event is
// scheduled anyway.
func (w *World) arm(b *bus, i int) {
	f := &b.followers[i]
	d := f.fresh()
	if d == nil || (f.wake != 0 && f.wake <= d.at) {
		return
	}
	f.wake = d.at
	f.gen++
	w.push(d.at-w.now, event{kind: evDue, dst: uint16(b.id), arg: uint64(i), aux: f.gen})
}

// due repeats what was not settled in time. An event that was replaced is
// ignored; so is one that finds bus or machine down.
func (w *World) due(e *event) {
	if b := &w.buses[e.dst]; e.aux == b.followers[e.arg].gen {
		w.attend(b, int(e.arg))
	}
}

// repeat delivers a message again, unless it had all its attempts: then it is
// never delivered again and holds nothing up.
func (w *World) repeat(b *bus, i int, seq uint64) {
	f := &b.followers[i]
	if p := f.at(seq); f.spec.MaxDeliver > 0 && int(p.attempt) >= f.spec.MaxDeliver {
		w.reached.add("max-deliver", 1)
		f.close(p)
		return
	}
	w.deliver(b, i, seq)
}
