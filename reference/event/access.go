package event

// Actions that people ask of a region.
const (
	Pause             = "pause" // no line is released until it ends by itself, or by Resume
	Resume            = "resume"
	Replay            = "replay" // the newest events are put on the bus again
	Read              = "read"
	RequestExport     = "request-export"
	ApproveExport     = "approve-export"
	Export            = "export"
	RequestBreakGlass = "request-break-glass"
	ApproveBreakGlass = "approve-break-glass"
	BreakGlass        = "break-glass"
)

// Access is what somebody wants to do to a region (Act), or what was decided
// about it (AccessDecided). The token never leaves a wish: who has it can act.
type Access struct {
	Action string
	On     string // "pod/tx", "export/tx/1"
	Why    string
	Ticket string
	Count  int64  // of a replay: events
	Token  string // of a wish alone

	Subject   string
	Role      string
	Home      string // region of the credential
	Expires   int64  // when it does, wall clock, ns
	Requester string // who asked for an approval
	Approver  string // who gave it
	Until     int64  // when what was granted ends by itself, wall clock, ns; 0 = it does not
	Verdict   string // OK or Refused
	Rules     string // names of the policies that decided, with spaces between them
}

func (w *writer) access(a *Access) {
	w.name(`,"access":`)
	w.open()
	w.text(`,"action":`, a.Action)
	w.text(`,"on":`, a.On)
	w.text(`,"why":`, a.Why)
	w.text(`,"ticket":`, a.Ticket)
	w.number(`,"count":`, a.Count)
	w.text(`,"token":`, a.Token)
	w.text(`,"subject":`, a.Subject)
	w.text(`,"role":`, a.Role)
	w.text(`,"home":`, a.Home)
	w.number(`,"expires":`, a.Expires)
	w.text(`,"requester":`, a.Requester)
	w.text(`,"approver":`, a.Approver)
	w.number(`,"until":`, a.Until)
	w.text(`,"verdict":`, a.Verdict)
	w.text(`,"rules":`, a.Rules)
	w.close()
}

func (p *parser) access(a *Access) {
	texts := map[string]*string{"action": &a.Action, "on": &a.On, "why": &a.Why, "ticket": &a.Ticket, "token": &a.Token,
		"subject": &a.Subject, "role": &a.Role, "home": &a.Home, "requester": &a.Requester, "approver": &a.Approver,
		"verdict": &a.Verdict, "rules": &a.Rules}
	numbers := map[string]*int64{"count": &a.Count, "expires": &a.Expires, "until": &a.Until}
	p.open('{')
	for first := true; p.more('}', first); first = false {
		name := p.name()
		switch text, number := texts[name], numbers[name]; {
		case text != nil:
			*text = p.text()
		case number != nil:
			*number = p.number()
		default:
			p.skip()
		}
	}
}
