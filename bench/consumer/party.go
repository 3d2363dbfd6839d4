package consumer

import (
	"context"

	"github.com/seatrial/seatrial/sim/live/broker"
)

// party is a consumer on trial, wherever it runs.
type party interface {
	// start lets it run; it does so once, and again after each end.
	start(ctx context.Context, s Settings) error
	// kill ends it without a warning, as far as that can be done, and returns when
	// it is gone.
	kill() error
	// stop ends it for good.
	stop() error
	// ended receives why it ended of its own accord.
	ended() <-chan error
	// killable reports whether a kill is one; a process that somebody else runs
	// loses its connections.
	killable() bool
}

// Settings are what a consumer finds in its environment.
type Settings struct {
	URL            string
	Credentials    string // path
	Stream         string
	Consumer       string
	EffectsSubject string
	EffectsURL     string
	StateDir       string // path

	broker  *broker.Broker
	watcher watcher
}

// watcher is shown what happens between the broker and a consumer.
type watcher interface {
	watch(s broker.Seen) broker.Then
	tell(e Effect) (broker.Then, error)
	complain(err error)
	greet()
}

// Environment returns the settings as NAME=value.
func (s Settings) Environment() []string {
	return []string{"NATS_URL=" + s.URL, "NATS_CREDS=" + s.Credentials, "STREAM=" + s.Stream, "CONSUMER=" + s.Consumer,
		"EFFECTS_SUBJECT=" + s.EffectsSubject, "EFFECTS_URL=" + s.EffectsURL, "STATE_DIR=" + s.StateDir}
}
