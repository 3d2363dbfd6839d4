package consumer_test

import (
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/bench/consumer"
)

func TestConfigIsChecked(t *testing.T) {
	for _, c := range []struct {
		change func(*consumer.Config)
		want   string
	}{
		{func(*consumer.Config) {}, ""},
		{func(c *consumer.Config) { c.Stream = "a.b" }, `name of the stream "a.b"`},
		{func(c *consumer.Config) { c.Consumer = "*" }, `name of the consumer "*"`},
		{func(c *consumer.Config) { c.Subjects = []string{"a..b"} }, `subject "a..b"`},
		{func(c *consumer.Config) { c.Subjects = []string{">"} }, "it would cover the server's own"},
		{func(c *consumer.Config) { c.Subjects = []string{"effects.>"} }, "subject of effects effects.trial is covered by effects.>"},
		{func(c *consumer.Config) { c.EffectsSubject = "a.*" }, "want one subject"},
		{func(c *consumer.Config) { c.Mode = "soap" }, `mode "soap"`},
		{func(c *consumer.Config) { c.AckWait = time.Microsecond }, "AckWait of at least 10ms"},
		{func(c *consumer.Config) { c.MaxAckPending = 1 }, "max ack pending 1: want at least 8"},
		{func(c *consumer.Config) { c.Traffic = []consumer.Class{"rain"} }, `traffic "rain"`},
		{func(c *consumer.Config) { c.Promises = []string{"I-01"} }, `promise "I-01": a consumer is judged by I-05`},
		{func(c *consumer.Config) { c.State, c.Promises = "true", []string{"I-08"} }, "promise I-08: a state does not show"},
		{func(c *consumer.Config) {
			c.Traffic, c.Promises = []consumer.Class{consumer.Order}, []string{"I-27"}
		}, "promise I-27: this traffic cannot answer it; it wants one of [poison]"},
	} {
		cfg := consumer.Config{}
		c.change(&cfg)
		err := cfg.Complete().Validate()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("Validate(%+v) = %v, want %q", cfg, err, c.want)
		}
	}
}

// Subjects are the user's, whatever they look like.
func TestSubjects(t *testing.T) {
	for _, pattern := range []string{"orders.>", "a.*.b.*", "fixed.one"} {
		cfg := consumer.Config{Subjects: []string{pattern}, Traffic: []consumer.Class{consumer.Order, consumer.SchemaMix}}
		consumer.TestWith(t, cfg, newShop("").handle)
	}
}
