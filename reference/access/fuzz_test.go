package access_test

import (
	"testing"

	"github.com/seatrial/seatrial/reference/access"
)

// Whatever the rules say, they compile or are refused, and what compiles decides.
func FuzzCompile(f *testing.F) {
	f.Add(access.Default)
	f.Add(`@id("a") permit (principal, action, resource) when { context.now_ns * context.now_ns > 0 };`)
	f.Add(`@id("a") forbid`)
	f.Fuzz(func(t *testing.T, text string) {
		b, err := access.Compile(text)
		if err != nil {
			return
		}
		r := asked()
		if v := b.Decide(&r); v.Allowed && len(v.Rules) == 0 {
			t.Errorf("Decide by %q = allowed by no rule", text)
		}
	})
}
