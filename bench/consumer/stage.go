package consumer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/seatrial/seatrial/sim/live/broker"
)

// stage is what a consumer runs on: a broker, a door for effects over HTTP, a
// folder.
type stage struct {
	dir      string
	broker   *broker.Broker
	door     *door
	party    party
	begun    bool // the party was started
	settings Settings

	taking sync.Mutex // effects over HTTP, one request at a time
}

// setting says how a stage is set.
type setting struct {
	cfg     Config
	party   party
	listen  string // host:port; "" = any port of loopback
	watcher watcher
	direct  bool // the consumer connects to the server itself, past the wire
}

// set opens everything that the consumer needs, and not the consumer.
func (s *stage) set(ctx context.Context, o setting) error {
	s.party = o.party
	var err error
	if s.dir, err = os.MkdirTemp("", "seatrial-consumer-"); err != nil {
		return fmt.Errorf("make folder of the trial: %w", err)
	}
	s.broker, err = broker.Open(ctx, broker.Config{Dir: s.dir, Listen: o.listen, Stream: o.cfg.Stream, Subjects: o.cfg.Subjects,
		Consumer: o.cfg.Consumer, AckWait: o.cfg.AckWait, MaxAckPending: o.cfg.MaxAckPending,
		EffectsSubject: o.cfg.EffectsSubject, Watch: o.watcher.watch})
	if err != nil {
		return err
	}
	if s.door, err = openDoor(o.listen, func(effects []Effect) error { return s.take(o.watcher, effects) }); err != nil {
		return err
	}
	state := filepath.Join(s.dir, "state")
	if err := os.Mkdir(state, 0o755); err != nil {
		return fmt.Errorf("make folder of the consumer: %w", err)
	}
	s.settings = Settings{URL: s.broker.URL(), Credentials: s.broker.Credentials(), Stream: o.cfg.Stream, Consumer: o.cfg.Consumer,
		EffectsSubject: o.cfg.EffectsSubject, EffectsURL: s.door.url(), StateDir: state, broker: s.broker, watcher: o.watcher}
	if o.direct {
		s.settings.URL = s.broker.DirectURL()
	}
	return nil
}

// take takes effects in that came over HTTP. If a trap springs, what the consumer
// says after the answer is held back.
func (s *stage) take(w watcher, effects []Effect) error {
	s.taking.Lock()
	defer s.taking.Unlock()
	var errs []error
	for _, e := range effects {
		then, err := w.tell(e)
		if then != broker.Pass {
			s.broker.Hold()
		}
		if err != nil {
			w.complain(err)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// release opens the wire again, after a trap has closed it behind an effect.
func (s *stage) release() {
	s.taking.Lock()
	defer s.taking.Unlock()
	s.broker.Release()
}

// enter starts the consumer.
func (s *stage) enter(ctx context.Context) error {
	if err := s.party.start(ctx, s.settings); err != nil {
		return fmt.Errorf("%w: %w", ErrParty, err)
	}
	s.begun = true
	return nil
}

// environment returns what commands of the user find.
func (s *stage) environment() []string { return append(os.Environ(), s.settings.Environment()...) }

// clear ends everything and leaves nothing.
func (s *stage) clear() error {
	var errs []error
	if s.broker != nil {
		s.broker.Release()
	}
	if s.begun {
		errs = append(errs, s.party.stop())
	}
	if s.door != nil {
		errs = append(errs, s.door.close())
	}
	if s.broker != nil {
		errs = append(errs, s.broker.Close())
	}
	if s.dir != "" {
		errs = append(errs, os.RemoveAll(s.dir))
	}
	return errors.Join(errs...)
}

// patience returns a channel that fires after d, or never for 0, and what ends it.
func patience(d time.Duration) (<-chan time.Time, func()) {
	if d <= 0 {
		return nil, func() {}
	}
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}
