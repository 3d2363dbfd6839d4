package consumer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/seatrial/seatrial/sim/live/broker"
)

// trial is a consumer on trial.
type trial struct {
	cfg       Config
	party     party
	dir       string
	broker    *broker.Broker
	witness   *witness
	door      *door
	settings  Settings
	script    *script
	class     Class
	crashes   int // still to come in this class
	restarts  int // of its own doing, in this class
	incidents []*Incident
	stall     *Stall
}

// errStalled ends a trial whose consumer does nothing.
var errStalled = errors.New("the consumer stalled")

// ErrParty says that the consumer could not be started or does not stay up.
var ErrParty = errors.New("the consumer does not run")

// try takes a consumer through its trial.
func try(ctx context.Context, cfg Config, p party, listen string) (*Report, error) {
	cfg = cfg.Complete()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	t := &trial{cfg: cfg, party: p, script: newScript()}
	err := t.open(ctx, listen)
	if err == nil {
		err = t.run(ctx)
	}
	report := t.report(ctx, err)
	closing := t.close()
	switch {
	case errors.Is(err, errStalled), ctx.Err() != nil, errors.Is(err, ErrParty) && t.witness.met():
		err = nil // the report says so
	}
	return report, errors.Join(err, closing)
}

// open starts everything that the consumer needs.
func (t *trial) open(ctx context.Context, listen string) error {
	var err error
	if t.dir, err = os.MkdirTemp("", "seatrial-consumer-"); err != nil {
		return fmt.Errorf("make folder of the trial: %w", err)
	}
	t.witness = newWitness(t.cfg)
	t.broker, err = broker.Open(ctx, broker.Config{Dir: t.dir, Listen: listen, Stream: t.cfg.Stream, Subjects: t.cfg.Subjects,
		Consumer: t.cfg.Consumer, AckWait: t.cfg.AckWait, MaxAckPending: t.cfg.MaxAckPending,
		EffectsSubject: t.cfg.EffectsSubject, Watch: t.witness.watch})
	if err != nil {
		return err
	}
	if t.door, err = openDoor(listen, t.takeIn); err != nil {
		return err
	}
	state := filepath.Join(t.dir, "state")
	if err := os.Mkdir(state, 0o755); err != nil {
		return fmt.Errorf("make folder of the consumer: %w", err)
	}
	t.settings = Settings{URL: t.broker.URL(), Credentials: t.broker.Credentials(), Stream: t.cfg.Stream, Consumer: t.cfg.Consumer,
		EffectsSubject: t.cfg.EffectsSubject, EffectsURL: t.door.url(), StateDir: state, broker: t.broker, watcher: t.witness}
	if err := t.party.start(ctx, t.settings); err != nil {
		return fmt.Errorf("%w: %w", ErrParty, err)
	}
	return t.meet(ctx)
}

// meet waits until the consumer is there.
func (t *trial) meet(ctx context.Context) error {
	var patience <-chan time.Time
	if t.party.killable() {
		timer := time.NewTimer(t.cfg.Patience)
		defer timer.Stop()
		patience = timer.C
	}
	for !t.witness.met() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-t.party.ended():
			return fmt.Errorf("%w: it ended before it connected: %w", ErrParty, err)
		case <-patience:
			return fmt.Errorf("%w: no connection to NATS_URL in %v", ErrParty, t.cfg.Patience)
		case <-t.witness.changed:
		}
	}
	return nil
}

