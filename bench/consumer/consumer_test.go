package consumer_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/bench/consumer"
	"github.com/seatrial/seatrial/invariants"
)

func TestCleanHandler(t *testing.T) {
	for _, mode := range []consumer.Mode{consumer.Binary, consumer.Structured} {
		t.Run(string(mode), func(t *testing.T) {
			consumer.TestWith(t, consumer.Config{Mode: mode}, newShop("").handle)
		})
	}
}

// Each mistake breaks the promises it breaks, and no other. Each promise is broken
// by some mistake: else nobody would know whether it can say no.
func TestWrongHandlers(t *testing.T) {
	said, ran := map[string]bool{}, 0
	mistakes := []struct {
		plant fault
		want  []string
	}{
		{noDedup, []string{"I-05", "I-06"}}, // the same version twice is no newer version
		{takesStale, []string{"I-06"}},
		{forgets, []string{"I-33"}},
		{drops, []string{"I-33"}},
		{hasty, []string{"I-05", "I-26"}}, // what is lost is lost without a trace
		{swallows, []string{"I-27"}},
		{anyhow, []string{"I-08"}},
	}
	for _, c := range mistakes {
		t.Run(string(c.plant), func(t *testing.T) {
			r, err := consumer.Try(t.Context(), consumer.Config{AckWait: time.Second}, newShop(c.plant).handle)
			if err != nil {
				t.Fatal(err)
			}
			if got := broken(r); !slices.Equal(got, c.want) || r.Ended != "" {
				t.Errorf("promises broken by a consumer that %s = %v, want %v\n%s", c.plant, got, c.want, text(t, r))
			}
			ran++
			for _, id := range broken(r) {
				said[id] = true
			}
		})
	}
	for _, id := range (consumer.Config{}).Complete().Promises {
		if !said[id] && ran == len(mistakes) { // all of them: go test -run may leave some out
			t.Errorf("no mistake breaks %s, want one", id)
		}
	}
}

func broken(r *consumer.Report) (ids []string) {
	for _, f := range r.Promises {
		if f.Verdict == invariants.Violated {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

func text(t *testing.T, r *consumer.Report) string {
	t.Helper()
	var b strings.Builder
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
