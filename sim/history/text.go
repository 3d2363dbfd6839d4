package history

import "strconv"

// String returns the one text form of a record, for logs, traces and evidence:
//
//	0.100s tx client/tx order/tx/1: ok v1
func (r *Record) String() string {
	b, _ := r.AppendText(nil)
	return string(b)
}

// AppendText appends what [Record.String] returns: when, where, who, and in
// domain words what. The error is always nil.
func (r *Record) AppendText(b []byte) ([]byte, error) {
	b = appendSeconds(b, r.At)
	b = word(b, r.Region.Text)
	b = word(b, r.Witness.Text)
	if r.Kind < kindCount && phrases[r.Kind] != nil {
		return phrases[r.Kind](b, r), nil
	}
	return word(b, r.Kind.String()), nil
}

// phrases say what each kind of record means.
var phrases = [kindCount]func([]byte, *Record) []byte{
	KindPhase:   func(b []byte, r *Record) []byte { return word(word(b, "phase"), r.Note) },
	KindInvoke:  invokeText,
	KindOK:      answerText,
	KindFail:    answerText,
	KindInfo:    answerText,
	KindAppend:  appendedText,
	KindStore:   storeText,
	KindDeliver: consumerText,
	KindApply:   consumerText,
	KindReject:  consumerText,
	KindMove:    moveText,
	KindEffect:  effectText,
	KindCross:   crossText,
	KindView:    viewText,
	KindFault:   faultText,
	KindDown:    func(b []byte, r *Record) []byte { return word(append(b, ": down"...), r.Reason) },
	KindUp:      func(b []byte, r *Record) []byte { return count(append(b, ": up"...), "e", uint64(r.Epoch)) },
	KindClock:   clockText,
	KindBundle:  bundleText,
	KindDecide:  decideText,
	KindOpen:    actText,
	KindAct:     actText,
	KindStash:   stashText,
	KindRelease: releaseText,
	KindAudit:   chainText,
	KindAnchor:  chainText,
	KindGround:  groundText,

	KindDocument: documentText,
	KindMetric:   metricText,
	KindAlert:    alertText,
	KindAttempt:  attemptText,

	KindReconcile: reconcileText,
	KindLease:     leaseText,
	KindStage:     stageText,
}

func invokeText(b []byte, r *Record) []byte {
	b = subject(b, r)
	b = word(append(b, ": invoke"...), r.Type.Text)
	if !r.Entity.IsZero() {
		b = pair(b, "op", r.Op.Text)
	}
	return tries(b, r)
}

func answerText(b []byte, r *Record) []byte {
	b = subject(b, r)
	b = word(append(b, ':'), r.Kind.String())
	b = count(b, "v", r.Version)
	return word(b, r.Reason)
}

func appendedText(b []byte, r *Record) []byte {
	b = subject(b, r)
	b = word(append(b, ':'), r.Type.Text)
	b = count(b, "v", r.Version)
	b = word(b, r.State.Text)
	b = figure(b, "on hand", r.After.OnHand, r.Delta.OnHand)
	b = figure(b, "allocated", r.After.Allocated, r.Delta.Allocated)
	b = figure(b, "held", r.After.Held, r.Delta.Held)
	b = count(place(b, "at", r.Stream, r.Pos), "e", uint64(r.Epoch))
	return r.origin(b)
}

// origin appends what led to the record.
func (r *Record) origin(b []byte) []byte {
	b = pair(b, "cause", r.Cause.Text)
	return pair(b, "op", r.Op.Text)
}

func storeText(b []byte, r *Record) []byte {
	b = append(b, ':')
	b = place(b, "", r.Stream, r.Pos)
	b = place(append(b, " stores"...), "", r.Source, r.SourcePos)
	return word(b, r.Event.Text)
}

func consumerText(b []byte, r *Record) []byte {
	if r.Consumer.Key != r.Witness.Key {
		b = word(b, r.Consumer.Text)
	}
	b = word(append(b, ':'), r.Kind.String())
	b = place(b, "", r.Source, r.SourcePos)
	b = word(word(b, r.Entity.Text), r.Type.Text)
	b = count(b, "v", r.Version)
	b = word(b, r.Reason)
	return tries(b, r)
}

func attemptText(b []byte, r *Record) []byte {
	b = subject(b, r)
	b = word(word(append(b, ": called by"...), r.From.Text), r.Type.Text)
	b = word(pair(word(b, r.Purpose.Text), "op", r.Op.Text), r.Label.Text)
	return tries(b, r)
}

func moveText(b []byte, r *Record) []byte {
	b = goods(append(b, ": move"...), r)
	return arrow(b, r.From.Text, r.To.Text)
}

func effectText(b []byte, r *Record) []byte {
	b = subject(b, r)
	b = word(append(b, ':'), r.Type.Text)
	return pair(goods(b, r), "op", r.Op.Text)
}

