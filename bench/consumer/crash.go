package consumer

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Incident is one crash, and what came of it.
type Incident struct {
	Event      string        `json:"event"`
	Entity     string        `json:"entity"`
	Version    uint64        `json:"version"`
	Early      bool          `json:"acknowledged_early,omitempty"` // before any effect was seen
	Mute       bool          `json:"effects_untold,omitempty"`     // the acknowledgement was held back; nothing is known of the effect
	Cut        bool          `json:"connection_cut,omitempty"`     // not killed: its connections were cut
	Seen       time.Duration `json:"seen_ns"`                      // the effect; or the acknowledgement, if that came first
	Down       time.Duration `json:"down_ns"`
	Up         time.Duration `json:"up_ns"`
	Again      time.Duration `json:"delivered_again_ns,omitempty"` // 0 = it was not
	Attempt    uint32        `json:"attempt,omitempty"`            // of that delivery
	Effects    int           `json:"effects"`                      // in the end
	NextEffect time.Duration `json:"next_effect_ns,omitempty"`     // the first after the crash

	life *life
}

// arm sets the trap for the next crash.
func (t *trial) arm(events []*event) {
	among := map[string]bool{}
	for _, e := range events {
		// The last of its entity: if it is lost, nothing waits for it.
		among[e.id] = int(e.version) == len(orderTypes)
	}
	t.witness.set(&trap{among: among, mute: t.cfg.State != "", spares: !t.party.killable()})
}

// crash kills the consumer that a trap holds, and starts it again.
func (t *trial) crash(ctx context.Context, s springing) error {
	i := &Incident{Event: s.life.event.id, Entity: s.life.event.entity, Version: s.life.event.version, Early: s.early,
		Mute: t.cfg.State != "", Cut: !t.party.killable(), Seen: s.at, life: s.life}
	t.incidents = append(t.incidents, i)
	if err := t.party.kill(); err != nil {
		return fmt.Errorf("kill the consumer: %w", err)
	}
	t.broker.Cut()
	t.witness.dead()
	if t.crashes--; t.crashes > 0 {
		t.arm(t.script.last) // before it says anything again
	}
	t.release()
	if i.Cut {
		i.Down, i.Up = t.witness.now(), t.witness.now()
	} else {
		i.Down = t.witness.fell("kill", "between the effect of "+i.Event+" and its acknowledgement")
		if err := t.party.start(ctx, t.settings); err != nil {
			return fmt.Errorf("%w: %w", ErrParty, err)
		}
		i.Up = t.witness.rose()
	}
	fmt.Fprintf(t.cfg.Log, "%8.3fs  killed at %s %s v%d\n", i.Down.Seconds(), i.Event, i.Entity, i.Version)
	return nil
}

// conclude fills in what came of the crash.
func (i *Incident) conclude() {
	for _, d := range i.life.delivered {
		if d.at > i.Up && i.Again == 0 {
			i.Again, i.Attempt = d.at, d.attempt
		}
	}
	for _, at := range i.life.effects {
		if at > i.Down && i.NextEffect == 0 {
			i.NextEffect = at
		}
	}
	i.Effects = len(i.life.effects)
}

// String tells the crash in plain words.
func (i *Incident) String() string {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format, args...) }
	say("%s v%d (%s): ", i.Entity, i.Version, i.Event)
	killed := "killed (SIGKILL)"
	if i.Cut {
		killed = "connections cut"
	}
	switch {
	case i.Early:
		say("acknowledged at %s, no effect seen before; %s at %s", at(i.Seen), killed, at(i.Down))
	case i.Mute:
		say("acknowledgement held back at %s; %s at %s", at(i.Seen), killed, at(i.Down))
	default:
		say("effect seen at %s, acknowledgement not seen; %s at %s", at(i.Seen), killed, at(i.Down))
	}
	if !i.Cut {
		say("; started again at %s", at(i.Up))
	}
	if i.Again > 0 {
		say("; delivered again at %s (attempt %d)", at(i.Again), i.Attempt)
	} else {
		say("; not delivered again")
	}
	say("; %s", i.outcome())
	return b.String()
}

func (i *Incident) outcome() string {
	switch {
	case i.Mute:
		return "the state at the end says what it came to"
	case i.Effects == 0:
		return "no effect: the event is lost, I-05 violated"
	case i.Effects > 1:
		return fmt.Sprintf("effect again at %s: it took effect %d times, I-05 violated", at(i.NextEffect), i.Effects)
	case i.Early:
		return fmt.Sprintf("effect at %s all the same", at(max(i.NextEffect, i.life.effects[0])))
	case i.Again > 0:
		return "no second effect: deduplicated, I-05 held"
	}
	return "no second effect"
}

func at(d time.Duration) string { return fmt.Sprintf("%.3fs", d.Seconds()) }
