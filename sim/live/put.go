package live

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// put writes what a machine puts down to a file, one for each region that it is
// meant for and each kind, and shows the witnesses what lies there.
func (m *machine) put(e *sim.Effect) {
	h := &e.Msg.Head
	where := m.host.regions[e.Name]
	if where == nil {
		panic("it puts a " + h.Type + " down in unknown region " + e.Name)
	}
	if err := appendTo(filepath.Join(m.region.port.Puts, e.Name), h.Type, e.Msg.Body); err != nil {
		m.host.Fail(fmt.Errorf("put down a %s of %s: %w", h.Type, m.spec.Name, err))
		return
	}
	m.sawPut(h.Type, where.name, history.N(h.Region), history.N(h.Tier.String()), e.Msg.Body)
}

// appendTo adds a line to a file of a folder, which is made if need be.
func appendTo(folder, name string, line []byte) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(folder, name), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line[:len(line):len(line)], '\n'))
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// sawPut shows what was put down in a region.
func (m *machine) sawPut(kind string, where, home, tier history.Name, body []byte) {
	m.show(&history.Record{Kind: history.KindStash, Witness: m.name, Region: where, Type: history.N(kind), From: home, Tier: tier, Body: body})
}
