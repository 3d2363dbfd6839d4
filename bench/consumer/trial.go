package consumer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/seatrial/seatrial/invariants"
)

// trial is a consumer on trial.
type trial struct {
	stage

	cfg       Config
	witness   *witness
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
func try(ctx context.Context, cfg Config, p party, listen string, l Load) (*Report, error) {
	cfg = cfg.Complete()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	t := &trial{cfg: cfg, witness: newWitness(cfg), script: newScript()}
	err := t.set(ctx, setting{cfg: cfg, party: p, listen: listen, watcher: t.witness})
	if err == nil {
		err = t.enter(ctx)
	}
	if err == nil {
		err = t.meet(ctx)
	}
	if err == nil {
		err = t.run(ctx)
	}
	report := t.report(ctx, err)
	switch {
	case errors.Is(err, errStalled), ctx.Err() != nil, errors.Is(err, ErrParty) && t.witness.met():
		err = nil // the report says so
	case err == nil && len(l.Rates) > 0 && report.Verdict() == invariants.Held:
		report.Steps, err = t.load(ctx, l)
	}
	return report, errors.Join(err, t.clear())
}

// load loads the consumer that was tried, where it is.
func (t *trial) load(ctx context.Context, l Load) ([]Step, error) {
	g := newGauge(t.cfg.State != "")
	t.witness.handOver(g)
	return offer(ctx, t.cfg, l, &t.stage, g, t.script)
}

// meet waits until the consumer is there.
func (t *trial) meet(ctx context.Context) error {
	limit := t.cfg.Patience
	if !t.party.killable() {
		limit = 0 // somebody has to start it by hand
	}
	late, done := patience(limit)
	defer done()
	for !t.witness.met() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-t.party.ended():
			return fmt.Errorf("%w: it ended before it connected: %w", ErrParty, err)
		case <-late:
			return fmt.Errorf("%w: no connection to NATS_URL in %v", ErrParty, t.cfg.Patience)
		case <-t.witness.changed:
		}
	}
	return nil
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
	t.witness.fell("exit", why.Error())
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
