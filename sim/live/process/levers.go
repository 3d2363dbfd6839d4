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
	return p.ClockOf(fault, p.cfg.Region, amount, on)
}

// ClockOf sets the wall clock of a region ahead, as far as it is in this child.
func (p *Process) ClockOf(fault, region string, amount time.Duration, on bool) error {
	return p.pull(lever{Kind: leverClock, Fault: fault, Region: region, Amount: amount, On: on})
}

// Messages applies a rule to the deliveries of the region's bus.
func (p *Process) Messages(fault string, r faults.Rule, on bool) error {
	return p.pull(lever{Kind: leverMessages, Fault: fault, Rule: &r, On: on})
}

// Disk makes the region's fsync slower.
func (p *Process) Disk(fault string, slower time.Duration, on bool) error {
	return p.pull(lever{Kind: leverDisk, Fault: fault, Region: p.cfg.Region, Amount: slower, On: on})
}

// Hold takes a machine down or makes it stand still, or lets go of it.
func (p *Process) Hold(fault, machine string, how faults.StopKind, on bool) error {
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

// Tell gives an outside party a word to act by, or takes it back.
func (p *Process) Tell(fault, machine, word string, on bool) error {
	if p.machines[machine] == nil {
		return nil
	}
	return p.pull(lever{Kind: leverTell, Fault: fault, Target: machine, Order: word, On: on})
}

// Silence makes an outside party swallow every call.
func (p *Process) Silence(fault, machine string, on bool) error {
	if p.machines[machine] == nil {
		return nil
	}
	return p.pull(lever{Kind: leverSilence, Fault: fault, Target: machine, On: on})
}

// Calls applies a rule to the calls that a machine makes to another region.
func (p *Process) Calls(fault string, r faults.CallRule, on bool) error {
	if p.machines[r.From] == nil {
		return nil
	}
	return p.pull(lever{Kind: leverCalls, Fault: fault, Target: r.From, Call: &r, On: on})
}

// Cut stops what goes over the link of this child in one direction.
func (p *Process) Cut(fault, from, to string, on bool) error {
	return p.pull(lever{Kind: leverCut, Fault: fault, From: from, To: to, On: on})
}

// Shape changes one direction of the link of this child.
func (p *Process) Shape(fault, from, to string, s faults.Shape, on bool) error {
	return p.pull(lever{Kind: leverShape, Fault: fault, From: from, To: to, Shape: &s, On: on})
}

// Darken takes what the child had not synced from its disk, as a loss of power
// does, and then kills it. [Process.Restart] brings back what is left.
func (p *Process) Darken(fault string) error {
	c := p.alive()
	if c == nil {
		return nil
	}
	if p.frozen {
		if err := p.Thaw(); err != nil {
			return err
		}
	}
	if _, err := c.ask(request{Lever: &lever{Kind: leverPower, Fault: fault, On: true}}); err != nil {
		return p.wrap("take the power of", err)
	}
	p.lost = true
	return p.Kill()
}

// pull pulls a lever or lets go of it, and remembers it for the next child.
func (p *Process) pull(l lever) error {
	kept := p.pulled[:0:0]
	for _, known := range p.pulled {
		if known.Kind != l.Kind || known.Fault != l.Fault || known.Target != l.Target || known.How != l.How ||
			known.From != l.From || known.To != l.To || known.Region != l.Region {
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
