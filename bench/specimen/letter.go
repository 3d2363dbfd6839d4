package specimen

import (
	"strconv"

	"github.com/seatrial/seatrial/sim/history"
)

// Every so many orders of a region a partner sends its bus something that nobody
// can read.
const letterEvery = 16

// letter lets a message that nobody can read come in: the planner is handed it twice
// and puts it away.
func (h *History) letter(r *region) {
	if r.orders%letterEvery != 0 {
		return
	}
	r.letters++
	s := h.say(history.KindStore, r.name)
	s.Stream, s.Pos, s.Source, s.SourcePos = r.bus, r.stored(), r.partner, r.letters
	s.Event, s.Reason = history.N(r.partner.Text+"-e"+strconv.FormatUint(r.letters, 10)), history.ReasonInvalid
	e := history.Record{Stream: r.partner, Pos: r.letters, Event: s.Event}
	h.deliver(r, r.planner, &e, 1)
	h.deliver(r, r.planner, &e, 2)
	why := "the body ends in the middle"
	h.reject(r, &e, history.ReasonDeadLetter).Note = why
	h.mention(r, &e, why)
}
