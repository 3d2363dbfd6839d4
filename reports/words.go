package reports

import (
	"fmt"
	"strings"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim/topology"
)

// gazetteer gives places the names people use.
type gazetteer map[string]string

func gazetteerOf(t topology.Topology) gazetteer {
	g := gazetteer{}
	for _, r := range t.Regions {
		g[r.Name] = r.Title
	}
	g[t.Hub.Name] = "the hub"
	return g
}

// place returns the title of a region, or its name in capitals.
func (g gazetteer) place(name string) string {
	switch {
	case g[name] != "":
		return clean(g[name])
	case name == "":
		return "every region"
	case name == "hub":
		return "the hub"
	}
	return strings.ToUpper(clean(name))
}

// opening is place at the beginning of a line.
func (g gazetteer) opening(name string) string { return capital(g.place(name)) }

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func (g gazetteer) places(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = g.place(n)
	}
	return and(out)
}

// tells says in words what a fault does while it holds. A kind it does not know
// is named, with where it strikes.
func (g gazetteer) tells(f faults.Fault) string {
	for _, tell := range []func(faults.Fault) string{g.message, g.link, g.machine, g.clock} {
		if text := tell(f); text != "" {
			return capital(text)
		}
	}
	return fmt.Sprintf("%s in %s", f.Kind, g.place(f.Region))
}

// message tells of faults that strike single messages.
func (g gazetteer) message(f faults.Fault) string {
	what := fmt.Sprintf("%s of the messages in %s", percent(f.Chance), g.place(f.Region))
	if f.Target != "" {
		what = fmt.Sprintf("%s of the messages for consumer %s", percent(f.Chance), clean(f.Target))
	}
	consumers := "every consumer in " + g.place(f.Region)
	if f.Target != "" {
		consumers = "consumer " + clean(f.Target)
	}
	switch f.Kind {
	case faults.Duplicate:
		return fmt.Sprintf("%s are delivered again, %s over", what, plural(max(1, f.Copies), "time"))
	case faults.Delay:
		return fmt.Sprintf("%s arrive %s late", what, span(f.Amount))
	case faults.Reorder:
		return what + " arrive after later ones"
	case faults.Drop:
		return what + " are lost and have to be delivered again"
	case faults.SlowConsumer:
		return fmt.Sprintf("%s takes %s longer for each message", consumers, span(f.Amount))
	}
	return ""
}

// link tells of faults between places.
func (g gazetteer) link(f faults.Fault) string {
	from, to := g.place(f.Region), g.place(f.Peer)
	switch f.Kind {
	case faults.Partition:
		return fmt.Sprintf("%s and %s cannot talk to each other", from, to)
	case faults.OneWay:
		return fmt.Sprintf("nothing from %s reaches %s; the other way works", from, to)
	case faults.Partial:
		return fmt.Sprintf("%s cannot talk to %s", from, g.places(f.Peers))
	case faults.Latency:
		return fmt.Sprintf("messages from %s to %s take %s longer", from, to, span(f.Amount))
	case faults.Loss:
		return fmt.Sprintf("%s of what %s sends to %s is lost", percent(f.Chance), from, to)
	case faults.Bandwidth:
		return fmt.Sprintf("the link from %s to %s carries %s per second", from, to, plural(f.Rate, "byte"))
	}
	return ""
}

