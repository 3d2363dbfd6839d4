package pod

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// orderLimit is the order of an operator who changes a limit of a pod by hand, past
// whoever keeps the configuration. When all of them are taken back the limit is as
// declared.
const orderLimit = "ChangeLimit"

// byHand is what such an order leaves of the declared bound, in percent.
const byHand = 75

// Settings returns the configuration that a site declares, one "key=value" per
// setting, in a fixed order.
func Settings(site *Site) string { return settingsOf(site, site.queueMax()) }

func settingsOf(site *Site, queue int) string {
	return fmt.Sprintf("queue_max=%d horizon=%s waiting_max=%d lines_max=%d", queue, span(site.horizon()), waitingMax, linesMax)
}

// limit returns how many events the pod holds back at most, by what it runs with.
func (p *Pod) limit() int {
	if len(p.changed) > 0 {
		return p.site.queueMax() * byHand / 100
	}
	return p.site.queueMax()
}

// changes takes the order to change a limit by hand, or that it is taken back.
func (p *Pod) changes(in *sim.Input) {
	switch h := &in.Msg.Head; {
	case h.Type == orderLimit:
		p.changed = append(p.changed, h.ID)
		p.put(p.out, p.clock, sim.PutLog, p.site.Region, sim.Internal, []byte("level=warn machine="+p.name+" runs with "+settingsOf(p.site, p.limit())), h.ID)
	case h.Type == orderDesist:
		p.changed = slices.DeleteFunc(p.changed, func(id string) bool { return id == h.ID })
	}
}

// tellSettings answers with what the pod runs with.
func (p *Pod) tellSettings(in *sim.Input) {
	b := p.bodies.New()
	b.Status, b.Reason = event.OK, settingsOf(p.site, p.limit())
	p.out.Reply(in.From, in.ID, p.answer(in, p.name, p.site.Region, sim.Internal, p.clock.Wall, b))
}

// settings is how a pager keeps an eye on the configuration of a pod.
type settings struct {
	pod      sim.Addr
	monitor  sim.Addr
	declared string
	asked    uint64
}

// compare asks the pod what it runs with.
func (p *Pager) compare() {
	p.asked++
	b := p.bodies.New()
	b.Key = fmt.Sprintf("%s/settings/%d", p.name, p.asked)
	p.out.Call(p.pod, p.asked, p.message(&sim.Head{ID: b.Key, Type: event.ReadSettings, Source: p.name, Entity: "pod/" + p.site.Region,
		Region: p.site.Region, Tier: sim.Internal, Time: p.clock.Wall}, b))
}

// told holds what the pod runs with against what is declared, and says what differs.
func (p *Pager) told(in *sim.Input) {
	b, err := event.View(in.Msg.View, in.Msg.Body)
	if err != nil || in.ID != p.asked || in.Msg.Head.Type != event.ReadSettings || b.Status != event.OK {
		return
	}
	switch diff := difference(p.declared, b.Reason); {
	case diff != "":
		p.raise(&p.drift, history.RuleDrift, 0, "pod/"+p.site.Region+" runs with "+diff)
	case p.drift.open:
		p.end(&p.drift, history.RuleDrift, 0, "pod/"+p.site.Region+" runs as declared again")
	}
}

// difference lists what differs between two configurations: "queue_max=7 declared
// queue_max=5".
func difference(declared, running string) string {
	was, is := strings.Fields(declared), strings.Fields(running)
	var out []string
	for i := range max(len(was), len(is)) {
		a, b := "nothing", "nothing"
		if i < len(was) {
			a = was[i]
		}
		if i < len(is) {
			b = is[i]
		}
		if a != b {
			out = append(out, b+" (declared: "+a+")")
		}
	}
	return strings.Join(out, ", ")
}
