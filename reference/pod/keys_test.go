package pod

import (
	"fmt"
	"testing"
	"time"

	"github.com/seatrial/seatrial/reference/event"
)

func TestKeys(t *testing.T) {
	k := keys{horizon: 100}
	look := func(key string, now int64, want keyState) {
		t.Helper()
		if got := k.look(key, now); got != want {
			t.Errorf("look(%q) at %d = %d, want %d", key, now, got, want)
		}
	}
	look("client/tx/5", 0, keyFresh)
	k.remember("client/tx/5", 0)
	k.remember("client/tx/7", 50)
	look("client/tx/5", 100, keyRemembered)
	look("client/tx/6", 100, keyFresh)
	look("client/tx/5", 101, keyExpired)
	look("client/tx/4", 101, keyExpired) // older than one that is forgotten
	look("client/tx/6", 101, keyFresh)
	look("client/tx/7", 101, keyRemembered)
	look("warehouse/tx/5", 101, keyFresh) // another party
	look("no number", 101, keyInvalid)
	look("9", 101, keyInvalid)
	if n := k.parties[0].known.Len(); n != 1 {
		t.Errorf("keys remembered = %d, want 1", n)
	}
}

func TestKeysSurviveASnapshot(t *testing.T) {
	k := keys{horizon: 100}
	for n := 1; n <= 9; n++ {
		k.remember(fmt.Sprintf("client/tx/%d", (n*4)%10), int64(n*20))
	}
	var p event.Pack
	k.pack(&p)
	again := keys{horizon: 100}
	u := event.NewUnpack(p.Bytes)
	again.unpack(u, 500)
	for n := range 10 {
		key := fmt.Sprintf("client/tx/%d", n)
		if got, want := again.look(key, 500), k.look(key, 180); got != want {
			t.Errorf("look(%q) after a snapshot = %d, want %d", key, got, want)
		}
	}
	if u.Err != nil {
		t.Errorf("unpack = %v, want no error", u.Err)
	}
}

// A retry within the horizon is answered from memory, a later one is refused:
// the pod cannot know any more what became of it.
func TestHorizon(t *testing.T) {
	s := newPod("")
	s.place(1, "s-0001:1")
	s.advance(30 * time.Second)
	s.place(2, "s-0001:1")
	if b := s.place(1, "s-0001:1"); b.Status != event.OK {
		t.Errorf("retry after 30 s = %+v, want ok", b)
	}
	s.advance(31 * time.Second)
	before := len(s.ledger)
	if b := s.place(1, "s-0001:1"); b.Status != event.Refused || b.Reason != event.ReasonHorizon {
		t.Errorf("retry after 61 s = %+v, want refused: horizon", b)
	}
	if b := s.place(2, "s-0001:1"); b.Status != event.OK || len(s.ledger) != before {
		t.Errorf("retry after 31 s = %+v and %d new entries, want ok and none", b, len(s.ledger)-before)
	}
}
