// Package history holds what witnesses saw: one flat [Record] for everything
// that happened at a boundary, and a [Header] that says by which rules it is to
// be judged.
//
// A history is written by a world, or exported by any system, as JSON Lines:
// the header, the records in the order they were seen, and an end record. A
// history without its end record is truncated. The package never judges and
// never reads a clock. Start at [Record].
package history

// Kind says what kind of boundary a record was seen at.
type Kind uint8

// The kinds of records. The comment names the fields each carries beyond At,
// Kind, Witness and Region.
const (
	KindNone      Kind = iota
	KindPhase          // Note: baseline, faults, heal, drain, quiet
	KindInvoke         // a client sent a command: Op, Type, Entity; a retry repeats it with Attempt > 1
	KindOK             // the client got its answer: Op, Type, Entity
	KindFail           // the client was refused, nothing happened: Op, Reason
	KindInfo           // the client gave up waiting: it may have happened: Op
	KindAppend         // an owner's event became durable: Stream, Pos, Epoch, Event, Type, Entity, Version, Line, State, Op, Cause; of stock SKU, Delta, After, From (the order it serves); of a new order Qty (its lines)
	KindStore          // a bus stored an event: Stream (the bus), Pos (its sequence), Source, SourcePos, Event
	KindDeliver        // a bus handed an event to a consumer: Consumer, Stream, Pos, Source, SourcePos, Event, Attempt
	KindApply          // a consumer's effect became durable: Consumer, Source, SourcePos, Event, Entity, Epoch, Version, Cause
	KindReject         // a consumer decided against an effect: as KindApply, with Reason duplicate, stale, parked, dead-letter, shed
	KindMove           // goods moved physically: SKU, Qty, From, To (accounts)
	KindEffect         // a partner really did something: Op (idempotency key), Type (shipment ...), Entity, Line, SKU, Qty
	KindCross          // bytes left a region: From, To (regions), Type, Entity, Purpose, Fields, Body, Op; of an event in them Source, SourcePos, Event
	KindView           // somebody was shown a figure: Consumer (the viewer), Source (the owner's ledger) or From (its region), SKU, After, AsOf, Label
	KindFault          // a fault: Event (its id), Type (its kind), From and To (regions), Note (what it hits), Reason requested, injected, proved, no-effect, reverted; note is what somebody wrote down meanwhile (Event note, Note), no fault
	KindDown           // a machine stopped: Witness, Reason kill, power-loss, pause
	KindUp             // it came back: Epoch
	KindClock          // a region's clock is off: Region, Qty (ns ahead of true time)
	KindEnd            // the history is complete
	KindBundle         // a policy bundle came somewhere: Stream (the bundle's name), Version, Label (its hash), AsOf (effective from), Qty (ttl in ns), Op (which publication), Reason published (by the policy office, outside; again = confirmed), received, refused, in-force (at Consumer), Note why it was refused
	KindDecide         // an egress decided on a crossing, durably: Consumer (who decided), Stream and Pos (of its log), Source, SourcePos, Event, Type, Tier, To, Purpose, Version and Note (of the bundle: number and hash), Op (keyed digest of what was decided on), Label allow or deny, Reason, Fields that may go
	KindOpen           // a vault was asked to open what is sealed, or to take a token back: Type (the field), Op (the sealed value or token), Event (that it came with), Entity, Version, Purpose, Consumer (who asked), From (where it asked), Region (of the vault), Tier, Label allowed or refused, Reason
	KindAct            // somebody acted on the system, or was kept from it: Type (pause, replay, approve-export, read, break-glass ...), Op (the request), Entity (on what), Consumer (who), From (their region), State (their role), Cause (who approved), AsOf (when the credential expires), Purpose and Note (why, and on which ticket), Label requested, executed or refused, Reason
	KindStash          // bytes were put down somewhere that is no link: Type (log, metric, dead-letter, trace, file-name, panic, store), Region (where they lie), From (home of what they speak of), Tier, Body
	KindRelease        // an aggregate was released: Entity (the cell), Type, To, Qty (the value), Version (contributors), Body; of a count of events Source, SourcePos to Pos (the range it sums up), Consumer (who keeps it)
	KindAudit          // an entry of a chained log became durable: Stream, Pos, Type, Event, Entity, Op, Body (the entry), Cause (hash before), Label (hash of both)
	KindAnchor         // somebody outside was given the head of a chained log: Stream, Pos, Label (its hash)
	KindGround         // what the run stands on was held up, whatever the system does: Type (processor, disk), Qty (for how long, ns; until At)
	KindDocument       // a business document was sent or came, was decided on, or did not come in time: Type (850, 860, 997, 855, 856), Label (see LabelSent on), Op (the interchange: sender/receiver/control), Entity (the purchase order), Event (the transmission), Cause (of an answer: the interchange that it answers), State (of a 997 AK5 or AK9, of an 855 BAK02 or ACK01), Line, SKU, Qty, Reason
	KindMetric         // a monitor reported a figure, durably: Consumer (the monitor), Type (which figure), Qty (its value: ns, events or parts per million), Version (how many it is about), Source, SourcePos to Pos (the positions of the ledger that were new to it), Label measured or not-applicable, Reason resting if it reports no more until something happens
	KindAlert          // an alert was raised or ended, durably: Consumer (who raised it), Type (its rule), Entity (the group), Label raised or resolved, Qty (the value), Note (what changed), Reason (why it matters), Purpose (what to do next), To (who owns it), Cause (their rota)
	KindAttempt        // a partner was called, whatever came of it: Op (idempotency key), Type, Entity, Consumer (the partner), From (who called), Purpose (its priority), Label taken, slow, throttled, failed or unanswered
	KindReconcile      // a copy was compared with its owner: Consumer (the copy), Source and SourcePos (the owner's ledger, and as of which position), Label (see LabelSeeded on), Type (kind of the discrepancy), Entity (the row), Op (the run; of a repair its own key), Cause (of a repair its run); what the row is to be: Version, State, After; of a run that ended Qty (repairs), Pos (pages), Version (rows compared)
	KindLease          // it changed, or was refused, who may take the commands of a region, or one was taken meanwhile, durably: Consumer (who may), Stream (the ledger of the region's owner), Version (the term), Label (see LabelGranted on), Reason, Qty, Pos, Op, Type, Entity
	KindStage          // a region changed its stage of degradation, durably: Consumer (who decided), Entity (whose stage), Version (number of the change), Label (see LabelEntered on), State (the stage that was entered or left), Type and Qty (the figure that decided, and its value), SourcePos (of leaving: up to which position of the owner's ledger what was held back has to go)
	kindCount
)

