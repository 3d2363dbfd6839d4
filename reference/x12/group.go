package x12

// openGroup is a functional group being read.
type openGroup struct {
	Group
	ledger
	harvest
	kind     string          // GS01: PO for purchase orders
	seen     map[string]bool // control numbers of sets accepted
	papers   []SetReceipt    // of its sets, if receipts are kept
	declared int             // GE01; -1 if there is none
}

// group reads one group into the interchange.
func (r *reader) group(ix *openInterchange, gs segment) {
	g := openGroup{seen: map[string]bool{}, declared: -1}
	if what := g.begin(gs); what != "" {
		ix.breakAt(gs.Position, ReasonWrongGS, "the group header (GS) has no valid %s", what)
		return
	}
	ix.groups++
	for ix.broken == nil {
		seg, found := r.scan.next()
		if !found {
			ix.breakAt(r.scan.here, ReasonTruncated, "the interchange ends inside group %s", g.Control)
			break
		}
		if seg.tag() == "GE" {
			g.end(seg)
			r.closeGroup(ix, &g, gs.Position)
			return
		}
		r.inGroup(ix, &g, seg)
	}
	r.receiveGroup(ix, &g, false)
	ix.sets += g.sets
	ix.quarantines = append(ix.quarantines, g.quarantines...)
}

// inGroup reads what may stand between GS and GE.
func (r *reader) inGroup(ix *openInterchange, g *openGroup, seg segment) {
	switch tag := seg.tag(); tag {
	case "ST":
		r.set(ix, g, seg)
	case "GS", "IEA":
		ix.breakAt(seg.Position, ReasonTruncated, "found %s inside group %s, which has no GE", tag, g.Control)
	default:
		ix.breakAt(seg.Position, ReasonMissingST, "found %.20q in group %s outside a transaction set (ST)", tag, g.Control)
	}
}

// begin reads GS. It returns the element without which the group cannot be
// trusted, or "".
func (g *openGroup) begin(gs segment) (missing string) {
	g.noteAll(gs)
	e := gs.elements()
	g.kind = e.at(1)
	g.Group = Group{
		Sender: e.at(2), Receiver: e.at(3), Date: e.at(4), Time: e.at(5), Control: e.at(6), Version: e.at(8),
	}
	switch {
	case len(g.kind) != 2 || !isTag(g.kind):
		return "kind of document (GS01)"
	case !isDate(g.Date):
		return "date (GS04)"
	case !digits(g.Control) || len(g.Control) > 9:
		return "control number (GS06)"
	}
	value := func(name, v string, valid bool) {
		if !valid {
			g.note(gs.Position, ReasonEnvelope, "%s %.20q is not valid", name, v)
		}
	}
	value("GS02", g.Sender, g.Sender != "")
	value("GS03", g.Receiver, g.Receiver != "")
	value("GS05", g.Time, isTime(g.Time))
	value("GS08", g.Version, g.Version != "")
	return ""
}

// end compares GE with what was read.
func (g *openGroup) end(ge segment) {
	g.noteAll(ge)
	e := ge.elements()
	g.declared = parseCount(e.at(1))
	if g.declared != g.sets {
		g.note(ge.Position, ReasonCountGE, "GE01 says %.20q sets, counted %d", e.at(1), g.sets)
	}
	if e.at(2) != g.Control {
		g.note(ge.Position, ReasonControlGS, "GE02 is %.20q, GS06 is %.20q", e.at(2), g.Control)
	}
}

// closeGroup hands the group on, or withholds it.
func (r *reader) closeGroup(ix *openInterchange, g *openGroup, at Position) {
	if ix.seen[g.Control] {
		g.note(at, ReasonDuplicate, "group %s stands twice in the interchange", g.Control)
	}
	r.receiveGroup(ix, g, g.accepts(r.mode))
	if !g.accepts(r.mode) {
		q := Quarantine{Scope: ScopeGroup, Interchange: ix.Control, Group: g.Control, Sets: g.sets}
		ix.withhold(g.ledger.quarantine(q, g.lead(r.mode), g.quarantines))
		return
	}
	ix.seen[g.Control] = true
	ix.take(g.harvest, g.ledger)
	if g.documents() > 0 {
		ix.Groups = append(ix.Groups, g.Group)
	}
}
