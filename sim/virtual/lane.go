package virtual

// lane is a queue in front of something that takes its time with each: a link
// of limited bandwidth, a slow consumer. The one in front is being served while
// the lane is busy.
type lane struct {
	waiting []event
	first   int
	busy    bool
	gen     uint32 // of the scheduled end of service; older ones are ignored
}

func (l *lane) empty() bool { return l.first == len(l.waiting) }

func (l *lane) put(e event) { l.waiting = append(l.waiting, e) }

func (l *lane) front() *event { return &l.waiting[l.first] }

// take removes the one in front.
func (l *lane) take() event {
	e := l.waiting[l.first]
	l.first++
	switch {
	case l.empty():
		l.waiting, l.first = l.waiting[:0], 0
	case l.first > 256 && l.first > len(l.waiting)/2:
		l.waiting, l.first = l.waiting[:copy(l.waiting, l.waiting[l.first:])], 0
	}
	return e
}

// serve starts the service of the one in front.
func (w *World) serve(l *lane, cost int64, end event) {
	l.busy = true
	l.gen++
	end.aux = l.gen
	w.push(cost, end)
}

// stop lets nobody be served; a service under way never ends.
func (l *lane) stop() {
	l.busy = false
	l.gen++
}
