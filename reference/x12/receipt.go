package x12

// Receipt is what was seen of one interchange, whatever became of it: enough to
// acknowledge it.
type Receipt struct {
	Interchange         // the header; without groups
	Accepted    bool    // what the envelope says; groups and sets inside may be withheld
	Lead        Fault   // that decided against the envelope; zero if it is accepted
	Faults      []Fault // of the envelope; at most 16
	Groups      []GroupReceipt
}

// GroupReceipt is what was seen of a functional group.
type GroupReceipt struct {
	Group           // the header; without documents
	Kind     string // GS01
	Accepted bool
	Faults   []Fault // of its envelope
	Declared int     // sets that GE01 declares; -1 if there is no count
	Sets     []SetReceipt
}

// SetReceipt is what was seen of a transaction set.
type SetReceipt struct {
	Kind     string // ST01
	Control  string // ST02
	Accepted bool
	Faults   []SetFault // at most 16
}

// SetFault is a fault of a set with the segment that has it.
type SetFault struct {
	Fault
	Tag   string // ST for the set itself
	Place int    // of the segment, counted from ST = 1
}

// receive keeps the receipt of an interchange.
func (r *reader) receive(ix *openInterchange) {
	if !r.scan.all {
		return
	}
	head := ix.Interchange
	head.Groups, head.Acks = nil, nil
	out := Receipt{Interchange: head, Accepted: ix.broken == nil && ix.accepts(r.mode), Faults: ix.kept, Groups: ix.papers}
	switch {
	case ix.broken != nil:
		out.Lead = *ix.broken
	case !out.Accepted:
		out.Lead = ix.lead(r.mode)
	}
	r.result.Receipts = append(r.result.Receipts, out)
}

func (r *reader) receiveGroup(ix *openInterchange, g *openGroup, accepted bool) {
	if !r.scan.all {
		return
	}
	head := Group{Sender: g.Sender, Receiver: g.Receiver, Date: g.Date, Time: g.Time, Control: g.Control, Version: g.Version}
	ix.papers = append(ix.papers, GroupReceipt{Group: head, Kind: g.kind, Accepted: accepted, Faults: g.kept, Declared: g.declared, Sets: g.papers})
}

func (r *reader) receiveSet(g *openGroup, s *openSet, accepted bool) {
	if !r.scan.all {
		return
	}
	p := SetReceipt{Kind: s.kind, Control: s.Set, Accepted: accepted}
	for _, f := range s.kept {
		place := f.Segment - s.At.Segment + 1
		tag := "ST"
		if place > 1 && place-2 < len(s.tags) {
			tag = s.tags[place-2]
		}
		p.Faults = append(p.Faults, SetFault{Fault: f, Tag: tag, Place: place})
	}
	g.papers = append(g.papers, p)
}
