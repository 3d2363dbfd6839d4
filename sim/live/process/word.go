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
}

type leverKind string

const (
	leverStop     leverKind = "stop"
	leverBus      leverKind = "bus"
	leverClock    leverKind = "clock"
	leverMessages leverKind = "messages"
	leverDisk     leverKind = "disk"
	leverTurn     leverKind = "turn"
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

// word is what a child says, in order.
type word struct {
	Seen   *live.Seen `json:"seen,omitempty"`
	Heard  int64      `json:"heard,omitempty"` // all it saw before was said before
	Sums   *live.Sums `json:"sums,omitempty"`
	Fault  string     `json:"fault,omitempty"`  // the harness's own failure
	Answer uint64     `json:"answer,omitempty"` // the number of a request that was carried out
	Failed string     `json:"failed,omitempty"` // or why it was not
	Busy   string     `json:"busy,omitempty"`
	Port   int        `json:"port,omitempty"`
}
