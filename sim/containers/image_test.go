package containers_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim/containers"
)

// TestImageOnce asks for the image of one program twice, as two processes do: there
// is one, and it stays until both are done with it.
func TestImageOnce(t *testing.T) {
	one, two := engine(t), engine(t)
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	first, err := one.Image(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	second, err := two.Image(t.Context(), path)
	if err != nil || second != first {
		t.Fatalf("Image() = %s, %v, want %s again", second, err, first)
	}
	if again, err := one.Image(t.Context(), path); err != nil || again != first {
		t.Errorf("Image() of the same engine = %s, %v, want %s", again, err, first)
	}
}

// TestStatic refuses what is no program.
func TestStatic(t *testing.T) {
	path := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := containers.Static(path); err == nil || !strings.Contains(err.Error(), "it is no program for Linux") {
		t.Errorf("Static(a script) = %v, want why not", err)
	}
}
