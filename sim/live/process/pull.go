package process

import (
	"fmt"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// pull pulls a lever or lets go of it.
func (r *region) pull(l *lever) error {
	host := r.host.Load()
	switch l.Kind {
	case leverStop:
		host.Stop(l.Fault, l.Target, l.How, l.On)
	case leverBus:
		return r.bus(l)
	case leverClock:
		host.Clock(l.Fault, l.Region, l.Amount, l.On)
	case leverMessages:
		host.Messages(l.Fault, *l.Rule, l.On)
	case leverDisk:
		host.Disk(l.Fault, l.Region, l.Amount, l.On)
	case leverTurn:
		host.Turn(l.Fault, l.Target, l.Order, l.Region, l.On)
	case leverTell:
		host.Tell(l.Fault, l.Target, l.Order, l.On)
	case leverSilence:
		host.Silence(l.Fault, l.Target, l.On)
	case leverCalls:
		host.Calls(l.Fault, *l.Call, l.On)
	case leverPower:
		return r.darken(l.Fault)
	case leverCut:
		r.cut(l)
	case leverShape:
		r.span.Shape(l.Fault, l.From, l.To, *l.Shape, l.On)
	default:
		return fmt.Errorf("no lever %q", l.Kind)
	}
	return nil
}

// cut stops one direction of the link here, or at the hub what one region sends to
// another.
func (r *region) cut(l *lever) {
	switch {
	case r.span != nil:
		r.span.Cut(l.Fault, l.From, l.To, l.On)
	case r.exchange != nil:
		r.exchange.Cut(l.Fault, l.From, l.To, l.On)
	}
}

// darken takes what was not synced from the disk. The disk goes first: what it
// had not synced at that instant is lost, whatever the machines still do.
func (r *region) darken(fault string) error {
	host := r.host.Load()
	for region, s := range r.stores {
		disk := sim.Chance{Seed: r.setup.Seed, Stream: sim.StreamDisk, Entity: history.Hash(region)}
		loss, err := s.PowerLoss(disk, uint64(r.log.Now()))
		if err != nil {
			return err
		}
		if loss.Entries > 0 {
			host.Count("ledger_entries_lost", loss.Entries)
		}
		if loss.Torn {
			host.Count("ledger_records_torn", 1)
		}
		host.Dark(fault, region, true)
	}
	r.touches.Touch(fault)
	if r.server == nil {
		return nil
	}
	return r.server.PowerLoss()
}
