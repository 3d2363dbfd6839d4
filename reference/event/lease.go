package event

// Lease says who may take the commands of a region, or is asked for, and on which
// grounds. Spans are nanoseconds of the monotonic clock of whoever asked, from the
// instant at which they asked.
type Lease struct {
	Term    uint64 // of the holder: it rises with every change of hands
	Holder  string // pod/tx, standby/tx
	Left    int64  // for how long it may still be counted on
	Pos     uint64 // how far the ledger of the region, or the copy of it, has come
	Copied  uint64 // how much of that the copy lacks, by who grants it
	Bundle  uint64 // number of the policy in force at who asks
	Permits bool   // that policy lets orders be at the standby
	Back    bool   // the owner of the region wants its commands back
	Done    bool   // the standby takes no more commands in this term
}

func (w *writer) lease(l *Lease) {
	w.name(`,"lease":`)
	w.open()
	w.count(`,"term":`, l.Term)
	w.text(`,"holder":`, l.Holder)
	w.number(`,"left":`, l.Left)
	w.count(`,"pos":`, l.Pos)
	w.count(`,"copied":`, l.Copied)
	w.count(`,"bundle":`, l.Bundle)
	w.count(`,"permits":`, bit(l.Permits))
	w.count(`,"back":`, bit(l.Back))
	w.count(`,"done":`, bit(l.Done))
	w.close()
}

func (p *parser) lease(l *Lease) {
	p.open('{')
	for first := true; p.more('}', first); first = false {
		switch p.name() {
		case "term":
			l.Term = p.count()
		case "holder":
			l.Holder = p.text()
		case "left":
			l.Left = p.number()
		case "pos":
			l.Pos = p.count()
		case "copied":
			l.Copied = p.count()
		case "bundle":
			l.Bundle = p.count()
		case "permits":
			l.Permits = p.count() == 1
		case "back":
			l.Back = p.count() == 1
		case "done":
			l.Done = p.count() == 1
		default:
			p.skip()
		}
	}
}

func bit(on bool) uint64 {
	if on {
		return 1
	}
	return 0
}
