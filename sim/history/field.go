package history

// field is one key of a record in JSON Lines. The table of fields drives the
// reader, the published schema and the check that the writer leaves none out.
type field struct {
	key string
	// at returns a pointer to the field; its type is the shape of the value. It is
	// nil for the count of an end record, which is no part of a record.
	at  func(*Record) any
	doc string
}

// fields are in the order in which the writer writes them, so that reading what
// it wrote finds each key at the first or second look.
var fields = [...]field{
	{"kind", func(r *Record) any { return &r.Kind }, "what happened"},
	{"seq", func(r *Record) any { return &r.Seq }, "order of recording, from 1; when absent, the number of the record in the file"},
	{"at_ns", func(r *Record) any { return &r.At }, "when, in nanoseconds since the start of the run"},
	{"wall_ns", func(r *Record) any { return &r.Wall }, "what the witness's own clock said, in nanoseconds since any instant"},
	{"witness", func(r *Record) any { return &r.Witness }, "who saw it"},
	{"region", func(r *Record) any { return &r.Region }, "where"},
	{"stream", func(r *Record) any { return &r.Stream }, "the ledger or bus the record is about"},
	{"pos", func(r *Record) any { return &r.Pos }, "position in stream, from 1, without holes"},
	{"source", func(r *Record) any { return &r.Source }, "the ledger an event came from"},
	{"source_pos", func(r *Record) any { return &r.SourcePos }, "its position in that ledger"},
	{"consumer", func(r *Record) any { return &r.Consumer }, "who received, applied, rejected or was shown"},
	{"attempt", func(r *Record) any { return &r.Attempt }, "attempt of a delivery or command, from 1"},
	{"event", func(r *Record) any { return &r.Event }, "id of the event, or of the fault"},
	{"type", func(r *Record) any { return &r.Type }, "what the event, command or effect means: OrderAllocated; the action of an act, the place of a stash"},
	{"entity", func(r *Record) any { return &r.Entity }, "what it is about, as kind/...: order/tx/17"},
	{"version", func(r *Record) any { return &r.Version }, "version of the entity, from 1, without holes; number of a policy bundle; contributors of a released aggregate"},
	{"epoch", func(r *Record) any { return &r.Epoch }, "epoch of the writer"},
	{"line", func(r *Record) any { return &r.Line }, "order line, from 1; absent for the whole order"},
	{"state", func(r *Record) any { return &r.State }, "state of the whole entity afterwards, as its owner claims"},
	{"cause", func(r *Record) any { return &r.Cause }, "id of the event that caused this one; hash of the entry before; who approved an act"},
	{"op", func(r *Record) any { return &r.Op }, "idempotency key of the command it all began with"},
	{"tier", func(r *Record) any { return &r.Tier }, "data classification: public, internal, confidential, regulated or restricted"},
	{"sku", func(r *Record) any { return &r.SKU }, "article"},
	{"qty", func(r *Record) any { return &r.Qty }, "units; number of lines of a new order; nanoseconds a clock is ahead of true time, a bundle may be used or the ground was held up; value of a released aggregate"},
	{"delta", func(r *Record) any { return &r.Delta }, "change of the owner's book"},
	{"after", func(r *Record) any { return &r.After }, "the owner's book afterwards, as it claims"},
	{"as_of_ns", func(r *Record) any { return &r.AsOf }, "the instant a shown figure speaks of, on the clock of wall_ns if that is given, else of at_ns; when a bundle takes effect or a credential expires"},
	{"label", func(r *Record) any { return &r.Label }, "of a shown figure: authoritative, provisional or stale; outcome of a decision, an act or an opening; hash of a bundle or a chained entry"},
	{"from", func(r *Record) any { return &r.From }, "account of a move; region of a crossing; region of a shown figure; order that a stock event serves"},
	{"to", func(r *Record) any { return &r.To }, "account of a move, or region of a crossing"},
	{"purpose", func(r *Record) any { return &r.Purpose }, "why it crossed"},
	{"fields", func(r *Record) any { return &r.Fields }, "names of the fields that crossed"},
	{"text", func(r *Record) any { return (*textBytes)(&r.Body) }, "every byte that crossed or was put down, where it is UTF-8"},
	{"body", func(r *Record) any { return &r.Body }, "every byte that crossed or was put down, in base64, where it is not"},
	{"reason", func(r *Record) any { return &r.Reason }, "why refused or rejected; stage of a fault; how a machine stopped"},
	{"note", func(r *Record) any { return &r.Note }, "name of a phase, or anything for people"},
	{"count", nil, "in the end record: the number of records before it; may be absent"},
}

// textBytes marks bytes that are written as text.
type textBytes []byte

// bookKeys are the keys of a [Book].
var bookKeys = [...]string{"on_hand", "allocated", "held"}

func (b *Book) at(i int) *int64 {
	return [...]*int64{&b.OnHand, &b.Allocated, &b.Held}[i]
}

// needed lists, by kind, the keys without which a record says nothing. A
// promise may need more; what it then cannot judge is unknown, not wrong.
var needed = [kindCount][]string{
	KindPhase:   {"note"},
	KindInvoke:  {"op"},
	KindOK:      {"op"},
	KindFail:    {"op"},
	KindInfo:    {"op"},
	KindAppend:  {"stream", "type"},
	KindStore:   {"stream"},
	KindDeliver: {"consumer"},
	KindApply:   {"consumer"},
	KindReject:  {"consumer", "reason"},
	KindMove:    {"sku", "qty", "from", "to"},
	KindEffect:  {"type"},
	KindCross:   {"from", "to"},
	KindFault:   {"event", "reason"},
	KindDown:    {"witness"},
	KindUp:      {"witness"},
	KindClock:   {"region"},
	KindBundle:  {"reason"}, // one that was garbled on its way has no version
	KindDecide:  {"consumer", "to", "label"},
	KindOpen:    {"consumer", "type", "label"},
	KindAct:     {"consumer", "type", "label"},
	KindStash:   {"type", "region"},
	KindRelease: {"entity", "to"},
	KindAudit:   {"stream", "pos", "label"},
	KindAnchor:  {"stream", "pos", "label"},
	KindGround:  {"qty"},

	KindDocument: {"type", "label"},
	KindMetric:   {"consumer", "type", "label"},
	KindAlert:    {"type", "label"},
	KindAttempt:  {"op", "consumer", "label"},

	KindReconcile: {"consumer", "label"},
	KindLease:     {"consumer", "stream", "label"},
	KindStage:     {"consumer", "label", "state"},
}

// demands are the indices of needed in the table of fields.
var demands = func() (out [kindCount][]int) {
	for kind, keys := range needed {
		for _, key := range keys {
			out[kind] = append(out[kind], fieldIndex(key))
		}
	}
	return out
}()

func fieldIndex(key string) int {
	for i := range fields {
		if fields[i].key == key {
			return i
		}
	}
	return -1
}

// lacks returns the index of the first key that a record of its kind needs and
// has not, or -1.
func (r *Record) lacks() int {
	for _, i := range demands[r.Kind] {
		if isZero(fields[i].at(r)) {
			return i
		}
	}
	return -1
}

func isZero(at any) bool {
	switch p := at.(type) {
	case *Name:
		return p.Text == ""
	case *string:
		return *p == ""
	case *int64:
		return *p == 0
	case *uint64:
		return *p == 0
	}
	return false
}
