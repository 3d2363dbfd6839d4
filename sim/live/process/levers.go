package process

import (
	"time"

	"github.com/seatrial/seatrial/faults"
)

// Bus takes the streams of the region down, or lets go of them.
func (p *Process) Bus(fault string, lossy, on bool) error {
	return p.pull(lever{Kind: leverBus, Fault: fault, Lossy: lossy, On: on})
}

// Clock sets the region's wall clock ahead of true time.
func (p *Process) Clock(fault string, amount time.Duration, on bool) error {
	return p.pull(lever{Kind: leverClock, Fault: fault, Amount: amount, On: on})
}

// Messages applies a rule to the deliveries of the region's bus.
func (p *Process) Messages(fault string, r faults.Rule, on bool) error {
	return p.pull(lever{Kind: leverMessages, Fault: fault, Rule: &r, On: on})
}

// Disk makes the region's fsync slower.
func (p *Process) Disk(fault string, slower time.Duration, on bool) error {
	return p.pull(lever{Kind: leverDisk, Fault: fault, Amount: slower, On: on})
}

// Stop takes a machine down or makes it stand still, or lets go of it.
func (p *Process) Stop(fault, machine string, how faults.StopKind, on bool) error {
	if p.machines[machine] == nil {
		return nil
	}
	return p.pull(lever{Kind: leverStop, Fault: fault, Target: machine, How: how, On: on})
}

// Turn makes a machine behave in a way that it knows, or lets it stop.
func (p *Process) Turn(fault, machine, order, region string, on bool) error {
	if p.machines[machine] == nil {
		return nil
	}
	return p.pull(lever{Kind: leverTurn, Fault: fault, Target: machine, Order: order, Region: region, On: on})
}

// pull pulls a lever or lets go of it, and remembers it for the next child.
func (p *Process) pull(l lever) error {
	kept := p.pulled[:0:0]
	for _, known := range p.pulled {
		if known.Kind != l.Kind || known.Fault != l.Fault || known.Target != l.Target || known.How != l.How {
			kept = append(kept, known)
		}
	}
	if l.On {
		kept = append(kept, l)
	}
	p.pulled = kept
	c := p.alive()
	switch {
	case c == nil:
		return nil
	case p.frozen:
		p.owed = append(p.owed, l)
		return nil
	}
	_, err := c.ask(request{Lever: &l})
	return p.wrap("pull lever "+string(l.Kind)+" of", err)
}

// holds reports whether a lever holds a machine.
func (p *Process) holds(name string) bool {
	for _, l := range p.pulled {
		if l.Kind == leverStop && l.Target == name {
			return true
		}
	}
	return false
}
