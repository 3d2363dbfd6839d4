package history

// Agreement says how a partner may be called, and what its callers owe it and
// each other (I-24, I-25, I-26). Times are nanoseconds.
type Agreement struct {
	Partner string   `json:"partner"`          // the consumer of the attempts that it witnesses
	Callers []string `json:"callers"`          // who share it: ledgers, and From of the attempts
	Offers  []string `json:"offers,omitempty"` // event types of a caller's ledger, with To = partner, by which a message waits to be called with
	Parks   []string `json:"parks,omitempty"`  // by which it waits elsewhere
	Resumes []string `json:"resumes,omitempty"`
	Settles []string `json:"settles,omitempty"` // by which it waits no more
	Sheds   []string `json:"sheds,omitempty"`   // by which it never will be called with, and somebody was told

	Rate     int64 `json:"rate"`     // calls per 1000 s, all callers together
	Burst    int64 `json:"burst"`    // calls at the same instant, all callers together
	Capacity int64 `json:"capacity"` // calls per 1000 s that the partner can take

	Budget      int64 `json:"budget_permille"` // calls beyond the first of each message
	Spare       int64 `json:"spare"`           // and so many more, once
	DripNano    int64 `json:"drip_ns"`         // and one more per caller and this time; 0 = none
	AttemptsMax int64 `json:"attempts_max"`    // of one message
	IdleNano    int64 `json:"idle_ns"`         // a partner that has not failed is called within this while messages wait
	ReturnNano  int64 `json:"return_ns"`       // one that has failed is; and the load is below capacity so long after a fault

	TimeoutNano int64 `json:"timeout_ns,omitempty"` // a call without an answer has failed after this
	WindowNano  int64 `json:"window_ns,omitempty"`  // calls of this time decide about a breaker; 0 = it is not asked to open
	CallsMin    int64 `json:"calls_min,omitempty"`  // so many in it that all fail open it, per caller and purpose
	OpenNano    int64 `json:"open_ns,omitempty"`    // an open one lets no two calls pass within this

	QueueMax  int64  `json:"queue_max"`         // messages that wait, per caller
	ParkedMax int64  `json:"parked_max"`        // messages that wait elsewhere, per caller
	Urgent    string `json:"urgent,omitempty"`  // purpose of the calls that come first
	WaitNano  int64  `json:"wait_ns,omitempty"` // 99th percentile of what an urgent message waits; 0 = not judged
}

// Saga is a process over several parties that ends committed, shed or compensated
// (I-22). Its steps are event types of a ledger and effects at partners, about one
// entity.
type Saga struct {
	Kind       string   `json:"kind"`               // of the entity: "po"
	Begin      string   `json:"begin"`              // event that begins it
	Commit     []string `json:"commit"`             // events that end it well
	Receipts   []string `json:"receipts"`           // events that end it before anything was done
	Failures   []string `json:"failures"`           // events that call for compensation
	Compensate []string `json:"compensate"`         // events that make it up, each once, in this order
	Late       string   `json:"late"`               // event that says that it happened after all
	Lates      []string `json:"lates"`              // events of which one answers it
	Cancels    []string `json:"cancels,omitempty"`  // of these, events that say that the partner took it back
	Adds       []string `json:"adds"`               // events that put the quantity into the account of what is open
	Takes      []string `json:"takes"`              // events that take it out
	Lessens    []string `json:"lessens,omitempty"`  // of these, events that say that the partner has fewer units of it than before
	Lessened   []string `json:"lessened,omitempty"` // effects at a partner: so many units of it are off

	Done    string `json:"done"`    // effect at a partner: it was begun there
	Refused string `json:"refused"` // effect: it will not be done
	Undone  string `json:"undone"`  // effect: it was taken back
	Notice  string `json:"notice"`  // effect: somebody was told
}
