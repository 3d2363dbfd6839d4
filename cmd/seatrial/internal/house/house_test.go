package house

import (
	"os"
	"path/filepath"
	"testing"
)

// TestHouse holds this repository to every rule.
func TestHouse(t *testing.T) {
	tree, err := Load(os.DirFS(root(t)))
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			found := rule.Check(tree)
			for _, f := range found {
				t.Error(f)
			}
			if len(found) > 0 {
				t.Logf("%s(tree) = %d findings, want 0: %s\nrepeat: go test ./cmd/seatrial/internal/house -run 'TestHouse/%[1]s'",
					rule.Name, len(found), rule.Why)
			}
		})
	}
	t.Logf("lines: %+v", Measure(tree))
}

// root returns the folder of go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("find go.mod: none above the working folder")
		}
		dir = filepath.Dir(dir)
	}
}

// TestLayersAreConsistent checks the table itself: every folder a row may import
// has a row, and no two layers may import each other.
func TestLayersAreConsistent(t *testing.T) {
	may := map[string][]string{}
	for _, layer := range layers {
		if _, twice := may[layer.Dir]; twice {
			t.Errorf("layers has %s twice, want once", layer.Dir)
		}
		if layer.Why == "" {
			t.Errorf("layer %s has no reason, want one", layer.Dir)
		}
		may[layer.Dir] = layer.May
	}
	for _, layer := range layers {
		for _, to := range layer.May {
			if _, ok := may[to]; !ok && to != "*" {
				t.Errorf("layer %s may import %s, which has no row", layer.Dir, to)
			}
		}
		if cycle(may, layer.Dir, layer.Dir, map[string]bool{}) {
			t.Errorf("layer %s may import itself by way of others", layer.Dir)
		}
	}
}

// cycle reports whether to can be reached from the layers that from may import.
func cycle(may map[string][]string, from, to string, seen map[string]bool) bool {
	for _, next := range may[from] {
		if next == to {
			return true
		}
		if !seen[next] {
			seen[next] = true
			if cycle(may, next, to, seen) {
				return true
			}
		}
	}
	return false
}
