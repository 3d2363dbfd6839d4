package process

import (
	"encoding/json"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/topology"
)

// setup is all that a child needs to be a region.
type setup struct {
	Region    string               `json:"region"`
	Role      Role                 `json:"role,omitempty"`
	Net       Net                  `json:"net"`
	Dir       string               `json:"dir"`
	Recipe    json.RawMessage      `json:"recipe"`
	Secrets   []byte               `json:"secrets"`
	Seed      uint64               `json:"seed"`
	Topology  topology.Topology    `json:"topology"`
	Transport bus.Transport        `json:"transport"`
	Unsafe    bool                 `json:"unsafe"`
	SyncEvery time.Duration        `json:"sync_every_ns"`
	Leaf      string               `json:"leaf"`
	Port      int                  `json:"port"`  // where clients connect; 0 = any that is free
	Again     bool                 `json:"again"` // a child before has made what lies on disk
	Lost      bool                 `json:"lost"`  // and a loss of power has taken the end of it
	Past      map[string]live.Past `json:"past,omitempty"`
}

// lever is one lever of [faults.Target], pulled or let go.
type lever struct {
	Kind   leverKind       `json:"kind"`
	Fault  string          `json:"fault"`
	On     bool            `json:"on"`
	Target string          `json:"target,omitempty"` // machine
	How    faults.StopKind `json:"how,omitempty"`
	Amount time.Duration   `json:"amount_ns,omitempty"`
	Lossy  bool            `json:"lossy,omitempty"`
	Order  string          `json:"order,omitempty"`
	Region string          `json:"region,omitempty"` // that the order is about
	Rule   *faults.Rule    `json:"rule,omitempty"`

	Call  *faults.CallRule `json:"call,omitempty"`
	From  string           `json:"from,omitempty"` // of a link
	To    string           `json:"to,omitempty"`
	Shape *faults.Shape    `json:"shape,omitempty"`
}

type leverKind string

const (
	leverStop     leverKind = "stop"
	leverBus      leverKind = "bus"
	leverClock    leverKind = "clock"
	leverMessages leverKind = "messages"
	leverDisk     leverKind = "disk"
	leverTurn     leverKind = "turn"
	leverTell     leverKind = "tell"
	leverSilence  leverKind = "silence"
	leverCalls    leverKind = "calls"
	leverPower    leverKind = "power"
	leverCut      leverKind = "cut"
	leverShape    leverKind = "shape"
)

// request is what a parent wants. Exactly one of its fields beside the number is
// set; with none it only asks for everything the child has to pass on.
type request struct {
	Number uint64   `json:"number"`
	Setup  *setup   `json:"setup,omitempty"`
	Open   *opening `json:"open,omitempty"`
	Begin  *begin   `json:"begin,omitempty"`
	Lever  *lever   `json:"lever,omitempty"`
	Busy   bool     `json:"busy,omitempty"`
	Order  string   `json:"order,omitempty"`  // of an operator, to outside parties
	Ready  bool     `json:"ready,omitempty"`  // answer when every link passes messages
	Source bool     `json:"source,omitempty"` // make the streams of what regions export, at the hub
	Clock  bool     `json:"clock,omitempty"`  // say what the wall clock shows
	Probe  []string `json:"probe,omitempty"`  // say which of these host:port can be reached
}

// opening lets the machines open their ways to others.
type opening struct {
	Doors  map[string]string `json:"doors,omitempty"` // of outside parties
	Levers []lever           `json:"levers,omitempty"`
}

// begin lets the machines begin.
type begin struct {
	Start int64 `json:"start_ns"` // of the run, since 1970
}

// word is what a child says, in order, in the form of package gob: there are
// thousands a second, and most of their fields are empty.
type word struct {
	Seen   *live.Seen
	Heard  int64 // all it saw before was said before
	Sums   *live.Sums
	Fault  string // the harness's own failure
	Answer uint64 // the number of a request that was carried out
	Failed string // or why it was not
	Busy   string
	Port   int

	Doors   map[string]string // of outside parties in this child
	Clock   int64             // since 1970
	Reached []string
}
