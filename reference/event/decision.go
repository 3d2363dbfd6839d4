package event

// Decision is what the edge of a region decided, in one go, on a range of events
// that it was offered for one destination and purpose: what it sends leaves no
// earlier than this stands in its ledger.
type Decision struct {
	To       string // region
	Purpose  string
	Bundle   uint64 // number of the policy bundle it was decided by
	Hash     string // of that bundle
	Minds    uint64 // number of a bundle that waits and restricts it already; 0 = none
	Expired  bool   // it was older than it may be used for what is confidential and above
	Until    uint64 // last position decided on; the first is the body's
	Verdicts []Verdict
}

// Verdict is what was decided on one event.
type Verdict struct {
	Pos    uint64
	Event  string // id
	Type   string
	Tier   string // of the event at home
	Digest uint64 // of what was decided on, under a key of the region
	Reason string // why none of it may go; "" = it may
	Fields FieldSet
}

func (w *writer) decision(d *Decision) {
	w.name(`,"decision":`)
	w.open()
	w.text(`,"to":`, d.To)
	w.text(`,"purpose":`, d.Purpose)
	w.count(`,"bundle":`, d.Bundle)
	w.text(`,"hash":`, d.Hash)
	w.count(`,"minds":`, d.Minds)
	if d.Expired {
		w.text(`,"expired":`, "yes")
	}
	w.count(`,"until":`, d.Until)
	if len(d.Verdicts) > 0 {
		w.name(`,"verdicts":`)
		for i := range d.Verdicts {
			v := &d.Verdicts[i]
			w.element(i)
			w.count(`,"pos":`, v.Pos)
			w.text(`,"event":`, v.Event)
			w.text(`,"type":`, v.Type)
			w.text(`,"tier":`, v.Tier)
			w.count(`,"digest":`, v.Digest)
			w.text(`,"reason":`, v.Reason)
			w.count(`,"fields":`, uint64(v.Fields))
			w.close()
		}
		w.b = append(w.b, ']')
	}
	w.close()
}

func (p *parser) decision(d *Decision) {
	p.open('{')
	for first := true; p.more('}', first); first = false {
		switch p.name() {
		case "to":
			d.To = p.text()
		case "purpose":
			d.Purpose = p.text()
		case "bundle":
			d.Bundle = p.count()
		case "hash":
			d.Hash = p.text()
		case "minds":
			d.Minds = p.count()
		case "expired":
			d.Expired = p.text() != ""
		case "until":
			d.Until = p.count()
		case "verdicts":
			d.Verdicts = p.verdicts()
		default:
			p.skip()
		}
	}
}

func (p *parser) verdicts() []Verdict {
	var out []Verdict
	p.open('[')
	for first := true; p.more(']', first); first = false {
		out = append(out, Verdict{})
		p.verdict(&out[len(out)-1])
	}
	return out
}

func (p *parser) verdict(v *Verdict) {
	p.open('{')
	for first := true; p.more('}', first); first = false {
		switch p.name() {
		case "pos":
			v.Pos = p.count()
		case "event":
			v.Event = p.text()
		case "type":
			v.Type = p.text()
		case "tier":
			v.Tier = p.text()
		case "digest":
			v.Digest = p.count()
		case "reason":
			v.Reason = p.text()
		case "fields":
			v.Fields = FieldSet(p.small())
		default:
			p.skip()
		}
	}
}
