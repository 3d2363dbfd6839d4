package matrix

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/seatrial/seatrial/scenarios"
)

// Outcomes of a cell.
const (
	Caught  = "caught"        // by every promise that had to
	Partly  = "partly caught" // a named promise fired, another one that had to did not
	Wrong   = "wrong promise" // only promises that do not name it fired
	Escaped = "escaped"       // nothing fired
	Seen    = "seen"          // where it was not expected: some promise fired
	Unseen  = "not seen"      // where it was not expected: nothing fired
)

// Cell is a defect in a scenario.
type Cell struct {
	Scenario string   `json:"scenario"`
	Outcome  string   `json:"outcome"`
	Expected []string `json:"expected"` // promises that must catch it here; empty = no demand
	Missing  []string `json:"missing"`  // of those, the ones that did not
	Catches  []Catch  `json:"catches"`  // of promises that name it
	Also     []string `json:"also"`     // other promises that broke
	Seeds    int      `json:"seeds"`    // that ran
	Wall     float64  `json:"wall_seconds"`
}

// Catch is a promise that caught a defect in a scenario.
type Catch struct {
	Promise string  `json:"promise"`
	Seed    uint64  `json:"seed"`             // the first one that shows it
	Seeds   int     `json:"seeds"`            // to the first catch; the median of the tries
	Virtual int64   `json:"virtual_ns"`       // from the start of a run to the first breach; the median of the tries
	Wall    float64 `json:"wall_seconds"`     // to the first catch; the median of the tries
	Text    string  `json:"text"`             // the first breach, in domain words
	Shrunk  *Shrunk `json:"shrunk,omitempty"` // the smallest plan that still shows it
	Repeat  string  `json:"repeat"`           // the command that shows it again
}

// Red reports whether the cell is a failure of the harness.
func (c *Cell) Red() bool {
	return c.Outcome == Escaped || c.Outcome == Wrong || c.Outcome == Partly
}

// probe is a cell before it has run.
type probe struct {
	defect   *Defect
	scenario *scenarios.Scenario
	want     []string // promises that must fire; nil = no demand
	judged   []string
	shots    []shot
}

// aim runs seeds from first on: until everything wanted has fired, or all of
// them.
func (p *probe) aim(ctx context.Context, m *Matrix, first uint64, seeds int, all bool, done func()) error {
	for i := range seeds {
		s, err := m.shoot(ctx, p.defect, p.scenario, p.judged, first+uint64(i))
		if err != nil {
			return err
		}
		p.shots = append(p.shots, s)
		done()
		if !all && shows(p.shots, p.want) {
			break
		}
	}
	return nil
}

// cell sums up the shots, seen from a number of first seeds.
func (p *probe) cell(tries int) Cell {
	c := Cell{Scenario: p.scenario.ID, Expected: append([]string{}, p.want...), Missing: []string{}, Catches: []Catch{}, Also: []string{}, Seeds: len(p.shots)}
	broken := map[string]bool{}
	for _, s := range p.shots {
		c.Wall += s.wall.Seconds()
		for id := range s.broken {
			broken[id] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(broken)) {
		if slices.Contains(p.defect.Promises, id) {
			c.Catches = append(c.Catches, p.catch(id, tries))
		} else {
			c.Also = append(c.Also, id)
		}
	}
	for _, id := range p.want {
		if !broken[id] {
			c.Missing = append(c.Missing, id)
		}
	}
	c.Outcome = p.outcome(&c)
	return c
}

func (p *probe) outcome(c *Cell) string {
	fired := len(c.Catches) + len(c.Also)
	switch {
	case len(p.want) == 0 && fired > 0:
		return Seen
	case len(p.want) == 0:
		return Unseen
	case len(c.Missing) == 0:
		return Caught
	case len(c.Catches) > 0:
		return Partly
	case fired > 0:
		return Wrong
	}
	return Escaped
}

// catch measures one promise that fired: from each of the first seeds on, round
// the end if need be.
func (p *probe) catch(promise string, tries int) Catch {
	out := Catch{Promise: promise}
	n := len(p.shots)
	var seeds, virtual, wall []int64
	for k := range tries {
		var spent time.Duration
		for i := range n {
			s := &p.shots[(k*n/tries+i)%n]
			spent += s.wall
			b, ok := s.broken[promise]
			if !ok {
				continue
			}
			if out.Seed == 0 {
				out.Seed, out.Text = s.seed, b.text
			}
			seeds, virtual, wall = append(seeds, int64(i+1)), append(virtual, int64(b.at)), append(wall, int64(spent))
			break
		}
	}
	out.Repeat = again(p.scenario.ID, p.defect.ID, out.Seed)
	out.Seeds, out.Virtual, out.Wall = int(median(seeds)), median(virtual), time.Duration(median(wall)).Seconds()
	return out
}

// median returns the lower one of the middle values; 0 of none.
func median(v []int64) int64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return v[(len(v)-1)/2]
}
