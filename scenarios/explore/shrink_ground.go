package explore

import (
	"time"

	"github.com/seatrial/seatrial/sim/topology"
)

// usuals give what is unusual about a trial its usual value: links as long as they
// are, disks and clients as they mostly are. What has it already is not tried.
var usuals = []func(*topology.Topology, *topology.Workload){
	func(t *topology.Topology, _ *topology.Workload) { eachLink(t, usualLink) },
	func(t *topology.Topology, _ *topology.Workload) {
		eachLink(t, func(_ *topology.Topology, l *topology.Link) { l.Loss, l.Bandwidth = 0, 0 })
	},
	func(t *topology.Topology, _ *topology.Workload) { eachLink(t, plainLink) },
	func(t *topology.Topology, _ *topology.Workload) { t.Local = usualLocal() },
	func(t *topology.Topology, _ *topology.Workload) {
		t.Local.Sync, t.Local.Jitter = short(t.Local.Sync), short(t.Local.Jitter)
	},
	func(_ *topology.Topology, w *topology.Workload) {
		w.Retry, w.Patience, w.Horizon = time.Second, 20*time.Second, 2*time.Minute
	},
	func(_ *topology.Topology, w *topology.Workload) { w.Retry = time.Second },
	func(_ *topology.Topology, w *topology.Workload) { w.Patience = 20 * time.Second },
	func(_ *topology.Topology, w *topology.Workload) { w.Horizon = 2 * time.Minute },
	func(_ *topology.Topology, w *topology.Workload) {
		w.Retry, w.Patience, w.Horizon = short(w.Retry), short(w.Patience), short(w.Horizon)
	},
	func(_ *topology.Topology, w *topology.Workload) { w.Transit = 3 * time.Second },
	func(_ *topology.Topology, w *topology.Workload) { w.Transit = short(w.Transit) },
	func(_ *topology.Topology, w *topology.Workload) { w.Zipf = 1000 },
}

// ordinary gives back what is unusual about the trial and does not matter.
func (s *shrinker) ordinary() error {
	for _, give := range usuals {
		c := s.best.Clone()
		w := &c.Scenario.Workload
		if give(&c.Scenario.Topology, w); w.Patience < w.Retry || w.Horizon < w.Patience {
			continue // no file could say so
		}
		if _, err := s.first([]Case{c}); err != nil {
			return err
		}
	}
	return nil
}

func eachLink(t *topology.Topology, change func(*topology.Topology, *topology.Link)) {
	for i := range t.Links {
		change(t, &t.Links[i])
	}
}

// usualLink makes a link what its two ends make it.
func usualLink(t *topology.Topology, l *topology.Link) {
	location := map[string]string{t.Hub.Name: t.Hub.Location}
	for _, r := range t.Regions {
		location[r.Name] = r.Location
	}
	if rtt, ok := topology.RoundTrip(location[l.From], location[l.To]); ok {
		l.Delay, l.Jitter, l.Loss, l.Bandwidth = rtt/2, rtt/20, 0, 0
	}
}

// plainLink writes a link in few digits, unless it is a usual one.
func plainLink(t *topology.Topology, l *topology.Link) {
	usual := *l
	if usualLink(t, &usual); *l == usual {
		return
	}
	l.Delay, l.Jitter, l.Loss = short(l.Delay), short(l.Jitter), l.Loss/1000*1000
}

func usualLocal() topology.Local {
	us, err := topology.US(1)
	if err != nil {
		panic(err) // one region is known
	}
	return us.Local
}

// short is a length of time in whole milliseconds, or as it is if it is shorter.
func short(d time.Duration) time.Duration {
	if d < time.Millisecond {
		return d
	}
	return d.Truncate(time.Millisecond)
}