// takeIn takes effects in that came over HTTP. If a trap springs, what the
// consumer says after the answer is held back.
func (t *trial) takeIn(effects []Effect) error {
	var errs []error
	for _, e := range effects {
		then, err := t.witness.tell(e)
		if then != broker.Pass {
			t.broker.Hold()
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// run sends class after class.
func (t *trial) run(ctx context.Context) error {
	for _, class := range t.cfg.Traffic {
		if err := t.send(ctx, class); err != nil {
			return err
		}
	}
	if t.cfg.State != "" {
		return t.examine(ctx)
	}
	return nil
}

// send sends the traffic of a class and waits until the consumer is at rest.
func (t *trial) send(ctx context.Context, class Class) error {
	t.class, t.crashes, t.restarts = class, 0, 0
	scene := t.script.scene(class, t.cfg.Crashes)
	fmt.Fprintf(t.cfg.Log, "%8.3fs  %-10s %d events, %d messages\n", t.witness.now().Seconds(), class, len(scene.events), len(scene.acts))
	t.witness.phase(string(class))
	t.witness.wrote(append(scene.events, scene.strange...))
	if class == Crash {
		t.crashes = t.cfg.Crashes
		t.arm(scene.events)
	}
	for i, a := range scene.acts {
		if a.hold {
			if err := t.await(ctx, quiet, ceding); err != nil {
				return err
			}
		}
		if err := t.publish(ctx, a, i); err != nil {
			return err
		}
	}
	return t.await(ctx, quiet)
}

func (t *trial) publish(ctx context.Context, a act, n int) error {
	pattern := t.cfg.Subjects[n%len(t.cfg.Subjects)]
	m, err := encode(a.event, t.cfg.Mode, pattern, time.Now())
	if err != nil {
		return err
	}
	want := t.witness.sending(a).seq
	got, err := t.broker.Publish(ctx, m)
	if err == nil && got != want {
		err = fmt.Errorf("publish to %s: it is message %d, want %d: somebody else publishes to the stream", m.Subject, got, want)
	}
	return err
}

// tick is how often a trial looks where nothing tells it to.
const tick = 10 * time.Millisecond

// await returns when the consumer rests in one of some ways. Meanwhile it does
// what has to be done: a crash, a restart, the end of a message that is handed out
// again and again.
func (t *trial) await(ctx context.Context, want ...rest) error {
	begun := t.witness.now()
	every := time.NewTicker(tick)
	defer every.Stop()
	for {
		r := t.witness.rest()
		for _, w := range want {
			if r == w {
				return nil
			}
		}
		late := t.witness.now()-begun > t.cfg.Patience
		if r == stuck || late {
			return t.stalled(ctx, late)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-t.party.ended():
			if err := t.again(ctx, err); err != nil {
				return err
			}
		case s := <-t.witness.sprung:
			if err := t.crash(ctx, s); err != nil {
				return err
			}
		case <-t.witness.changed:
		case <-every.C:
		}
		for _, reply := range t.witness.hopeless() {
			if err := t.broker.Terminate(reply); err != nil {
				return err
			}
		}
	}
}

// hopeless returns the deliveries that the kit has to end.
func (w *witness) hopeless() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	replies := w.giveUp
	w.giveUp = nil
	return replies
}

// stalled asks the server for evidence.
func (t *trial) stalled(ctx context.Context, late bool) error {
	state, err := t.broker.State(ctx)
	if err != nil {
		return err
	}
	t.stall = t.witness.evidence(t.class, state, late)
	return errStalled
}

// restartsMax is how often a consumer may die of its own accord in one class of
// traffic.
const restartsMax = 10

// again starts a consumer that ended of its own accord.
func (t *trial) again(ctx context.Context, why error) error {
	t.restarts++
	if t.restarts > restartsMax {
		return fmt.Errorf("%w: it ended %d times in the traffic %q, at last: %w", ErrParty, t.restarts, t.class, why)
	}
	t.witness.fell("exit")
	fmt.Fprintf(t.cfg.Log, "%8.3fs  it ended by itself: %v\n", t.witness.now().Seconds(), why)
	if err := t.party.start(ctx, t.settings); err != nil {
		return fmt.Errorf("%w: %w", ErrParty, err)
	}
	t.witness.rose()
	return nil
}

// greet says that the consumer is there, though on no wire.
func (w *witness) greet() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.greeted = true
	w.poke()
}

// met reports whether the consumer was ever there.
func (w *witness) met() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.greeted
}

// close ends everything and leaves nothing.
func (t *trial) close() error {
	var errs []error
	if t.broker != nil {
		t.broker.Release()
	}
	if t.settings.broker != nil {
		errs = append(errs, t.party.stop())
	}
	if t.door != nil {
		errs = append(errs, t.door.close())
	}
	if t.broker != nil {
		errs = append(errs, t.broker.Close())
	}
	if t.dir != "" {
		errs = append(errs, os.RemoveAll(t.dir))
	}
	return errors.Join(errs...)
}
