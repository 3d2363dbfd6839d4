package consumer

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Mode says how a CloudEvent lies in a message.
type Mode string

// The modes of the CloudEvents binding.
const (
	Binary     Mode = "binary"     // attributes in headers, data in the payload
	Structured Mode = "structured" // all of it as one JSON object
)

// Config says how a consumer is tried. The zero value of each field but the last
// two is a default, see [Config.Complete].
type Config struct {
	Stream         string        // "ORDERS"
	Subjects       []string      // of the stream; "orders.>"
	Consumer       string        // the durable pull consumer; "trial"
	EffectsSubject string        // "effects.trial"
	AckWait        time.Duration // 2 s
	MaxAckPending  int           // 64
	Mode           Mode          // Binary
	Traffic        []Class       // all
	Promises       []string      // those that must have an answer; all that the traffic is for
	MaxAttempts    int           // deliveries after which a message that nobody can read must be put away; 5
	Crashes        int           // how often it is killed; 3
	StallAfter     time.Duration // messages wait and nothing moves: a stall; 5 s, and at least twice AckWait
	Patience       time.Duration // one class of traffic may take this long; 60 s
	Settle         time.Duration // how long silence is silence; 500 ms

	State string    // a command that prints what the consumer has; "" = effects are told
	Log   io.Writer // what the trial does, a line each; nil = nobody reads it
}

// Complete returns the configuration with its defaults written out.
func (c Config) Complete() Config {
	c.Stream = cmp.Or(c.Stream, "ORDERS")
	if len(c.Subjects) == 0 {
		c.Subjects = []string{"orders.>"}
	}
	c.Consumer = cmp.Or(c.Consumer, "trial")
	c.EffectsSubject = cmp.Or(c.EffectsSubject, "effects."+c.Consumer)
	c.AckWait = cmp.Or(c.AckWait, 2*time.Second)
	c.MaxAckPending = cmp.Or(c.MaxAckPending, 64)
	c.Mode = cmp.Or(c.Mode, Binary)
	if len(c.Traffic) == 0 {
		c.Traffic = Classes()
	}
	c.MaxAttempts = cmp.Or(c.MaxAttempts, 5)
	c.Crashes = cmp.Or(c.Crashes, 3)
	c.StallAfter = max(cmp.Or(c.StallAfter, 5*time.Second), 2*c.AckWait)
	c.Patience = cmp.Or(c.Patience, time.Minute)
	c.Settle = cmp.Or(c.Settle, 500*time.Millisecond)
	if len(c.Promises) == 0 {
		c.Promises = slices.DeleteFunc(answerable(c.Traffic), func(id string) bool { return id == "I-08" && c.State != "" })
	}
	if c.Log == nil {
		c.Log = io.Discard
	}
	return c
}

// Validate reports what is wrong with a complete configuration.
func (c Config) Validate() error {
	for _, name := range []struct{ what, text string }{{"stream", c.Stream}, {"consumer", c.Consumer}} {
		if name.text == "" || strings.ContainsAny(name.text, ". *>/\\\t\r\n") {
			return fmt.Errorf("name of the %s %q: want letters, digits, - and _", name.what, name.text)
		}
	}
	for _, s := range c.Subjects {
		if err := checkSubject(s); err != nil {
			return err
		}
		if covers(s, c.EffectsSubject) {
			return fmt.Errorf("subject of effects %s is covered by %s of the stream: give another", c.EffectsSubject, s)
		}
	}
	if strings.ContainsAny(c.EffectsSubject, "*>") || checkSubject(c.EffectsSubject) != nil {
		return fmt.Errorf("subject of effects %q: want one subject, without * and >", c.EffectsSubject)
	}
	switch {
	case c.Mode != Binary && c.Mode != Structured:
		return fmt.Errorf("mode %q: want binary or structured", c.Mode)
	case c.AckWait < 10*time.Millisecond || c.StallAfter < 0 || c.Patience < 0 || c.Settle < 0:
		return errors.New("durations: want AckWait of at least 10ms and nothing negative")
	case c.MaxAckPending < minAckPending:
		return fmt.Errorf("max ack pending %d: want at least %d, so that messages can wait for a gap", c.MaxAckPending, minAckPending)
	case c.MaxAttempts < 1 || c.Crashes < 1:
		return errors.New("attempts and crashes: want at least 1")
	}
	for _, class := range c.Traffic {
		if !slices.Contains(Classes(), class) {
			return fmt.Errorf("traffic %q: want some of %v", class, Classes())
		}
	}
	for _, id := range c.Promises {
		if !slices.Contains(promiseIDs(), id) {
			return fmt.Errorf("promise %q: a consumer is judged by %s", id, strings.Join(promiseIDs(), ", "))
		}
		if id == "I-08" && c.State != "" {
			return errors.New("promise I-08: a state does not show the order between entities; let effects be told")
		}
		if !slices.Contains(answerable(c.Traffic), id) {
			return fmt.Errorf("promise %s: this traffic cannot answer it; it wants one of %v", id, classesOf(id))
		}
	}
	return nil
}

// minAckPending is how many messages may have to wait for one that is missing.
const minAckPending = 8

// checkSubject refuses what is no subject of NATS.
func checkSubject(s string) error {
	tokens := strings.Split(s, ".")
	for i, token := range tokens {
		if token == "" || strings.ContainsAny(token, " \t\r\n") || token == ">" && i < len(tokens)-1 ||
			len(token) > 1 && strings.ContainsAny(token, "*>") {
			return fmt.Errorf("subject %q: want tokens divided by dots, * for one of them, > for the rest", s)
		}
	}
	if strings.HasPrefix(s, "$") || tokens[0] == ">" || tokens[0] == "*" {
		return fmt.Errorf("subject %q: it would cover the server's own; begin with a name", s)
	}
	return nil
}

// covers reports whether a subject matches a pattern.
func covers(pattern, subject string) bool {
	p, s := strings.Split(pattern, "."), strings.Split(subject, ".")
	for i, token := range p {
		if token == ">" {
			return len(s) > i
		}
		if i >= len(s) || token != "*" && token != s[i] {
			return false
		}
	}
	return len(p) == len(s)
}

// subjectFor makes the subject of an entity from a pattern: "orders.>" and
// order/17 make orders.order.17.
func subjectFor(pattern, entity string) string {
	parts := strings.Split(entity, "/")
	tokens := strings.Split(pattern, ".")
	for i, token := range tokens {
		switch token {
		case ">":
			return strings.Join(append(tokens[:i:i], parts...), ".")
		case "*":
			tokens[i] = parts[0]
			if len(parts) > 1 {
				parts = parts[1:]
			}
		}
	}
	return strings.Join(tokens, ".")
}
