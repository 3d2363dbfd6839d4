package x12

// orderSet is the identifier of the purchase order's transaction set (ST01).
const orderSet = "850"

// openSet is a transaction set being read.
type openSet struct {
	PurchaseOrder
	ledger
	kind     string   // ST01
	segments int      // from ST on
	headers  int      // BEG segments
	totals   int      // CTT segments
	shipTo   bool     // whether a ship-to was met
	inShipTo bool     // whether N3 and N4 belong to it
	doc      document // another document than an order; nil for orders
	tags     []string // of its segments, if receipts are kept
}

// set reads one transaction set into the group.
func (r *reader) set(ix *openInterchange, g *openGroup, st segment) {
	s := openSet{segments: 1}
	s.begin(st, g.kind, r.scan.all)
	for {
		seg, found := r.scan.next()
		if !found {
			ix.breakAt(r.scan.here, ReasonTruncated, "the interchange ends inside set %s", s.Set)
			break
		}
		tag := seg.tag()
		if opens := tag == "ST"; opens || tag == "GS" || tag == "GE" || tag == "IEA" {
			ix.breakAt(seg.Position, ReasonTruncated, "found %s inside set %s, which has no SE", tag, s.Set)
			if opens {
				ix.sets++
			}
			break
		}
		s.segments++
		s.noteAll(seg)
		if r.scan.all {
			s.tags = append(s.tags, tag)
		}
		if tag == "SE" {
			s.end(seg)
			r.closeSet(ix, g, &s)
			return
		}
		switch {
		case s.kind == orderSet:
			s.add(tag, seg)
		case s.doc != nil && (viewed(tag) || viewedElsewhere(tag)):
			s.doc.add(&s.ledger, tag, seg, seg.elements())
		}
	}
	r.receiveSet(g, &s, false)
	ix.sets++
}

// begin reads ST.
func (s *openSet) begin(st segment, group string, all bool) {
	s.noteAll(st)
	e := st.elements()
	s.kind, s.Set, s.At = e.at(1), e.at(2), st.Position
	want := "PO"
	if all && s.kind != orderSet {
		s.doc, want = newDocument(s.kind, s.Set, st.Position)
	}
	switch {
	case s.kind != orderSet && s.doc == nil:
		s.note(st.Position, ReasonNotOrder, "transaction set %.20s is not a purchase order (%s)", s.kind, orderSet)
	case group != want && s.doc == nil:
		s.note(st.Position, ReasonWrongGS, "a purchase order stands in a group of kind %s, not PO", group)
	case group != want:
		s.note(st.Position, ReasonWrongGS, "a set %.3s stands in a group of kind %s, not %s", s.kind, group, want)
	}
	if s.Set == "" {
		s.note(st.Position, ReasonMissingST, "ST02 gives no control number")
	}
}

// end compares SE with what was read.
func (s *openSet) end(se segment) {
	e := se.elements()
	if n := parseCount(e.at(1)); n != s.segments {
		s.note(se.Position, ReasonCountSE, "SE01 says %.20q segments, counted %d", e.at(1), s.segments)
	}
	if e.at(2) != s.Set {
		s.note(se.Position, ReasonControlST, "SE02 is %.20q, ST02 is %.20q", e.at(2), s.Set)
	}
	if s.doc != nil {
		s.doc.end(&s.ledger, s.At)
	}
	if s.kind != orderSet {
		return
	}
	if s.headers != 1 {
		s.note(s.At, ReasonOrder, "the set has %d headers (BEG), want 1", s.headers)
	}
	if len(s.Lines) == 0 {
		s.note(s.At, ReasonOrder, "the set has no lines (PO1)")
	}
}

// closeSet hands the order on, or withholds it.
func (r *reader) closeSet(ix *openInterchange, g *openGroup, s *openSet) {
	if g.seen[s.Set] {
		s.note(s.At, ReasonDuplicate, "set %s stands twice in the group", s.Set)
	}
	r.receiveSet(g, s, s.accepts(r.mode))
	if !s.accepts(r.mode) {
		q := Quarantine{Scope: ScopeSet, Interchange: ix.Control, Group: g.Control, Set: s.Set, Sets: 1}
		g.withhold(s.quarantine(q, s.lead(r.mode), nil))
		return
	}
	g.seen[s.Set] = true
	g.take(harvest{sets: 1}, s.ledger)
	if s.doc != nil {
		s.doc.join(&g.Group)
		return
	}
	g.Orders = append(g.Orders, s.PurchaseOrder)
}
