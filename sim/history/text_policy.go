package history

import "strconv"

// bundleText: "policy/tx: bundle v3 in-force ab12".
func bundleText(b []byte, r *Record) []byte {
	b = word(append(b, ": bundle"...), r.Stream.Text)
	b = word(count(b, "v", r.Version), r.Reason)
	return word(word(b, r.Label.Text), r.Note)
}

// decideText: ": allow OrderCreated confidential >hub for demand-planning by v3".
func decideText(b []byte, r *Record) []byte {
	b = word(append(b, ':'), r.Label.Text)
	b = word(word(b, r.Type.Text), r.Tier.Text)
	b = pair(arrow(b, "", r.To.Text), "for", r.Purpose.Text)
	return word(count(b, "by v", r.Version), r.Reason)
}

// actText: " alice: break-glass order/tx/1 executed".
func actText(b []byte, r *Record) []byte {
	b = word(b, r.Consumer.Text)
	b = word(append(b, ':'), r.Type.Text)
	b = word(word(b, r.Entity.Text), r.Label.Text)
	return word(pair(b, "approved by", r.Cause.Text), r.Reason)
}

func stashText(b []byte, r *Record) []byte {
	b = word(append(b, ": puts down"...), r.Type.Text)
	b = pair(word(b, r.Tier.Text), "of", r.From.Text)
	b = strconv.AppendInt(append(b, ' '), int64(len(r.Body)), 10)
	return append(b, " bytes"...)
}

func releaseText(b []byte, r *Record) []byte {
	b = word(append(b, ": releases"...), r.Entity.Text)
	b = strconv.AppendInt(append(b, ' '), r.Qty, 10)
	return count(arrow(b, "", r.To.Text), "contributors ", r.Version)
}

// chainText: ": OrderAllocated at audit/tx@4 ab12 after 9f3c".
func chainText(b []byte, r *Record) []byte {
	b = word(append(b, ':'), r.Type.Text)
	b = word(place(b, "at", r.Stream, r.Pos), r.Label.Text)
	return pair(b, "after", r.Cause.Text)
}
