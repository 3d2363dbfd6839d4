package bus

import (
	"sync/atomic"
	"testing"

	"github.com/nats-io/nats.go"
)

// Calls and their answers pass a link that all guards are on, both ways and with
// each transport.
func TestCallsAndAnswersPass(t *testing.T) {
	for _, transport := range []Transport{Forwarder, Sourced, Durable} {
		t.Run(transport.String(), func(t *testing.T) {
			w := startWorld(t, Config{}, ServerConfig{Transport: transport}, t.TempDir(), "tx", "ny")
			defer w.close(t)
			tx := w.regions[0]
			callAndAnswer(t, tx, w.hub)
			callAndAnswer(t, w.hub, tx)
		})
	}
}

func callAndAnswer(t *testing.T, from, to *Server) {
	t.Helper()
	caller, callee := client(t, from, EXPORT), client(t, to, EXPORT)
	here, there := from.cfg.Region, to.cfg.Region
	var answers atomic.Int64
	_, err := caller.Subscribe(ReplyInbox(there, here, "egress/1", 7), func(*nats.Msg) { answers.Add(1) })
	if err != nil {
		t.Fatal(err)
	}
	_, err = callee.Subscribe(CallsTo(there, "server/1"), func(m *nats.Msg) { _ = m.Respond(nil) })
	if err != nil {
		t.Fatal(err)
	}
	until(t, "a call from "+here+" to "+there+" is answered", func() bool {
		err := caller.PublishRequest(CallSubject(here, there, "server/1"), ReplySubject(there, here, "egress/1", 7)+".1", nil)
		if err != nil {
			t.Fatal(err)
		}
		return answers.Load() > 0
	})
}
