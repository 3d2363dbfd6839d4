package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim/containers"
)

// staticSelf builds this program so that it runs without a library of the system.
func staticSelf(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("containers take their time: left out with -short")
	}
	e, err := containers.Open(context.Background())
	if errors.Is(err, containers.ErrNoDaemon) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err == nil {
		err = e.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "seatrial")
	c := exec.Command("go", "build", "-o", path, ".")
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := c.CombinedOutput(); err != nil {
		t.Fatalf("build seatrial: %v: %s", err, said)
	}
	return path
}

// TestContainersHoldThePod kills the container of a pod with SIGKILL in the middle
// of a thousand commands: the promises about lost and doubled effects hold.
func TestContainersHoldThePod(t *testing.T) {
	c := exec.Command(staticSelf(t), "run", "testdata/pod-sigkill.yaml", "--world", "containers", "--means", "container")
	said, err := c.CombinedOutput()
	if err != nil || !strings.Contains(string(said), "1 of 1 fault proved") {
		t.Fatalf("seatrial %s = %v, want exit 0 and the fault proved:\n%s", strings.Join(c.Args[1:], " "), err, said)
	}
}
