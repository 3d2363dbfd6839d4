package run

import (
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// glimpse is how often a rehearsal looks at its operator and is shown.
const glimpse = 100 * time.Millisecond

// CueKind says what the operator of a rehearsal wants.
type CueKind uint8

// The cues.
const (
	CueGo    CueKind = iota // inject the fault that waits
	CueNote                 // write Text down, with the time
	CuePause                // inject nothing until the next such cue
	CueQuit                 // take every fault back and end
)

// Cue is one word of the operator.
type Cue struct {
	Kind CueKind
	Text string
}

// Remark is what somebody noted in a rehearsal.
type Remark struct {
	At   time.Duration `json:"at_ns"`
	Text string        `json:"text"`
}

// Wait is a time for which a fault waited for the word of the operator.
type Wait struct {
	Fault    string
	From, To time.Duration
}

// lead stands between the operator and a voyage. All methods may be called on
// nil: then nobody stands at the controls.
type lead struct {
	auto    bool
	cues    <-chan Cue
	show    func(Sight)
	watch   *watch
	phase   string
	paused  bool
	waiting string // fault that is due and has no word yet
	granted bool
	delayed time.Duration
	remarks []Remark
	waits   []Wait
}

// pace is how long a run goes on before anybody looks.
func (l *lead) pace() time.Duration {
	if l == nil {
		return slice
	}
	return glimpse
}

// delay is how long the plan has been held up so far.
func (l *lead) delay() time.Duration {
	if l == nil {
		return 0
	}
	return l.delayed
}

func (l *lead) enter(phase string) {
	if l == nil {
		return
	}
	l.phase = phase
	if phase != "baseline" {
		l.watch.arm()
	}
}

// attend hears what the operator wants and shows how things stand. It returns
// why the run has to end, or "".
func (l *lead) attend(v *voyage) string {
	if l == nil {
		return ""
	}
	why := l.hear(v)
	if l.show != nil {
		l.show(l.sight(v))
	}
	return why
}

func (l *lead) hear(v *voyage) string {
	for {
		select {
		case c, ok := <-l.cues:
			if !ok {
				l.cues = nil // never ready again
				if l.auto {
					return ""
				}
				return "the operator has left: end of input"
			}
			if c.Kind == CueQuit {
				return "stopped by the operator"
			}
			l.take(c, v.session)
		default:
			return ""
		}
	}
}

func (l *lead) take(c Cue, s Session) {
	switch c.Kind {
	case CueGo: // a word given too early is not kept
		l.granted = l.waiting != ""
	case CuePause:
		l.paused = !l.paused
	case CueNote:
		l.remarks = append(l.remarks, Remark{At: s.Now(), Text: c.Text})
		s.Note(func(r *history.Record) {
			r.Kind, r.Reason = history.KindFault, noteReason
			r.Event, r.Note = history.N(noteReason), c.Text
		})
	}
}

// noteReason marks the record of a note. Promises know no such reason.
const noteReason = "note"

// permits reports whether the next item of the plan may be carried out. If not,
// what has not begun is moved by a moment, and has to be asked for again.
func (l *lead) permits(v *voyage) bool {
	if l == nil {
		return true
	}
	i, injects := v.agenda.upcoming()
	if !injects {
		return true
	}
	id := v.agenda.reports[i].Fault.ID
	if l.waiting != id && !l.auto {
		l.waiting, l.granted = id, false
		l.waits = append(l.waits, Wait{Fault: id, From: v.session.Now()})
	}
	if !l.paused && (l.auto || l.granted) {
		l.proceed(v.session.Now())
		return true
	}
	v.agenda.postpone(glimpse)
	l.delayed += glimpse
	return false
}

func (l *lead) proceed(now time.Duration) {
	if l.waiting != "" {
		l.waits[len(l.waits)-1].To = now
	}
	l.waiting, l.granted = "", false
}

// endLoad tells the outside parties that nothing new is to begin.
func (l *lead) endLoad(s Session) {
	if l != nil {
		s.Order(endLoad)
	}
}
