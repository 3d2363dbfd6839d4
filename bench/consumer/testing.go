package consumer

import (
	"context"
	"strings"
	"time"

	"github.com/seatrial/seatrial/invariants"
)

// T is the part of [testing.TB] that a trial needs; the package of tests has no
// place in a command.
type T interface {
	Helper()
	Context() context.Context
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Test puts a handler on trial with all traffic, and fails t with each promise
// that it breaks or leaves without an answer.
func Test(t T, h Handler) {
	t.Helper()
	TestWith(t, Config{AckWait: time.Second}, h)
}

// TestWith is [Test] with a configuration.
func TestWith(t T, cfg Config, h Handler) {
	t.Helper()
	r, err := Try(t.Context(), cfg, h)
	if err != nil {
		t.Fatalf("try the consumer: %v", err)
	}
	if r.Verdict() == invariants.Held {
		return
	}
	var b strings.Builder
	if err := r.WriteText(&b); err != nil {
		t.Fatalf("write report: %v", err)
	}
	t.Errorf("the consumer is %v, want held\n%s", r.Verdict(), b.String())
}
