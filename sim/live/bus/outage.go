package bus

import (
	"fmt"

	"github.com/nats-io/nats-server/v2/server"
)

// StopStreams takes the streams of the server down and leaves its other messages
// alone: calls still get through, publishes and pulls find nobody. Nothing
// happens if the streams or the server are down.
func (s *Server) StopStreams() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	return s.stopStreams()
}

func (s *Server) stopStreams() error {
	return s.eachAccount("stop", func(a *server.Account) error {
		if !a.JetStreamEnabled() {
			return nil
		}
		return a.DisableJetStream()
	})
}

// eachAccount does something to both accounts of the server that runs. Streams
// are stopped and started account by account: a server that is told to start all
// of them again while clients ask for something races with itself, and answers
// twice ever after.
func (s *Server) eachAccount(verb string, do func(*server.Account) error) error {
	n := s.up()
	if n == nil {
		return nil
	}
	for _, account := range s.accounts {
		a, err := n.LookupAccount(account.id)
		if err == nil {
			err = do(a)
		}
		if err != nil {
			return fmt.Errorf("%s streams of %s: %w", verb, s.cfg.Region, err)
		}
	}
	return nil
}

// LoseStreams takes the streams down and puts the last image in their place, as
// a power loss of their disk does. Without an image the error wraps [ErrNoImage].
func (s *Server) LoseStreams() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.image.seen == nil {
		return fmt.Errorf("lose streams of %s: %w", s.cfg.Region, ErrNoImage)
	}
	if err := s.stopStreams(); err != nil {
		return err
	}
	if err := s.image.restore(s.store()); err != nil {
		return fmt.Errorf("lose streams of %s: %w", s.cfg.Region, err)
	}
	return nil
}

// StartStreams brings the streams up again with what is on disk.
func (s *Server) StartStreams() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.up() == nil {
		return fmt.Errorf("start streams of %s: %w", s.cfg.Region, ErrDown)
	}
	return s.eachAccount("start", func(a *server.Account) error {
		if a.JetStreamEnabled() {
			return nil
		}
		return a.EnableJetStream(nil, nil) // without limits, as the account's claims say
	})
}
