package pod

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// onBus returns the positions on the bus, in the order of the bus.
func onBus(s *stage) []uint64 {
	var out []uint64
	for _, m := range s.bus {
		out = append(out, m.Head.Pos)
	}
	return out
}

// dense returns 1..n.
func dense(n int) []uint64 {
	var out []uint64
	for i := range n {
		out = append(out, uint64(i+1))
	}
	return out
}

func TestRelayKeepsTheOrderOfTheLedger(t *testing.T) {
	s := newPod("")
	for n := 1; n <= 20; n++ {
		s.place(n, "s-0001:1")
	}
	if got, want := onBus(s), dense(len(s.ledger)); !slices.Equal(got, want) {
		t.Fatalf("positions on the bus = %v, want %v", got, want)
	}
}

func TestRelayFeedsABusThatLostItsEnd(t *testing.T) {
	s := newPod("")
	for n := 1; n <= 10; n++ {
		s.place(n, "s-0001:1")
	}
	s.bus = s.bus[:12] // a power loss took what was not synced
	s.place(11, "s-0002:1")
	s.advance(3 * time.Second)
	missing := map[uint64]bool{}
	for pos := range uint64(len(s.ledger)) {
		missing[pos+1] = true
	}
	for _, pos := range onBus(s) {
		delete(missing, pos)
	}
	if len(missing) > 0 || s.reached["relay-rewound"] == 0 {
		t.Fatalf("positions missing on the bus = %v, reached %v: want none, after a rewind", missing, s.reached)
	}
}

func TestRelayNoticesALossWithoutNewEvents(t *testing.T) {
	s := newPod("")
	s.place(1, "s-0001:1")
	s.busDown = true
	s.advance(time.Second)
	s.bus, s.busDown = s.bus[:2], false
	s.advance(5 * time.Second)
	if got := len(s.bus); got < len(s.ledger) {
		t.Fatalf("messages on the bus = %d, want all %d: a look every two seconds notices the loss", got, len(s.ledger))
	}
}

func TestRelayBeginsBehindTheBusAfterACrash(t *testing.T) {
	s := newPod("")
	s.busDown = true
	for n := 1; n <= 5; n++ {
		s.place(n, "s-0001:1")
	}
	s.busDown = false
	s.crash()
	if got, want := onBus(s), dense(len(s.ledger)); !slices.Equal(got, want) {
		t.Fatalf("positions on the bus = %v, want %v", got, want)
	}
}

// The answer about a later entry comes first, and is about a sequence that the
// bus had not given out before it lost its end.
func TestPlacesNoticeALossBehindAnOvertakenAnswer(t *testing.T) {
	var s places
	for _, told := range []struct{ seq, pos, lost uint64 }{
		{1, 1, 0},
		{3, 4, 0}, {2, 3, 0}, // 2 was refused; 3 overtaken by 4
		{5, 7, 0}, {4, 6, 0},
		{7, 9, 0}, {6, 8, 0},
		{8, 11, 0}, {7, 10, 9}, // 7 was 9: the bus went back
	} {
		if got := s.note(told.seq, told.pos); got != told.lost {
			t.Fatalf("note(%d, %d) = %d lost, want %d", told.seq, told.pos, got, told.lost)
		}
	}
}

// Whatever the bus refuses, loses or forgets, and whenever the pod dies, in the
// end every entry is on the bus.
func TestRelayLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newPod("")
		n := 0
		t.Repeat(map[string]func(*rapid.T){
			"place": func(t *rapid.T) {
				for range rapid.IntRange(1, 5).Draw(t, "orders") {
					n++
					s.place(n, "s-0001:1")
				}
			},
			"bus":  func(t *rapid.T) { s.busDown = rapid.Bool().Draw(t, "down") },
			"loss": func(t *rapid.T) { s.bus = s.bus[:rapid.IntRange(0, len(s.bus)).Draw(t, "left")] },
			"wait": func(t *rapid.T) { s.advance(time.Duration(rapid.IntRange(1, 3000).Draw(t, "ms")) * time.Millisecond) },
			"crash": func(t *rapid.T) {
				s.crash()
			},
		})
		s.busDown = false
		s.advance(10 * time.Second)
		seen := map[uint64]bool{}
		for _, pos := range onBus(s) {
			seen[pos] = true
		}
		for pos := 1; pos <= len(s.ledger); pos++ {
			if !seen[uint64(pos)] {
				t.Fatalf("position %d of %d is not on the bus: %v", pos, len(s.ledger), onBus(s))
			}
		}
	})
}

func TestRelayAfterARefusalSendsNothingLaterFirst(t *testing.T) {
	s := newPod("")
	s.place(1, "s-0001:1")
	s.busDown = true
	s.place(2, "s-0001:1")
	before := len(s.bus)
	s.busDown = false
	s.place(3, "s-0001:1") // the relay has not looked yet
	if len(s.bus) != before {
		t.Fatalf("messages on the bus = %d, want %d until the bus was looked at", len(s.bus), before)
	}
	s.advance(time.Second)
	if got, want := onBus(s), dense(len(s.ledger)); !slices.Equal(got, want) {
		t.Fatalf("positions on the bus = %v, want %v", got, want)
	}
}