// Reasons that checkers know.
const (
	ReasonDuplicate  = "duplicate"
	ReasonStale      = "stale"
	ReasonParked     = "parked"
	ReasonDeadLetter = "dead-letter"
	ReasonShed       = "shed"

	// ReasonInvalid is of a store: nobody can read what was stored, by the word of
	// who sent it (I-27).
	ReasonInvalid = "invalid"
)

// Labels of [KindDocument].
const (
	LabelSent        = "sent"        // by the witness; Reason: what is wrong with it, by the word of who sent it
	LabelReceived    = "received"    // by the witness
	LabelAccepted    = "accepted"    // by who had to decide on it, durably; it has effects
	LabelQuarantined = "quarantined" // set aside, with a Reason; it has none
	LabelRepeated    = "repeated"    // it was known already, and has no more effects
	LabelGap         = "gap"         // control numbers before that of Op are missing, and somebody was told
	LabelTimedOut    = "timed-out"   // the answer named by Reason (997, 855) to the order Entity of interchange Op did not come in time, says who waited
	LabelCalled      = "called"      // somebody opened a connection to the witness, who is not to be called
)

// PurposePassOn is of an apply whose Fields are those that the consumer keeps or
// passes on, unchanged (I-33).
const PurposePassOn = "pass-on"

