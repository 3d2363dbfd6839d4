package house

import (
	"fmt"
	"strings"
)

// fence keeps modules of others inside the few folders that are made for them.
type fence struct {
	modules []string // import path prefixes
	inside  []string // folders that may import them
	why     string
}

var fences = []fence{
	{
		modules: []string{"github.com/Shopify/toxiproxy", "github.com/cockroachdb/pebble", "go.etcd.io/bbolt"},
		inside:  []string{"sim/live"},
		why:     "links and ledger store reach the real worlds through sim/live, so that it alone knows their ways",
	},
	{
		modules: []string{"github.com/nats-io/nats.go"},
		inside:  []string{"sim/live", "samples"},
		why:     "the bus reaches the real worlds through sim/live, so that it alone knows its ways; a sample is a program of somebody else's, and talks to the bus as theirs does",
	},
	{
		modules: []string{"github.com/nats-io/nats-server"},
		inside:  []string{"sim/live", "sim/embedded"},
		why:     "a bus server is started by the world that runs in one process",
	},
	{
		modules: []string{"github.com/docker", "github.com/moby", "github.com/testcontainers"},
		inside:  []string{"sim/containers"},
		why:     "everything but the world of containers must build and run without Docker",
	},
	{
		modules: []string{"github.com/tink-crypto"},
		inside:  []string{"reference/seal"},
		why:     "keys are derived and used in one place, which draws nothing; whoever else made a key could make one that no run repeats",
	},
	{
		modules: []string{"github.com/cedar-policy"},
		inside:  []string{"reference/access"},
		why:     "who may do what is decided in one place, which sorts what the engine leaves in the order of a map",
	},
	{
		modules: []string{"github.com/spf13"},
		inside:  []string{"cmd/seatrial"},
		why:     "flags are the command's business; a library takes plain values",
	},
}

// Fences finds shipped files that import a fenced module from outside its fence.
func Fences(tree Tree) []Finding {
	var found []Finding
	for _, p := range tree.Packages {
		for _, file := range p.Shipped() {
			for _, spec := range file.Syntax.Imports {
				if broken, ok := crossed(p.Dir, importPath(spec)); ok {
					broken.Place = tree.place(spec.Pos())
					found = append(found, broken)
				}
			}
		}
	}
	return found
}

func crossed(dir, imported string) (Finding, bool) {
	for _, f := range fences {
		if f.holds(imported) && !f.allows(dir) {
			return Finding{Text: fmt.Sprintf("%s may be imported in %s only", imported, strings.Join(f.inside, " and ")), Why: f.why}, true
		}
	}
	return Finding{}, false
}

func (f fence) holds(imported string) bool {
	for _, module := range f.modules {
		if under(imported, module) {
			return true
		}
	}
	return false
}

func (f fence) allows(dir string) bool {
	for _, inside := range f.inside {
		if under(dir, inside) {
			return true
		}
	}
	return false
}
