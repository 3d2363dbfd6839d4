package invariants

import (
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

func TestErrorPaths(t *testing.T) {
	log := "stash type=log region=tx from=tx witness=pod/tx "
	letter := "stash type=dead-letter from=tx witness=pod/tx "
	const secret = "x:Canary&Söhne/4711!"
	try(t, ErrorPaths, []trial{
		{"a line that says nothing", house(), log + "body=level=info", Held, ""},
		{"a line with a customer, at home", house(), log + "body=" + secret, Violated, "a log of pod/tx in tx carries customer of tx (raw, at byte 2 of 21)"},
		{"a metric with a customer, at the hub", house(), "stash type=metric region=hub from=tx body=" + secret, Violated, "a metric of"},
		{"a file's name", house(), "stash type=file-name region=tx from=tx body=" + secret + ".csv", Violated, "a file-name of"},
		{"a dead letter at home", house(), letter + "region=tx body=" + secret, Held, ""},
		{"a dead letter abroad", house(), letter + "region=hub body=" + secret, Violated, "a dead-letter of pod/tx in hub"},
		{"no canary", with(func(h *history.Header) { h.Canaries = nil }), log + "body=" + secret, Unknown, "the header names no canary"},
		{"nothing put down", house(), "phase note=quiet", Unknown, "no stash record"},
		{"cut", house(), lines(log+"body=x", "cut"), Unknown, "breaks off"},
	})
}

// A number counts as a whole: any eight digits are found by chance.
func TestNumbersCountAsAWhole(t *testing.T) {
	h := with(func(h *history.Header) {
		h.Canaries = []history.Canary{{Region: "tx", Field: "price", Value: "731954028841207"}}
	})
	try(t, ErrorPaths, []trial{
		{"some of its digits", h, "stash type=metric region=hub from=tx body=time=1731954028841", Held, ""},
		{"all of them", h, "stash type=metric region=hub from=tx body=price=731954028841207", Violated, "carries price of tx"},
	})
}