func TestPlaces(t *testing.T) {
	var p places
	note := func(seq, pos, want uint64) {
		t.Helper()
		if got := p.note(seq, pos); got != want {
			t.Errorf("note(%d, %d) = %d, want %d", seq, pos, got, want)
		}
	}
	note(1, 1, 0)
	note(3, 3, 0)
	note(2, 2, 0)  // out of turn
	note(3, 3, 0)  // told twice
	note(4, 2, 0)  // published again beyond the duplicate window: a new run
	note(6, 4, 0)  // out of turn
	note(5, 3, 0)  // in turn
	note(3, 10, 2) // the bus went back to 2: positions 3 (seq 3), 2..4 (seq 4..6) are lost
	note(4, 11, 0) // and goes on
	if got := p.lose(4); got != 11 {
		t.Errorf("lose(4) = %d, want 11", got)
	}
	if got := (&places{last: 9}).lose(5); got != 1 {
		t.Errorf("lose of what was never noted = %d, want 1: from the start", got)
	}
}

func TestPlacesStayFew(t *testing.T) {
	var p places
	for i := uint64(1); i < 1000; i++ {
		p.note(i, i*3) // never a run
	}
	if len(p.runs) > runsMax {
		t.Fatalf("runs = %d, want at most %d", len(p.runs), runsMax)
	}
}

func TestUnpublishedEventsAreBounded(t *testing.T) {
	s := newPod("")
	s.busDown = true
	shed := 0
	for n := 1; n <= 300; n++ {
		if b := s.place(n, fmt.Sprintf("s-000%d:1", n%4+1)); b.Status == "shed" {
			shed++
		}
		s.advance(50 * time.Millisecond)
		for len(s.calls) > 0 {
			s.answer("ok", "")
		}
		if behind := len(s.ledger) - len(s.bus); behind > 200 {
			t.Fatalf("unpublished events = %d, want at most the declared 200", behind)
		}
	}
	if shed == 0 || s.reached["shed-with-receipt"] != shed {
		t.Fatalf("shed = %d, reached %v: want every command beyond the bound refused with a receipt", shed, s.reached)
	}
	s.busDown = false
	s.advance(time.Minute)
	if b := s.place(301, "s-0001:1"); b.Status != "ok" && b.Reason != "sold-out" {
		t.Fatalf("order after the bus came back = %+v, want it taken", b)
	}
	if got := len(s.bus); got != len(s.ledger) {
		t.Fatalf("messages on the bus = %d, want %d", got, len(s.ledger))
	}
}

// Two entries under one id, which the bus keeps once, look like a bus that loses
// the second again and again. Going back cannot mend that, and must not become
// all that the pod does: it tries now and then.
func TestRelayDoesNotSpinWhereGoingBackLeadsNowhere(t *testing.T) {
	s := newPod("")
	s.busDown = true
	for n := 1; n <= 4; n++ {
		s.place(n, "s-0001:1")
	}
	again := *s.ledger[12]
	again.Head.ID = s.ledger[5].Head.ID
	s.ledger[12] = &again
	s.busDown = false
	s.advance(10 * time.Second)
	if got, most := s.reached["relay-rewound"], 2*window; got == 0 || got > most {
		t.Fatalf("went back %d times in ten seconds, want at least once and at most %d", got, most)
	}
}

// The bus loses its end while answers are under way. One of an entry after the
// loss comes first, then those of before it: what they speak of is gone, and has
// to be published anew.
func TestAnswersOfBeforeTheLossDoNotCount(t *testing.T) {
	d := &delayed{stage: newPod("")}
	d.boot()
	d.carry()
	d.hear(0) // the bus has the first entry
	d.hear(0) // the ledger's entries, which go to the bus
	d.bus = nil
	d.order(1, 1)
	d.hear(1)
	d.hear(1)
	d.settle()
	if pos := d.missing(); pos > 0 {
		t.Fatalf("position %d of %d is not on the bus: %v", pos, len(d.ledger), onBus(d.stage))
	}
}

// The bus loses everything, gets the newest entries, and the pod dies before it
// has noticed: the last message alone does not tell, but there are too few of them.
func TestRelayNoticesAfterACrashWhatTheBusLostBefore(t *testing.T) {
	s := newPod("")
	for n := 1; n <= 2*window; n++ {
		s.place(n, "s-0001:1")
		s.crash()
	}
	if len(s.ledger) <= window {
		t.Fatalf("the ledger has %d entries, want more than %d", len(s.ledger), window)
	}
	s.bus = s.bus[len(s.bus)-2:]
	s.crash()
	s.advance(10 * time.Second)
	has := map[uint64]bool{}
	for _, pos := range onBus(s) {
		has[pos] = true
	}
	for pos := uint64(1); pos <= uint64(len(s.ledger)); pos++ {
		if !has[pos] {
			t.Fatalf("position %d of %d is not on the bus", pos, len(s.ledger))
		}
	}
}

// A bus that lost its end often, each time after the relay had come further, is
// fed again every time: going back is vain only where it leads nowhere.
func TestRelayGoesBackHoweverOftenItCameFurther(t *testing.T) {
	s := newPod("")
	for n := 1; n <= 2*vainMost; n++ {
		s.place(n, "s-0001:1")
		s.bus = nil
		s.advance(3 * time.Second)
	}
	if got, want := onBus(s), dense(len(s.ledger)); !slices.Equal(got, want) {
		t.Fatalf("positions on the bus = %v, want all %d", got, len(want))
	}
}
