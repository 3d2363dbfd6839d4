package history

// Schema is the name and version of the history format.
const Schema = "seatrial/history/v1"

// Header is the first line of a history. It carries what the promises are
// judged by: initial stock, contracts of fields, the state table and bounds. It
// comes from the scenario, never from the system on trial.
type Header struct {
	Schema   string   `json:"schema"`
	System   string   `json:"system,omitempty"`
	Scenario string   `json:"scenario,omitempty"`
	World    string   `json:"world,omitempty"`
	Seed     uint64   `json:"seed,omitempty"`
	Regions  []string `json:"regions,omitempty"`
	Hub      string   `json:"hub,omitempty"`

	// Of a run in real time: whether its disk kept what was acknowledged (safe or
	// unsafe), and how calls went to the hub.
	Profile   string `json:"profile,omitempty"`
	Transport string `json:"transport,omitempty"`

	Consumers []Consumer   `json:"consumers,omitempty"`
	Stock     []Stock      `json:"stock,omitempty"`
	Contracts []Contract   `json:"contracts,omitempty"`
	States    []Transition `json:"states,omitempty"`
	Terminal  []string     `json:"terminal,omitempty"` // states that nothing leaves except by a listed transition
	Progress  []string     `json:"progress,omitempty"` // line states, least advanced first; an order is as far as its least advanced open line
	Canaries  []Canary     `json:"canaries,omitempty"`
	Schemas   []EventShape `json:"schemas,omitempty"`
	Classes   []Class      `json:"classes,omitempty"`   // how sensitive each field is; a message is as sensitive as its most sensitive field
	Residency []Residency  `json:"residency,omitempty"` // where each tier may lie or be processed; a tier that is not listed stays at home
	Grants    []Grant      `json:"grants,omitempty"`    // who may do what
	Policies  []Policy     `json:"policies,omitempty"`  // every version of the rules that is in force at some time; Contracts, Classes, Residency and Grants are those of any version
	Audited   []string     `json:"audited,omitempty"`   // types of events that must be on record in a chained log
	Owners    []Owner      `json:"owners,omitempty"`    // who answers for which stream, adapter and process (I-36)
	Watch     *Watch       `json:"watch,omitempty"`     // what is measured and alarmed (I-37, I-38); absent = nothing is
	Bounds    Bounds       `json:"bounds"`

	Reconcile  *Reconcile  `json:"reconcile,omitempty"`  // how copies are compared with their owner (I-23); absent = they are not
	Failover   *Failover   `json:"failover,omitempty"`   // who takes the commands of a region that cannot (I-29); absent = nobody does
	Stages     *Stages     `json:"stages,omitempty"`     // when a region does without what (I-28); absent = it has no stages
	Agreements []Agreement `json:"agreements,omitempty"` // what was agreed with partners about calls to them
	Sagas      []Saga      `json:"sagas,omitempty"`      // processes that end committed or compensated
}

// Class says how sensitive a field is, and whose it is. Its home is the region
// that wrote it.
type Class struct {
	Field       string   `json:"field"`
	Type        string   `json:"type,omitempty"`        // in this event type only; "" = in every type without a class of its own
	Tier        string   `json:"tier"`                  // public, internal, confidential, regulated, restricted
	Account     string   `json:"account,omitempty"`     // whose it is: enterprise, customer, supplier, carrier
	Regulations []string `json:"regulations,omitempty"` // the regulations it is under
	Purposes    []string `json:"purposes,omitempty"`    // what it may be read for outside of its home; empty = for nothing
}

// Residency says where what is of a tier may lie besides its home region.
type Residency struct {
	Tier    string   `json:"tier"`
	Home    string   `json:"home,omitempty"` // of this region only; "" = of any
	Regions []string `json:"regions"`
	Stores  []string `json:"stores,omitempty"` // kinds of store; empty = any
}

// Grant lets a role act. Whoever is granted nothing may do nothing.
type Grant struct {
	Role     string   `json:"role"`
	Actions  []string `json:"actions"`
	Regions  []string `json:"regions,omitempty"`  // where; empty = in the region that the principal belongs to
	Approved bool     `json:"approved,omitempty"` // somebody else must have approved it
	ForNano  int64    `json:"for_ns,omitempty"`   // it ends by itself after this long; 0 = never
}

// Consumer says who is to apply which events exactly once.
type Consumer struct {
	Name     string   `json:"name"`
	Region   string   `json:"region,omitempty"`
	Sources  []string `json:"sources"`            // the ledgers it follows
	Entities []string `json:"entities,omitempty"` // entity kinds ("order", "sku"); empty = all
	Types    []string `json:"types,omitempty"`    // event types; empty = all
}

// Stock is what stood on the shelf before the first record.
type Stock struct {
	Region string `json:"region"`
	SKU    string `json:"sku"`
	Qty    int64  `json:"qty"`
}