// machine tells of faults that take things down.
func (g gazetteer) machine(f faults.Fault) string {
	in := g.place(f.Region)
	what := "every process in " + in
	if f.Target != "" {
		what = "process " + clean(f.Target)
	}
	switch f.Kind {
	case faults.Kill:
		return what + " is killed; what it had written stays"
	case faults.Pause:
		return what + " stands still"
	case faults.RegionKill:
		return what + " is killed at once, its message bus too; what they had written stays"
	case faults.RegionPause:
		return what + " stands still, its message bus too"
	case faults.PowerLoss:
		return in + " loses power; what was not yet safe on disk is gone"
	case faults.BusOutage:
		return "the message bus of " + in + " is down"
	case faults.HubOutage:
		return "the global aggregator is down"
	case faults.RegionOutage:
		return "all of " + in + " is down and cut off"
	case faults.StolenCredential:
		return "somebody acts on " + in + " with a credential that was stolen in another region"
	case faults.ExpiredCredential:
		return "somebody acts on " + in + " with a credential that has expired"
	case faults.BatchLate:
		return "the ERP of " + in + " sends every other file late"
	case faults.BatchResent:
		return "the ERP of " + in + " sends its files twice"
	case faults.BatchWrongTotals:
		return "the ERP of " + in + " sends files with wrong totals"
	case faults.BatchGarbage:
		return "the ERP of " + in + " sends garbage"
	case faults.AdapterHang:
		return "the adapter of " + in + " stands still"
	case faults.SupplierOutage, faults.SupplierSlow, faults.SupplierThrottle, faults.SupplierError, faults.SupplierHalfDone,
		faults.SupplierReject, faults.SupplierPartial, faults.SupplierNoAck, faults.ASNLate, faults.ASNRepeated:
		return g.supplier(f)
	case faults.CarrierDown:
		return "the carrier of " + in + " answers nothing"
	case faults.SlowDisk:
		return fmt.Sprintf("the disks of %s take %s longer to write", in, span(f.Amount))
	}
	return ""
}

// supplier tells of faults of suppliers.
func (g gazetteer) supplier(f faults.Fault) string {
	spec, _ := faults.Of(f.Kind)
	return "in " + g.place(f.Region) + " " + spec.Title
}

func (g gazetteer) clock(f faults.Fault) string {
	if f.Kind != faults.ClockSkew && f.Kind != faults.ClockJump {
		return ""
	}
	verb, side, by := "runs", "ahead", f.Amount
	if f.Kind == faults.ClockJump {
		verb = "jumps"
	}
	if by < 0 {
		side, by = "behind", -by
	}
	return fmt.Sprintf("the clock of %s %s %s %s", g.place(f.Region), verb, span(by), side)
}

// percent writes parts per million: 20 %.
func percent(ppm uint32) string {
	if ppm == 0 {
		return "some"
	}
	return trimmed(float64(ppm)/1e4) + " %"
}

// struck lists the regions a fault touches.
func struck(f faults.Fault) []string {
	names := append([]string{f.Region, f.Peer}, f.Peers...)
	if _, at, ok := strings.Cut(f.Target, "/"); ok {
		names = append(names, at)
	}
	return names
}

// placed describes where the trial was held, in sentences.
func placed(t topology.Topology) string {
	if len(t.Regions) == 0 {
		return ""
	}
	g := gazetteerOf(t)
	var names, trips []string
	for _, r := range t.Regions {
		names = append(names, r.Name)
		if trip := roundTrip(t, r.Name); trip > 0 {
			trips = append(trips, fmt.Sprintf("%s from %s", micros(float64(trip)/1e3), g.place(r.Name)))
		}
	}
	text := fmt.Sprintf("%s (%s) and a hub that shows the whole picture.", capital(plural(len(names), "region")), g.places(names))
	if len(trips) > 0 {
		text += fmt.Sprintf(" A message to the hub and back takes %s.", and(trips))
	}
	return text
}

// roundTrip is the way to the hub and back, without jitter; 0 if there is none.
func roundTrip(t topology.Topology, region string) time.Duration {
	there, ok := t.Link(region, t.Hub.Name)
	back, ok2 := t.Link(t.Hub.Name, region)
	if !ok || !ok2 {
		return 0
	}
	return there.Delay + back.Delay
}

// loaded describes the load, in a sentence.
func loaded(w topology.Workload) string {
	if w.Rate <= 0 || w.Duration <= 0 {
		return ""
	}
	text := fmt.Sprintf("Every region is sent %s commands a second for %s", trimmed(float64(w.Rate)/1000), span(w.Duration))
	if w.SKUs > 0 {
		text += fmt.Sprintf(", over %s", plural(w.SKUs, "product"))
	}
	text += ", whether it keeps up or not"
	if w.Retry > 0 {
		text += fmt.Sprintf("; who gets no answer asks again after %s", span(w.Retry))
	}
	return text + "."
}
