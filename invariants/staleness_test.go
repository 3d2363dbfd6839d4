package invariants

import (
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

func TestStaleness(t *testing.T) {
	watched := with(func(h *history.Header) { h.Watch = &history.Watch{WithinNano: int64(2 * time.Second)} })
	const v1 = "append at=1s stream=pod/tx pos=1 type=InventoryReserved entity=sku/tx/s-1 sku=s-1 v=1 delta=0,1 after=10,1"
	const v2 = "append at=2s stream=pod/tx pos=2 type=InventoryReserved entity=sku/tx/s-1 sku=s-1 v=2 delta=0,1 after=10,2"
	look := func(at, who, label, v string) string {
		return "view at=" + at + " consumer=" + who + " from=tx sku=s-1 v=" + v + " label=" + label
	}
	cut := "fault at=1500ms event=cut type=partition reason=injected"
	try(t, Staleness, []trial{
		{"a follower says that it is one", house(), lines(v1, look("3s", "planner/tx", "provisional", "1")), Held, ""},
		{"the owner may say that it is the owner", house(), lines(v1, look("3s", "pod/tx", "authoritative", "1")), Held, ""},
		{"a follower speaks as the owner", house(), lines(v1, look("3s", "planner/tx", "authoritative", "1")), Violated, "planner/tx shows s-1 in tx as authoritative, and is not the owner"},
		{"the owner shows what it has overwritten", house(), lines(v1, v2, look("3s", "pod/tx", "authoritative", "1")), Violated, "1s behind the owner"},
		{"no label", house(), lines(v1, "view at=3s consumer=planner/tx from=tx sku=s-1 v=1"), Violated, "does not say whose word that is"},
		{"behind for a moment", watched, lines(v1, v2, look("3s", "planner/tx", "provisional", "1")), Held, ""},
		{"behind for too long", watched, lines(v1, v2, look("5s", "planner/tx", "provisional", "1")), Violated, "as it was 3s ago, allowed are 2s"},
		{"a cut explains it", watched, lines(v1, cut, v2, look("5s", "aggregator", "stale", "1")), Held, ""},
		{"a cut that is long gone does not", watched, lines(v1, "fault at=1s event=cut type=partition reason=injected", "fault at=2s event=cut type=partition reason=reverted",
			strings.Replace(v2, "at=2s", "at=5s", 1), look("7500ms", "aggregator", "provisional", "1")), Violated, "allowed are 2s"},
		{"one that has just gone does", watched, lines(v1, "fault at=1s event=cut type=partition reason=injected", "fault at=1900ms event=cut type=partition reason=reverted",
			v2, look("4500ms", "aggregator", "provisional", "1")), Held, ""},
		{"one after the other do", watched, lines(v1, "fault at=1s event=cut type=partition reason=injected", "fault at=3s event=cut type=partition reason=reverted", v2,
			"down at=4s region=tx witness=bus/tx reason=kill", "up at=6s region=tx witness=bus/tx", look("8s", "aggregator", "provisional", "1")), Held, ""},
		{"fresh is for after an outage", with(func(h *history.Header) {
			h.Watch = &history.Watch{WithinNano: int64(2 * time.Second), FreshNano: int64(7 * time.Second)}
		}), lines(v1, v2, look("5s", "planner/tx", "provisional", "1")), Violated, "as it was 3s ago, allowed are 2s"},
		{"two at once count once", watched, lines(v1, "fault at=1s event=cut type=partition reason=injected", "down at=1s region=tx witness=bus/tx reason=kill", v2,
			"fault at=3s event=cut type=partition reason=reverted", "up at=3s region=tx witness=bus/tx", look("7s", "aggregator", "provisional", "1")), Violated, "allowed are 4s"},
		{"one that it was caught in explains as long as it lasted", watched, lines(v1, cut, v2, "fault at=4s event=cut type=partition reason=reverted", look("6s", "aggregator", "stale", "1")), Held, ""},
		{"and no longer", watched, lines(v1, cut, v2, "fault at=4s event=cut type=partition reason=reverted", look("60s", "aggregator", "stale", "1")), Violated, "as it was 58s ago, allowed are 4.5s"},
		{"after versions that were not told", watched, lines(v1, "append at=2s stream=pod/tx pos=4 type=InventoryReserved entity=sku/tx/s-1 sku=s-1 v=4 delta=0,1 after=10,4",
			look("5s", "planner/tx", "provisional", "1")), Violated, "as it was 3s ago, allowed are 2s"},
		{"nobody looks", house(), v1, Unknown, "no view record"},
	})
}
