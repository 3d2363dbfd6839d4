package pod

import (
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
)

// metricEvery is how many orders a sample of the pod's metrics stands for.
const metricEvery = 16

// Orders of an operator to say more than usual, and to stop. The id is the reason,
// and what is said on them carries it as its correlation.
const (
	orderVerbose = "Verbose" // pod: a line for every command
	orderTap     = "Tap"     // egress: a copy of every batch for whoever looks for a fault at the hub
	orderDesist  = "Desist"
)

// talk is what a machine puts down for people who look after it: how it is doing,
// never who bought what. Logs lie in its own region, metrics and traces at the hub,
// where all regions are watched.
type talk struct {
	name    string
	region  string
	n       uint64 // put down in this life
	reason  string // for which it says more; "" = it does not
	counted uint64 // orders placed in this life
}

func newTalk(name, region string) talk { return talk{name: name, region: region} }

// hear takes an order to say more, or to stop.
func (t *talk) hear(in *sim.Input, order string) {
	switch h := &in.Msg.Head; {
	case h.Type == order:
		t.reason = h.ID
	case h.Type == orderDesist && h.ID == t.reason:
		t.reason = ""
	}
}

// put puts a text down in a region. What is said on an order carries its reason.
func (t *talk) put(out *sim.Effects, clock sim.Clock, kind, where string, tier sim.Tier, text []byte, reason string) {
	t.n++
	out.Put(where, &sim.Message{Body: text, Head: sim.Head{ID: t.name + "!" + strconv.FormatInt(clock.Mono, 10) + "." + strconv.FormatUint(t.n, 10), Type: kind,
		Source: t.name, Entity: t.name, Region: t.region, Tier: tier, Time: clock.Wall, Corr: reason}})
}

// recovered says in the log that a machine is up.
func (t *talk) recovered(out *sim.Effects, clock sim.Clock, pos uint64) {
	t.put(out, clock, sim.PutLog, t.region, sim.Internal, []byte("level=info machine="+t.name+" is up, its ledger ends at "+strconv.FormatUint(pos, 10)), "")
}

// placed counts an order and now and then puts down a sample.
func (p *Pod) placed(b *event.Body) {
	p.counted++
	if p.counted%metricEvery != 0 {
		return
	}
	text := []byte(`orders_placed_total{region="` + p.site.Region + `",epoch="` + strconv.FormatUint(uint64(p.epoch), 10) + `"`)
	if p.site.Defects.LabelsPrices() {
		text = strconv.AppendInt(append(text, `,price="`...), b.Purchase.Price, 10)
		text = append(text, '"')
	}
	text = strconv.AppendUint(append(text, "} "...), p.counted, 10)
	p.put(p.out, p.clock, sim.PutMetric, p.site.Hub, sim.Internal, text, "")
}

// debug puts down a line about a command, while somebody has asked for it. Who
// buys, where it goes, on which terms and for how much is not in it.
func (p *Pod) debug(in *sim.Input, b *event.Body, status, reason string) {
	if p.reason == "" {
		return
	}
	text := []byte("level=debug machine=" + p.name + " command=" + in.Msg.Head.Type + " entity=" + in.Msg.Head.Entity + " key=" + b.Key + " status=" + status)
	if reason != "" {
		text = append(append(text, " reason="...), reason...)
	}
	if b.Purchase != nil {
		text = strconv.AppendInt(append(text, " lines="...), int64(len(b.Purchase.Lines)), 10)
		text = append(text, " customer=(hidden)"...)
	}
	p.put(p.out, p.clock, sim.PutLog, p.site.Region, sim.Confidential, text, p.reason)
}

// named puts down the name of the snapshot that was just stored, which whoever
// lists the disk sees.
func (p *Pod) named() {
	p.put(p.out, p.clock, sim.PutFileName, p.site.Region, sim.Internal, []byte("pod-"+p.site.Region+"-"+strconv.FormatUint(p.saved.pos, 10)+".snapshot"), "")
}

// tapped shows a batch to whoever taps: exactly what leaves, and so nothing that
// may not.
func (e *Egress) tapped(m *sim.Message) {
	if e.reason == "" {
		return
	}
	text := append([]byte("span=export machine="+e.name+" batch="), m.Body...)
	e.put(e.out, e.clock, sim.PutTrace, e.site.Hub, sim.Internal, text, e.reason)
}

// setAside puts an event that nobody could use where people can look at it, as it
// came: in its own region, as sensitive as anything can be, whatever it says of
// itself.
func (t *talk) setAside(site *Site, out *sim.Effects, clock sim.Clock, m *sim.Message) {
	where := site.Region
	if site.Defects.BuriesAbroad() {
		where = site.Hub
	}
	out.Reach("set-aside")
	t.put(out, clock, sim.PutDeadLetter, where, sim.Restricted, m.Body, "")
}