// Physical accounts of [KindMove]. An account is a word, a region and a SKU.
const (
	AccountOutside = "outside" // suppliers, found stock, the rest of the world
	AccountShelf   = "shelf"
	AccountStaged  = "staged" // picked, not handed over
	AccountShipped = "shipped"
	AccountScrap   = "scrap"
)

// Book holds the stock figures of a record: on hand, allocated to order lines
// and held (quarantined), in units.
type Book struct {
	OnHand    int64
	Allocated int64
	Held      int64
}

// Record is one thing a witness saw. It is flat, so that a world can fill one
// value again and again; whoever receives it copies what it keeps. Times are
// nanoseconds, quantities are units.
type Record struct {
	Seq     uint64 // order of recording, from 1
	At      int64  // ns since the start of the run, true time
	Wall    int64  // what the witness's own clock said, ns; 0 = not read
	Kind    Kind
	Witness Name // who saw it: "ledger pod/tx", "tap tx>hub", "carrier/tx"
	Region  Name

	Stream    Name   // the ledger or bus the record is about
	Pos       uint64 // position in Stream, from 1, dense
	Source    Name   // the ledger an event came from
	SourcePos uint64 // its position there
	Consumer  Name   // who applied, rejected or was shown
	Attempt   uint32 // delivery or command attempt, from 1

	Event   Name   // event id, or fault id
	Type    Name   // semantic type: OrderAllocated
	Entity  Name   // "order/tx/17", "sku/tx/4"
	Version uint64 // of Entity, from 1, dense
	Epoch   uint32 // of the writer
	Line    uint32 // order line, from 1; 0 = whole order
	State   Name   // state the owner claims for the whole entity after this record
	Cause   Name   // id of the event that caused this one
	Op      Name   // idempotency key of the root command

	Tier  Name // data classification of what the record speaks of: public ... restricted
	SKU   Name
	Qty   int64
	Delta Book  // change of the owner's book
	After Book  // the owner's book after it, as the owner claims
	AsOf  int64 // instant of a shown figure: by wall clocks if Wall is set, else true time
	Label Name  // authoritative, provisional, stale

	From    Name
	To      Name
	Purpose Name
	Fields  []string // names of the fields that crossed
	Body    []byte   // every byte that crossed, headers included
	Reason  string
	Note    string
}

// Owner returns whose figure a view shows: the ledger it came from, or else the
// region. It is the zero name if the record does not say.
func (r *Record) Owner() Name {
	if r.Source.IsZero() {
		return r.From
	}
	return r.Source
}

// Age returns how old the figure of a view is, in ns: by the viewer's own clock
// where that was read, since figures are labelled by wall clocks, or else by
// true time.
func (r *Record) Age() int64 {
	if r.Wall != 0 {
		return r.Wall - r.AsOf
	}
	return r.At - r.AsOf
}

var kindNames = [kindCount]string{
	"none", "phase", "invoke", "ok", "fail", "info", "append", "store", "deliver", "apply", "reject",
	"move", "effect", "cross", "view", "fault", "down", "up", "clock", "end",
	"bundle", "decide", "open", "act", "stash", "release", "audit", "anchor", "ground", "document", "metric", "alert", "attempt", "reconcile",
	"lease", "stage",
}

func (k Kind) String() string {
	if k < kindCount {
		return kindNames[k]
	}
	return "unknown"
}

// ParseKind returns the kind of a name.
func ParseKind(name string) (Kind, bool) {
	for i, n := range kindNames {
		if n == name && i > 0 {
			return Kind(i), true
		}
	}
	return KindNone, false
}

// Kinds is a set of kinds.
type Kinds uint64

// Of returns the set of the given kinds.
func Of(kinds ...Kind) Kinds {
	var s Kinds
	for _, k := range kinds {
		s |= 1 << k
	}
	return s
}

// Has reports whether k is in the set.
func (s Kinds) Has(k Kind) bool { return s&(1<<k) != 0 }
