package ceiling

import (
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live/store"
)

// stretchMax and stretchAfter are those of the reference's audit log: so many
// events make an entry, or what came within this time.
const (
	stretchMax   = 256
	stretchAfter = 20 * time.Millisecond
)

// audit writes a stretch of events as one entry, and acknowledges them when that
// is durable.
type audit struct {
	*Program
	ledger *store.Ledger
	next   uint64 // position
}

func (p *Program) openAudit() error {
	a := &audit{Program: p, ledger: p.cfg.Region.Store.Ledger(p.cfg.Machines.Audit), next: 1}
	return p.pull(p.cfg.Machines.Audit, newGather(stretchMax, stretchAfter, a.write).take)
}

// write writes a stretch, unless the program has ended.
func (a *audit) write(stretch []jetstream.Msg) {
	if a.ctx.Err() != nil {
		return
	}
	a.check(a.ledger.Append(a.next, []*sim.Message{a.cfg.Shape.Audited.of(len(stretch))}, func(_ uint64, err error) {
		a.check(err)
		for _, m := range stretch {
			a.ack(m)
		}
	}))
	a.next++
}
