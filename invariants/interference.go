package invariants

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// NonInterference is I-12. The part that one history can show: what was planted
// in a restricted field of a region is nowhere in the bytes that leave it.
//
// ALWAYS: no crossing (cross, with Body) into another region carries a canary of
// the header, neither as it is nor in any form of [NewScanner].
//
// PAIR (cross, stash, release), judged by [SameAbroad]: with another secret in
// place of each, and nothing else changed, whoever stands outside of a region sees
// the same.
//
// Each crossing whose bytes were read, and for whose destination there is a
// canary from elsewhere, is one evaluation. Without a canary the answer is
// unknown.
var NonInterference = Promise{
	ID: "I-12", Name: "non-interference", Mode: Always, Safety: true, Paired: true,
	Title: "What must stay in its region is in no byte that leaves it.",
	Sees:  history.Of(history.KindCross),
	Needs: history.Of(history.KindCross),
	New:   newInterference,
}

type interference struct {
	scanner *Scanner
	planted int
	at      map[uint64]int // canaries planted in a region, which may return there
}

func newInterference(h *history.Header) Checker {
	c := &interference{scanner: NewScanner(h.Canaries, vocabulary(h)), planted: len(h.Canaries), at: make(map[uint64]int)}
	for _, k := range h.Canaries {
		c.at[history.Hash(k.Region)]++
	}
	return c
}

// vocabulary returns the words that every history of this header is full of.
func vocabulary(h *history.Header) []string {
	words := append([]string{h.Hub, h.System, h.Scenario}, h.Regions...)
	for _, c := range h.Contracts {
		words = append(words, c.Type, c.To, c.Purpose)
		for _, f := range c.Fields {
			words = append(words, f.Name)
		}
	}
	for _, t := range h.States {
		words = append(words, t.Type, t.From, t.To)
	}
	for _, c := range h.Consumers {
		words = append(words, c.Name)
		words = append(words, c.Types...)
	}
	for _, s := range h.Stock {
		words = append(words, s.SKU)
	}
	return words
}

func (c *interference) See(r *history.Record, out *Result) {
	if len(r.Body) == 0 || r.From.Key == r.To.Key || c.at[r.To.Key] == c.planted {
		return
	}
	out.Evaluated++
	hit, ok := c.scanner.Scan(r.Body, r.To)
	if !ok {
		return
	}
	out.Breach(r, func() string {
		return fmt.Sprintf("%s %s to %s carries %s of %s (%s, at byte %d of %d)",
			r.Type, r.Entity, r.To, hit.Canary.Field, hit.Canary.Region, hit.Form, hit.At, len(r.Body))
	})
}

func (c *interference) Quiet(out *Result) {
	if c.planted == 0 {
		out.Missing = "the header names no canary"
	}
}
