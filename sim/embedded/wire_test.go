package embedded

import (
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live/bus"
)

const canary = "CANARY-0042"

// stray is a world with a link, a client of region tx that publishes what must
// stay there, and an ear at the hub that listens to everything.
type stray struct {
	world *World
	cross records
	ear   words
	tx    map[bus.Account]*nats.Conn
}

func newStray(t *testing.T, guards bus.Guards) *stray {
	t.Helper()
	s := &stray{tx: map[bus.Account]*nats.Conn{}}
	p := newPhone(places[1])
	s.world = launch(t, p, recorded(history.KindCross, &s.cross), func(c *Config) { c.Guards = guards })
	connect := func(region string, account bus.Account) *nats.Conn {
		nc, err := s.world.byName[region].server.Connect(account, "stray")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(nc.Close)
		return nc
	}
	hub := connect(bus.Hub, bus.EXPORT)
	_, err := hub.Subscribe(">", func(m *nats.Msg) { s.ear.add(m.Subject + " " + string(m.Data)) })
	if err == nil {
		err = hub.FlushTimeout(patience)
	}
	if err != nil {
		t.Fatal(err)
	}
	s.tx[bus.TX], s.tx[bus.EXPORT] = connect("tx", bus.TX), connect("tx", bus.EXPORT)
	return s
}

// say publishes from every account of tx.
func (s *stray) say(t *testing.T, subject, body string) {
	t.Helper()
	for _, nc := range s.tx {
		msg := &nats.Msg{Subject: subject, Header: nats.Header{}, Data: []byte(body)}
		m := message("private")
		m.Head.Headers(func(name, value string) { msg.Header[name] = []string{value} })
		err := nc.PublishMsg(msg)
		if err == nil {
			err = nc.FlushTimeout(patience)
		}
		if err != nil {
			t.Fatalf("publish %s: %v", subject, err)
		}
	}
}

func (s *stray) heard(body string) bool {
	return strings.Contains(strings.Join(s.ear.all(), "\n"), body)
}

// mark says what may leave until the hub hears it: what was said before on the
// same link has been heard, too, or never will be.
func (s *stray) mark(t *testing.T, body string) {
	t.Helper()
	until(t, s.world, "the hub hears "+body, func() bool {
		s.say(t, bus.CallSubject("tx", bus.Hub, "nobody"), body)
		pass(t, s.world, 5*ms)
		return s.heard(body)
	})
}

// judged has the promise that no canary crosses judge what the tap saw.
func (s *stray) judged() invariants.Finding {
	header := &history.Header{Schema: history.Schema, System: "stage", Canaries: []history.Canary{{Value: canary, Region: "tx"}}}
	j := invariants.NewJudge(header, []invariants.Promise{invariants.NonInterference})
	all := append(s.cross.all(), history.Record{Kind: history.KindEnd})
	for i := range all {
		j.See(&all[i])
	}
	return j.Findings()[0]
}

// TestStrayClient publishes private subjects from a client of the region that is
// set up wrongly, in both accounts. With the guards on nothing arrives at the hub
// and nothing is on the wire; with all of them off the tap sees it, and the
// promise that what must stay stays is violated.
func TestStrayClient(t *testing.T) {
	for name, guards := range map[string]bus.Guards{
		"all on":      {},
		"all but TLS": {NoTLS: true},
		"all off":     {NoAccountIsolation: true, NoDeny: true, NoAllowList: true, NoIsolate: true, NoTLS: true, NoExpiry: true},
		"only TLS on": {NoAccountIsolation: true, NoDeny: true, NoAllowList: true, NoIsolate: true, NoExpiry: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			open := guards.NoAccountIsolation
			s := newStray(t, guards)
			s.mark(t, "before")
			for _, subject := range []string{bus.BusSubject("tx", "order/tx/17"), bus.CallSubject("tx", "tx", "pod/tx"), "$KV.stock.tx"} {
				s.say(t, subject, canary)
			}
			s.mark(t, "after")
			if got := s.heard(canary); got != open {
				t.Errorf("the hub hears what must stay in tx: %v, want %v", got, open)
			}
			want := invariants.Held
			if open {
				want = invariants.Violated
			}
			got := s.judged()
			if got.Verdict != want || got.Evaluated == 0 {
				t.Fatalf("%s = %v after %d crossings, want %v", got.ID, got.Verdict, got.Evaluated, want)
			}
			if open && (got.First == nil || !strings.Contains(got.First.Text, "tx")) {
				t.Errorf("evidence = %+v, want the crossing from tx", got.First)
			}
		})
	}
}
