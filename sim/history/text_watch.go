package history

import "strconv"

// metricText: " monitor/tx: inventory-freshness 1200000000 of pod/tx@17".
func metricText(b []byte, r *Record) []byte {
	b = word(append(b, ':'), r.Type.Text)
	if r.Label.Text == LabelNotApplicable {
		b = word(b, r.Label.Text)
	} else {
		b = strconv.AppendInt(append(b, ' '), r.Qty, 10)
	}
	return word(place(b, "of", r.Source, r.Pos), r.Reason)
}

// alertText: " pager/tx: raised nothing-ships, lines wait for 12 s; shipping".
func alertText(b []byte, r *Record) []byte {
	b = word(word(append(b, ':'), r.Label.Text), r.Type.Text)
	b = word(b, r.Note)
	return pair(b, "owner", r.To.Text)
}
