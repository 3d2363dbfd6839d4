package process

import "github.com/seatrial/seatrial/sim/live"

// spawn starts a child and sets it up.
func (p *Process) spawn(again bool) error {
	c, err := launch(&p.cfg, p.hear)
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.child = c
	past := map[string]live.Past{}
	for name, m := range p.machines {
		past[name] = m.past
	}
	p.mu.Unlock()
	answer, err := c.ask(request{Setup: p.cfg.setup(p.port, again, p.lost, past)})
	if err == nil {
		p.port, p.lost = answer.Port, false
	}
	return err
}

// open lets the machines open their ways; a lever that is held is pulled before.
func (p *Process) open() (doors map[string]string, err error) {
	p.mu.Lock()
	c, others := p.child, p.doors
	p.mu.Unlock()
	levers := append([]lever(nil), p.pulled...)
	for i := range levers {
		levers[i].Lossy = false // what it lost is lost
	}
	answer, err := c.ask(request{Open: &opening{Doors: others, Levers: levers}})
	return answer.Doors, err
}

// begin lets the machines begin. The first life of a machine begins without a
// record, as in every world.
func (p *Process) begin() error {
	p.mu.Lock()
	c := p.child
	for name, m := range p.machines {
		if m.past.Life == 0 && !p.holds(name) {
			m.past.Life, m.up = 1, true
		}
	}
	p.mu.Unlock()
	_, err := c.ask(request{Begin: &begin{Start: instantOf(p.cfg.Log.Start()) + int64(p.ahead)}})
	return err
}
