package invariants

import (
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

func TestOwnership(t *testing.T) {
	registry := func(o ...history.Owner) history.Header {
		return with(func(h *history.Header) {
			h.Owners = append(o, history.Owner{Of: "pod", Owner: "orders", Rota: "nights", Recovery: "restart", Test: "drill"})
			h.Watch = &history.Watch{EveryNano: int64(time.Second), ErrorNano: 1, WithinNano: int64(2 * time.Second)}
		})
	}
	planner := history.Owner{Of: "planner/tx", Owner: "planning", Rota: "nights", Recovery: "restart", Test: "drill"}
	pager := history.Owner{Of: "pager", Owner: "operations", Rota: "nights", Recovery: "restart", Test: "drill"}
	lost := planner
	lost.Rota = ""
	const wrote, read = "append stream=pod/tx pos=1 event=e1 type=OrderCreated", "deliver consumer=planner/tx source=pod/tx spos=1 event=e1"
	const drift, back = "fault at=1s region=tx event=d type=config-drift reason=injected", "fault at=9s region=tx event=d type=config-drift reason=reverted"
	told := "alert at=3s region=tx type=config-drift label=raised note=queue_max=3(declared:4)"
	try(t, Ownership, []trial{
		{"everything is owned", registry(planner), lines(wrote, read), Held, ""},
		{"an adapter is not", registry(), lines(wrote, read), Violated, "planner/tx is at work, and nobody owns it"},
		{"nobody is called for it", registry(lost), lines(wrote, read), Violated, "planner/tx is at work without any rota"},
		{"no registry", house(), wrote, Unknown, "names no owner"},
		{"a change is told", registry(), lines(wrote, drift, told, back), Held, ""},
		{"a change is told without what differs", registry(), lines(wrote, drift, "alert at=3s region=tx type=config-drift label=raised note=odd", back), Violated, "does not say how"},
		{"a change is told to nobody", registry(), lines(wrote, drift, back), Violated, "the configuration of tx was changed by hand, and nobody was told"},
		{"whoever would tell of a change is down", registry(pager), lines(wrote, drift, "down at=2s region=tx witness=pager/tx reason=kill", back), Held, ""},
		{"whoever would tell is up again", registry(pager), lines(wrote, drift, "down at=2s region=tx witness=pager/tx reason=kill",
			"up at=3s region=tx witness=pager/tx", back), Violated, "nobody was told"},
		{"the region rests", registry(), lines(wrote, "metric at=1s region=tx consumer=monitor/tx source=pod/tx reason=resting", drift, back), Held, ""},
		{"the region wakes", registry(), lines(wrote, "metric at=500ms region=tx consumer=monitor/tx source=pod/tx reason=resting", drift,
			"metric at=3s region=tx consumer=monitor/tx source=pod/tx", back), Violated, "nobody was told"},
		{"one is alarmed already", registry(), lines(wrote, drift, told, "fault at=4s region=tx event=d2 type=config-drift reason=injected", back), Held, ""},
		{"a restart undoes the change", registry(), lines(wrote, drift, "down at=2s region=tx witness=pod/tx reason=kill", "up at=3s region=tx witness=pod/tx", back), Held, ""},
		{"one of two is taken back before anybody is told", registry(), lines(wrote, drift, strings.Replace(drift, "event=d", "event=d2", 1), "fault at=1100ms region=tx event=d2 type=config-drift reason=reverted", told, back), Held, ""},
		{"the alarm ends while it is so", registry(), lines(wrote, drift, told, "alert at=8s region=tx type=config-drift label=resolved", back), Violated, "is said to be as declared again, and is not"},
		{"the alarm ends as it ends", registry(), lines(wrote, drift, told, back, "alert at=10s region=tx type=config-drift label=resolved"), Held, ""},
		{"a pod that is down cannot be changed", registry(), lines(wrote, "down at=500ms region=tx witness=pod/tx reason=kill", drift, "up at=2s region=tx witness=pod/tx", back), Held, ""},
		{"one that is up again can", registry(), lines(wrote, "down at=500ms region=tx witness=pod/tx reason=kill", "up at=700ms region=tx witness=pod/tx", drift, back), Violated, "nobody was told"},
		{"a pause does not", registry(), lines(wrote, drift, "down at=2s region=tx witness=pod/tx reason=pause", "up at=3s region=tx witness=pod/tx", back), Violated, "nobody was told"},
		{"no change is told", registry(), lines(wrote, told), Violated, "is said to have changed, and has not"},
	})
}
