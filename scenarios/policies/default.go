package policies

import (
	_ "embed" // the rules ship with the harness
	"sync"

	"github.com/seatrial/seatrial/sim/history"
)

//go:embed default.yaml
var defaultText []byte

// DefaultHub is what default.yaml calls the hub.
const DefaultHub = "hub"

var parsed = sync.OnceValue(func() *File {
	f, err := Read("default.yaml", defaultText)
	if err != nil {
		panic("policies: " + err.Error()) // TestDefault reads the file that ships
	}
	return f
})

// Default returns the policy that scenarios use when they name none, for a hub
// of this name.
func Default(hub string) history.Policy { return Rename(parsed().Policy, DefaultHub, hub) }

// DefaultText returns the file it is read from.
func DefaultText() []byte { return append([]byte(nil), defaultText...) }

//go:embed default.golden
var defaultGolden []byte

// DefaultGolden returns what the default policy is agreed to decide, for three
// US regions and a hub.
func DefaultGolden() []byte { return append([]byte(nil), defaultGolden...) }
