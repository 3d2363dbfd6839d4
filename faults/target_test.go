package faults

import (
	"fmt"
	"strings"
	"time"
)

// tape is a target that writes down which lever was pulled.
type tape struct {
	lines   []string
	effects map[string]int64
}

func (t *tape) note(on bool, format string, args ...any) {
	sign := "-"
	if on {
		sign = "+"
	}
	t.lines = append(t.lines, sign+fmt.Sprintf(format, args...))
}

func (t *tape) Cut(id, from, to string, on bool) { t.note(on, "cut %s %s>%s", id, from, to) }
func (t *tape) Shape(id, from, to string, s Shape, on bool) {
	t.note(on, "shape %s %s>%s %v %d %d %v %v", id, from, to, s.Delay, s.Loss, s.Bandwidth, s.Refuse, s.Reset)
}
func (t *tape) Stop(id, machine string, how StopKind, on bool) {
	t.note(on, "stop %s %s %s", id, machine, [...]string{"kill", "pause"}[how])
}
func (t *tape) Node(id, region string, how StopKind, on bool) {
	t.note(on, "node %s %s %s", id, region, [...]string{"kill", "pause"}[how])
}
func (t *tape) Power(id, region string, on bool)      { t.note(on, "power %s %s", id, region) }
func (t *tape) Bus(id, region string, lossy, on bool) { t.note(on, "bus %s %s %v", id, region, lossy) }
func (t *tape) Clock(id, region string, amount time.Duration, on bool) {
	t.note(on, "clock %s %s %v", id, region, amount)
}
func (t *tape) Messages(id string, r Rule, on bool) {
	t.note(on, "messages %s %s %s %s %d %d %v", id, r.Kind, r.Region, r.Consumer, r.Chance, r.Copies, r.Amount)
}
func (t *tape) Disk(id, region string, slower time.Duration, on bool) {
	t.note(on, "disk %s %s %v", id, region, slower)
}
func (t *tape) Silence(id, machine string, on bool) { t.note(on, "silence %s %s", id, machine) }
func (t *tape) Calls(id string, r CallRule, on bool) {
	t.note(on, "calls %s %s %s>%s %v", id, r.Kind, r.From, r.To, r.Amount)
}
func (t *tape) Turn(id, machine, order, region string, on bool) {
	t.note(on, "turn %s %s %s %s", id, machine, order, region)
}
func (t *tape) Tell(id, machine, word string, on bool) {
	t.note(on, "tell %s %s %s", id, machine, word)
}
func (t *tape) Effects(id string) int64 { return t.effects[id] }

func (t *tape) String() string { return strings.Join(t.lines, "\n") }
