package run

import (
	"slices"
	"strings"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// The signs by which people notice that something is wrong. What the harness
// itself does to the system is not among them.
const (
	SignUnanswered = "commands unanswered"
	SignGivenUp    = "commands given up"
	SignRefused    = "commands refused"
	SignBacklog    = "backlog before the bus"
	SignLag        = "consumer lag"
	SignDuplicate  = "duplicates"
	SignRedelivery = "redeliveries"
	SignParked     = "events parked"
	SignStale      = "events overtaken"
	SignDead       = "dead letters"
	SignOld        = "figures out of date"
)

// piled is the limit of what is counted in events.
var piled = limit{slack: 10, hold: int64(250 * time.Millisecond)}

// Symptom is a sign that left the range which was normal in the baseline.
type Symptom struct {
	Sign   string        `json:"sign"`
	Where  string        `json:"where"`  // a region or a consumer
	Places []string      `json:"places"` // regions it is about
	From   time.Duration `json:"from_ns"`
	To     time.Duration `json:"to_ns"` // last seen
	Open   bool          `json:"open"`  // still showing at the end
	Peak   int64         `json:"peak"`  // highest value; of events, how many
	Normal int64         `json:"normal"`
}

const (
	pollEvery  = int64(20 * time.Millisecond)
	calmAfter  = int64(time.Second)     // what does not come again for so long is over
	recentSpan = int64(5 * time.Second) // what quantiles on the screen are of
	slowSlack  = int64(20 * time.Millisecond)
	symptomMax = 4096 // what comes after is not kept
)

// signs learns in the baseline what is normal, and then notes what is not.
type signs struct {
	measure  *Measure
	armed    bool
	warm     int64 // before, everything is still starting, and nothing is normal
	gauges   map[gaugeKey]*gauge
	list     []*gauge
	symptoms []*Symptom
	polled   int64

	open    map[uint64]under // commands under way
	waits   []late           // the same, oldest first; those answered are skipped
	slowest int64            // of the baseline, ns
	patient int64            // a command open for longer is overdue
	late    map[history.Name]int64
	normal  map[string]bool // refusals of the baseline, by their first words
	recent  []answer
	ages    int64 // oldest figure of the baseline, ns; -1 = none was shown
}

type under struct {
	at     int64
	region history.Name
	late   bool
}

type late struct {
	op uint64
	at int64
}

type answer struct{ at, took int64 }

// warmth is the part of the baseline in which everything is still starting: one
// half.
const warmth = 2

func newSigns(m *Measure, baseline time.Duration) *signs {
	return &signs{measure: m, warm: int64(baseline / warmth), gauges: map[gaugeKey]*gauge{}, open: map[uint64]under{}, late: map[history.Name]int64{},
		normal: map[string]bool{}, ages: -1}
}

func (s *signs) arm() {
	s.armed = true
	s.patient = 2*s.slowest + slowSlack
}

// learns reports whether what happens at an instant is normal.
func (s *signs) learns(at int64) bool { return !s.armed && at >= s.warm }

// see takes in the next record; the measure has seen it.
func (s *signs) see(r *history.Record) {
	if r.At-s.polled >= pollEvery {
		s.poll(r.At)
	}
	switch r.Kind {
	case history.KindInvoke:
		s.invoke(r)
	case history.KindOK, history.KindFail, history.KindInfo:
		s.answered(r)
	case history.KindDeliver:
		if r.Attempt > 1 {
			s.event(SignRedelivery, r)
		}
	case history.KindReject:
		s.rejected(r)
	case history.KindView:
		s.viewed(r)
	}
}

func (s *signs) invoke(r *history.Record) {
	if _, again := s.open[r.Op.Key]; again || r.Attempt > 1 {
		return
	}
	s.open[r.Op.Key] = under{at: r.At, region: r.Region}
	s.waits = append(s.waits, late{op: r.Op.Key, at: r.At})
}

func (s *signs) answered(r *history.Record) {
	u, ok := s.open[r.Op.Key]
	if !ok {
		return
	}
	delete(s.open, r.Op.Key)
	took := r.At - u.at
	if s.learns(u.at) {
		s.slowest = max(s.slowest, took)
	}
	if u.late {
		s.late[u.region]--
		s.gauge(SignUnanswered, u.region.Text, u.region.Text, "").level(s, r.At, s.late[u.region], limit{})
	}
	switch r.Kind {
	case history.KindOK:
		s.recent = append(s.recent, answer{r.At, took})
	case history.KindInfo:
		s.gauge(SignGivenUp, u.region.Text, u.region.Text, "").event(s, r.At)
	case history.KindFail:
		s.refused(r, u)
	}
}

// refused counts a refusal for reasons that the baseline did not know: an order
// that comes too late to be cancelled is everyday business.
func (s *signs) refused(r *history.Record, u under) {
	why := r.Reason
	if i := strings.IndexAny(why, ":0123456789"); i > 0 {
		why = why[:i]
	}
	if !s.armed {
		s.normal[why] = true
	}
	if !s.normal[why] {
		s.gauge(SignRefused, u.region.Text, u.region.Text, "").event(s, r.At)
	}
}

// event counts something that happened at a consumer.
func (s *signs) event(sign string, r *history.Record) {
	s.gauge(sign, r.Consumer.Text, r.Region.Text, homeOf(r.Source.Text)).event(s, r.At)
}

func (s *signs) rejected(r *history.Record) {
	sign := map[string]string{history.ReasonDuplicate: SignDuplicate, history.ReasonParked: SignParked,
		history.ReasonStale: SignStale, history.ReasonDeadLetter: SignDead}[r.Reason]
	if sign != "" {
		s.event(sign, r)
	}
}

// viewed looks at the age of a figure. Without a view in the baseline nobody
// knows what is normal.
func (s *signs) viewed(r *history.Record) {
	age := r.Age()
	switch {
	case r.Wall != 0 && r.AsOf == 0:
	case !s.armed:
		if s.learns(r.At) {
			s.ages = max(s.ages, age, -age)
		}
	case s.ages >= 0 && max(age, -age) > 2*s.ages+calmAfter:
		s.gauge(SignOld, r.Consumer.Text, r.Region.Text, homeOf(r.Owner().Text)).event(s, r.At)
	}
}

// homeOf returns the region in the name of a ledger, or the region itself.
func homeOf(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// poll looks at everything that has a level.
func (s *signs) poll(now int64) {
	s.polled = now
	s.lapse(now)
	for _, q := range s.measure.queues.items {
		if !q.declared || q.source == nil {
			continue
		}
		home := homeOf(q.source.name.Text)
		s.gauge(SignLag, q.consumer+" of "+q.source.name.Text, q.rule.Region, home).level(s, now, q.accepted-q.settled, piled)
	}
	for _, l := range s.measure.ledgers.items {
		if l.heard {
			home := homeOf(l.name.Text)
			s.gauge(SignBacklog, l.name.Text, home, "").level(s, now, l.count-l.stored, piled)
		}
	}
	for _, g := range s.list {
		g.expire(now)
	}
}

// lapse finds the commands that are overdue by now.
func (s *signs) lapse(now int64) {
	if !s.armed {
		return
	}
	n := 0
	for ; n < len(s.waits) && now-s.waits[n].at > s.patient; n++ {
		if u, ok := s.open[s.waits[n].op]; ok && !u.late {
			u.late = true
			s.open[s.waits[n].op] = u
			s.late[u.region]++
			s.gauge(SignUnanswered, u.region.Text, u.region.Text, "").level(s, s.waits[n].at+s.patient, s.late[u.region], limit{})
		}
	}
	s.waits = s.waits[n:]
}

func (s *signs) overdue() (n int64) {
	for _, c := range s.late {
		n += c
	}
	return n
}

// recently returns the quantiles of the commands answered in the last seconds.
func (s *signs) recently(now int64) (n int64, p50, p99 time.Duration) {
	first := 0
	for first < len(s.recent) && now-s.recent[first].at > recentSpan {
		first++
	}
	s.recent = s.recent[first:]
	took := make([]int64, len(s.recent))
	for i, a := range s.recent {
		took[i] = a.took
	}
	if len(took) == 0 {
		return 0, 0, 0
	}
	slices.Sort(took)
	at := func(p int) time.Duration { return time.Duration(took[(len(took)-1)*p/100]) }
	return int64(len(took)), at(50), at(99)
}

func (s *signs) showing() []Symptom {
	var out []Symptom
	for _, g := range s.list {
		if g.now != nil {
			out = append(out, *g.now)
		}
	}
	return out
}
