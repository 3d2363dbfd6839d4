package run

import (
	"fmt"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// moments collects what a person wants to read: phases, faults, crashes,
// recoveries and clocks.
type moments struct {
	list    []Moment
	phases  []Span
	skipped int
}

// momentsMax bounds the list; what comes after is only counted.
const momentsMax = 2000

func (m *moments) see(r *history.Record) {
	at := time.Duration(r.At)
	switch r.Kind {
	case history.KindPhase:
		m.phase(r.Note, at)
		m.add(at, "phase", r.Note)
	case history.KindFault:
		m.fault(r, at)
	case history.KindDown:
		m.add(at, "crash", fmt.Sprintf("%s down: %s", r.Witness, r.Reason))
	case history.KindUp:
		m.add(at, "recovery", upText(r))
	case history.KindClock:
		m.add(at, "clock", clockText(r))
	case history.KindEnd:
		m.phase("", at)
	}
}

func upText(r *history.Record) string {
	if r.Epoch == 0 {
		return fmt.Sprintf("%s up", r.Witness)
	}
	return fmt.Sprintf("%s up, epoch %d", r.Witness, r.Epoch)
}

func clockText(r *history.Record) string {
	if r.Qty == 0 {
		return fmt.Sprintf("clock of %s right again", r.Region)
	}
	return fmt.Sprintf("clock of %s off by %s", r.Region, time.Duration(r.Qty))
}

// fault keeps the stages that change something.
func (m *moments) fault(r *history.Record, at time.Duration) {
	switch r.Reason {
	case "injected", "reverted", "no-effect":
		m.add(at, "fault", fmt.Sprintf("%s (%s) %s", r.Event, r.Type, r.Reason))
	}
}

// phase ends the phase under way and begins another, if it has a name.
func (m *moments) phase(name string, at time.Duration) {
	if n := len(m.phases); n > 0 && m.phases[n-1].To == 0 {
		m.phases[n-1].To = at
	}
	if name != "" {
		m.phases = append(m.phases, Span{Name: name, From: at})
	}
}

func (m *moments) add(at time.Duration, what, text string) {
	if len(m.list) >= momentsMax {
		m.skipped++
		return
	}
	m.list = append(m.list, Moment{At: at, What: what, Text: text})
}

// timeline returns the moments; the last says how many more there were.
func (m *moments) timeline() []Moment {
	out := append([]Moment(nil), m.list...)
	if m.skipped > 0 {
		out = append(out, Moment{At: out[len(out)-1].At, What: "phase", Text: fmt.Sprintf("%d more moments", m.skipped)})
	}
	return out
}