// Contract names the fields that may leave a region for one destination and
// purpose, and how. A field that is not named may not leave.
type Contract struct {
	Type    string  `json:"type"`
	To      string  `json:"to"`
	Purpose string  `json:"purpose"`
	Fields  []Field `json:"fields"`
}

// Field is one field of a contract. How is clear, token
// (a keyed pseudonym), sealed (encrypted, opened at home alone), aggregate (only
// as part of a figure of many) or drop.
type Field struct {
	Name   string `json:"name"`
	How    string `json:"how"`
	Reader string `json:"reader,omitempty"` // who reads it at the destination (R020)
}

// Transition is one row of the state table: an event type takes an order line
// from one state to another. From "" means the line does not exist yet.
type Transition struct {
	Kind string `json:"kind"` // entity kind: "order"
	From string `json:"from"`
	Type string `json:"type"`
	To   string `json:"to"`
}

// Canary is a value planted in a field that must not leave its region.
type Canary struct {
	Region string `json:"region"`
	Field  string `json:"field"`
	Value  string `json:"value"`
}

// EventShape is what consumers know of an event type: the fields it has by the
// schema they were built for. Once a header has any, a type without one is
// unknown to them (I-33).
type EventShape struct {
	Type   string   `json:"type"`
	Fields []string `json:"fields"`
}

// Bounds are the declared limits. Zero means the default of [Bounds.Defaults].
type Bounds struct {
	QueueMax     int64  `json:"queue_max,omitempty"`        // events a pod may hold back from its bus (I-26)
	ParkedMax    int64  `json:"parked_max,omitempty"`       // events a consumer may park (I-06)
	Allowance    int64  `json:"oversell_allowance"`         // kappa of I-03, units per SKU and region
	DriftMax     int64  `json:"drift_max,omitempty"`        // units of an article that may be promised beyond what there is (I-11)
	DriftNano    int64  `json:"drift_unit_ns,omitempty"`    // and for how long in all, summed over units (I-11)
	BrokenPPM    int64  `json:"broken_ppm,omitempty"`       // share of promised lines that may lose their goods again, beyond one for each lost unit (I-11)
	Available    int64  `json:"availability_ppm,omitempty"` // least share of local commands answered ok while cut off (I-30)
	Slower       int64  `json:"slower_permille,omitempty"`  // p99 while cut off may be this much above baseline (I-30)
	UnevenNano   int64  `json:"uneven_ns,omitempty"`        // a difference of p99s up to this is the machine's, not the system's (I-30); 0 = none is
	CrossShare   int64  `json:"cross_permille,omitempty"`   // cross-region bytes per local byte (I-15); 0 = not judged
	ConvergeNano int64  `json:"converge_ns,omitempty"`      // after the last heal everything agrees within this (I-09)
	HorizonNano  int64  `json:"horizon_ns,omitempty"`       // an idempotency key is honoured this long (I-05)
	PolicyNano   int64  `json:"policy_ns,omitempty"`        // a published bundle is in force everywhere within this (I-16)
	PassingNano  int64  `json:"passing_ns,omitempty"`       // what was sent passes the witness of a link within this (I-16); 0 = as it is sent
	ArrivalNano  int64  `json:"arrival_ns,omitempty"`       // what was sent arrives within this (I-25); 0 = after the same time as all else
	SkewNano     int64  `json:"skew_ns,omitempty"`          // a credential is honoured at most this long after it expired (I-34)
	AttemptsMax  int64  `json:"attempts_max,omitempty"`     // deliveries after which a message that nobody can read must be put away (I-27)
	Contributors int64  `json:"contributors,omitempty"`     // least contributors of a released aggregate (I-44)
	AckNano      int64  `json:"ack_ns,omitempty"`           // an order is acknowledged by a 997 within this, or is given up (I-41)
	AnswerNano   int64  `json:"answer_ns,omitempty"`        // and answered by an 855 within this, or is given up (I-41)
	Clocks       string `json:"clocks,omitempty"`           // "one" if all witnesses share a clock
}

// Defaults returns b with every zero replaced by its default.
func (b Bounds) Defaults() Bounds {
	set := func(p *int64, v int64) {
		if *p == 0 {
			*p = v
		}
	}
	set(&b.QueueMax, 4096)
	set(&b.ParkedMax, 1024)
	set(&b.DriftMax, 10)
	set(&b.DriftNano, 3_600_000_000_000)
	set(&b.BrokenPPM, 10_000)
	set(&b.Available, 990_000)
	set(&b.Slower, 500)
	set(&b.ConvergeNano, 60_000_000_000)
	set(&b.HorizonNano, 120_000_000_000)
	set(&b.PolicyNano, 10_000_000_000)
	set(&b.AttemptsMax, 5)
	set(&b.Contributors, 5)
	set(&b.AckNano, 10_000_000_000)
	set(&b.AnswerNano, 30_000_000_000)
	if b.Clocks == "" {
		b.Clocks = "one"
	}
	return b
}
