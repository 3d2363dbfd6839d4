package invariants

// pace collects how long commands took, without those that were under way while
// the ground was held up. That is known only afterwards, so what ended lately
// waits. The zero value is empty.
type pace struct {
	clean   histogram
	held    uint64 // left out
	waiting []span
}

// span is a command from its first word to its answer, ns.
type span struct{ from, to int64 }

// paceWait is how long a command waits for word of the ground: longer than
// anything is held up whose end is still told in time, ns.
const paceWait = 10_000_000_000

// add enters a command. Commands end in the order of time.
func (p *pace) add(from, to int64) {
	done := 0
	for done < len(p.waiting) && p.waiting[done].to < to-paceWait {
		p.clean.add(p.waiting[done].to - p.waiting[done].from)
		done++
	}
	if done > 0 {
		p.waiting = p.waiting[:copy(p.waiting, p.waiting[done:])]
	}
	p.waiting = append(p.waiting, span{from, to})
}

// heldUp leaves out what was under way in between.
func (p *pace) heldUp(from, to int64) {
	kept := p.waiting[:0]
	for _, s := range p.waiting {
		if s.from <= to && s.to >= from {
			p.held++
			continue
		}
		kept = append(kept, s)
	}
	p.waiting = kept
}

// settle counts what still waits: nothing more will be told of the ground.
func (p *pace) settle() {
	for _, s := range p.waiting {
		p.clean.add(s.to - s.from)
	}
	p.waiting = nil
}

// spoilt reports whether there would be enough commands if none had been left
// out, and is not: or half of them had to be.
func (p *pace) spoilt(enough uint64) bool {
	return p.clean.total+p.held >= enough && (p.clean.total < enough || p.held > p.clean.total)
}
