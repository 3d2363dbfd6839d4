package main

import (
	"errors"
	"os/exec"
	"strconv"
	"testing"
)

// statusOf returns the exit status that an error of os/exec carries.
func statusOf(err error) string {
	var status *exec.ExitError
	if errors.As(err, &status) {
		return strconv.Itoa(status.ExitCode())
	}
	return err.Error()
}

func TestWorse(t *testing.T) {
	for _, c := range []struct{ a, b, want int }{{0, 0, 0}, {0, 3, 3}, {3, 1, 1}, {5, 3, 5}, {6, 1, 1}, {64, 1, 64}, {4, 3, 3}, {0, 4, 4}} {
		if got := worse(c.a, c.b); got != c.want {
			t.Errorf("worse(%d, %d) = %d, want %d", c.a, c.b, got, c.want)
		}
		if got := worse(c.b, c.a); got != c.want {
			t.Errorf("worse(%d, %d) = %d, want %d", c.b, c.a, got, c.want)
		}
	}
}
