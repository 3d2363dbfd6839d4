package process

import (
	"net"
	"slices"
	"sync"
	"time"
)

// probeMax is how long a connection may take. Where there is no way the network
// says so at once, or says nothing at all.
const probeMax = 500 * time.Millisecond

// probe returns which of these host:port take a connection, in their order.
func probe(all []string) []string {
	var mu sync.Mutex
	var wait sync.WaitGroup
	reached := map[string]bool{}
	for _, at := range all {
		wait.Go(func() {
			nc, err := net.DialTimeout("tcp", at, probeMax)
			if err != nil {
				return
			}
			_ = nc.Close()
			mu.Lock()
			defer mu.Unlock()
			reached[at] = true
		})
	}
	wait.Wait()
	return slices.DeleteFunc(slices.Clone(all), func(at string) bool { return !reached[at] })
}

// Probe returns which of these host:port take a connection from where the child
// is.
func (p *Process) Probe(all ...string) ([]string, error) {
	c := p.alive()
	if c == nil {
		return nil, p.wrap("probe from", errEnded)
	}
	answer, err := c.ask(request{Probe: all})
	return answer.Reached, p.wrap("probe from", err)
}

// Order gives an operator's order to the outside parties in the child.
func (p *Process) Order(typ string) error {
	c := p.alive()
	if c == nil || p.frozen {
		return nil
	}
	_, err := c.ask(request{Order: typ})
	return p.wrap("give an order to", err)
}

// AwaitLinks returns when every link passes messages between the buses that the
// child can reach.
func (p *Process) AwaitLinks() error {
	c := p.alive()
	if c == nil {
		return p.wrap("wait for links of", errEnded)
	}
	_, err := c.ask(request{Ready: true})
	return p.wrap("wait for links of", err)
}

// Source makes the streams that the hub sources from the regions, where the
// transport has any; the child is the hub.
func (p *Process) Source() error {
	c := p.alive()
	if c == nil {
		return p.wrap("make sources of", errEnded)
	}
	_, err := c.ask(request{Source: true})
	return p.wrap("make sources of", err)
}