// goods appends how much of which article.
func goods(b []byte, r *Record) []byte {
	if r.Qty != 0 || !r.SKU.IsZero() {
		b = strconv.AppendInt(append(b, ' '), r.Qty, 10)
	}
	return word(b, r.SKU.Text)
}

func crossText(b []byte, r *Record) []byte {
	b = append(b, ':')
	b = word(arrow(b, r.From.Text, r.To.Text), r.Type.Text)
	b = pair(word(b, r.Entity.Text), "for", r.Purpose.Text)
	for i, name := range r.Fields {
		sep := byte(',')
		if i == 0 {
			b, sep = append(b, ' '), '['
		}
		b = append(append(b, sep), name...)
	}
	if len(r.Fields) > 0 {
		b = append(b, ']')
	}
	b = strconv.AppendInt(append(b, ' '), int64(len(r.Body)), 10)
	return append(b, " bytes"...)
}

func viewText(b []byte, r *Record) []byte {
	b = word(append(b, ':'), r.Consumer.Text)
	b = word(append(b, " shows"...), r.Owner().Text)
	if r.SKU.IsZero() {
		b = word(b, r.Entity.Text)
	}
	b = word(b, r.SKU.Text)
	b = figure(b, "on hand", r.After.OnHand, 0)
	b = figure(b, "allocated", r.After.Allocated, 0)
	b = appendSeconds(append(b, " age "...), r.Age())
	return word(b, r.Label.Text)
}

func faultText(b []byte, r *Record) []byte {
	b = word(b, r.Event.Text)
	b = word(append(b, ':'), r.Type.Text)
	if r.To.IsZero() {
		b = word(b, r.Note)
	} else {
		b = arrow(b, r.From.Text, r.To.Text)
	}
	return word(b, r.Reason)
}

func clockText(b []byte, r *Record) []byte {
	b = append(b, ": clock off by "...)
	return appendSeconds(b, r.Qty)
}

func groundText(b []byte, r *Record) []byte {
	b = append(word(append(b, ':'), r.Type.Text), " held up for "...)
	return appendSeconds(b, r.Qty)
}

// documentText is "po/tx/7 line 2: 855 IA received 4 s-0001 op A/B/3 for B/A/9".
func documentText(b []byte, r *Record) []byte {
	b = word(word(append(subject(b, r), ':'), r.Type.Text), r.State.Text)
	b = word(b, r.Label.Text)
	if r.Qty != 0 {
		b = word(word(b, strconv.FormatInt(r.Qty, 10)), r.SKU.Text)
	}
	b = pair(b, "op", r.Op.Text)
	b = pair(b, "for", r.Cause.Text)
	return word(b, r.Reason)
}

// subject appends what the record is about: the entity and its line, or else
// the command.
func subject(b []byte, r *Record) []byte {
	if r.Entity.IsZero() {
		return word(b, r.Op.Text)
	}
	b = word(b, r.Entity.Text)
	return count(b, "line ", uint64(r.Line))
}

// tries appends which attempt it was, from the second on.
func tries(b []byte, r *Record) []byte {
	if r.Attempt > 1 {
		b = count(b, "attempt ", uint64(r.Attempt))
	}
	return b
}

// word appends a space and a word, or nothing for an empty one.
func word(b []byte, text string) []byte {
	if text == "" {
		return b
	}
	return append(append(b, ' '), text...)
}

func pair(b []byte, key, value string) []byte {
	if value == "" {
		return b
	}
	return word(word(b, key), value)
}

func count(b []byte, key string, n uint64) []byte {
	if n == 0 {
		return b
	}
	return strconv.AppendUint(word(b, key), n, 10)
}

func place(b []byte, key string, stream Name, pos uint64) []byte {
	b = word(word(b, key), stream.Text)
	return strconv.AppendUint(append(b, '@'), pos, 10)
}

func arrow(b []byte, from, to string) []byte {
	b = append(word(b, from), '>')
	return append(b, to...)
}

// figure appends a figure of a book and, in brackets, its change.
func figure(b []byte, key string, now, change int64) []byte {
	if now == 0 && change == 0 {
		return b
	}
	b = strconv.AppendInt(append(word(b, key), ' '), now, 10)
	if change == 0 {
		return b
	}
	b = append(b, " ("...)
	if change > 0 {
		b = append(b, '+')
	}
	return append(strconv.AppendInt(b, change, 10), ')')
}

// appendSeconds appends ns in seconds, with three digits, or six or nine where
// they are not zero.
func appendSeconds(b []byte, ns int64) []byte {
	size := uint64(ns)
	if ns < 0 {
		b = append(b, '-')
		size = -size
	}
	b = strconv.AppendUint(b, size/1e9, 10)
	b = append(b, '.')
	fraction, digits := size%1e9, 9
	for digits > 3 && fraction%1000 == 0 {
		fraction, digits = fraction/1000, digits-3
	}
	for unit := pow10(digits - 1); unit > 0; unit /= 10 {
		b = append(b, byte('0'+fraction/unit%10))
	}
	return append(b, 's')
}

func pow10(n int) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}
