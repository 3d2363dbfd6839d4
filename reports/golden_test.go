package reports_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/seatrial/seatrial/scenarios/run"
)

var update = flag.Bool("update", false, "rewrite the golden files; read the difference before committing it")

// storms are the fixtures by name.
func storms() map[string]*run.Result {
	return map[string]*run.Result{"held": heldStorm(), "violated": brokenStorm(), "inconclusive": emptyStorm()}
}

// golden compares got with a file of testdata, or rewrites the file.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("read golden file: %v (go test ./reports -update writes it)", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s = \n%s\nwant\n%s\nrepeat: go test ./reports -run %s; accept: add -update", name, got, want, t.Name())
	}
}
