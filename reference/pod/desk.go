package pod

import "github.com/seatrial/seatrial/reference/event"

const (
	wishesMax  = 64  // approvals asked for that are remembered
	answersMax = 256 // decisions that are remembered for whoever asks again
)

// desk is what a pod remembers of who acted on it: what was asked for and
// approved, what was decided last, and whether it is paused.
type desk struct {
	n       uint64   // decisions so far
	wishes  []wish   // oldest first
	answers []answer // oldest first
	paused  int64    // until then nothing is released, monotonic clock
}

// wish is something that needs a second person.
type wish struct {
	action    string // that it is about: export, break-glass
	on        string
	requester string
	approver  string // "" = nobody yet
	until     int64  // wall clock at which the approval ends
	end       int64  // and the monotonic clock: whichever comes first
}

// answer is what became of an act.
type answer struct {
	key     string
	verdict string
	rules   string
}

// about returns the action that a request or an approval is about, and the action
// itself for all others.
func about(action string) string {
	switch action {
	case event.RequestExport, event.ApproveExport:
		return event.Export
	case event.RequestBreakGlass, event.ApproveBreakGlass:
		return event.BreakGlass
	}
	return action
}

func (d *desk) wish(action, on string) *wish {
	for i := range d.wishes {
		if w := &d.wishes[i]; w.action == action && w.on == on {
			return w
		}
	}
	return nil
}

func (d *desk) answered(key string) (a answer, ok bool) {
	for i := range d.answers {
		if d.answers[i].key == key {
			return d.answers[i], true
		}
	}
	return answer{}, false
}

// absorb lets a decision take effect. What is granted for a time ends that long
// from now: after a recovery, which lost its clock, from the recovery.
func (d *desk) absorb(key string, version uint64, a *event.Access, now, span int64) {
	d.n = version
	d.answers = keepLast(append(d.answers, answer{key: key, verdict: a.Verdict, rules: a.Rules}), answersMax)
	if a.Verdict != event.OK {
		return
	}
	switch a.Action {
	case event.Pause:
		d.paused = now + span
	case event.Resume:
		d.paused = 0
	case event.RequestExport, event.RequestBreakGlass:
		if d.wish(about(a.Action), a.On) == nil {
			d.wishes = keepLast(append(d.wishes, wish{action: about(a.Action), on: a.On, requester: a.Subject}), wishesMax)
		}
	case event.ApproveExport, event.ApproveBreakGlass:
		if w := d.wish(about(a.Action), a.On); w != nil {
			w.approver, w.until, w.end = a.Subject, a.Until, now+span
		}
	}
}

// keepLast drops the oldest of a list that is too long.
func keepLast[T any](list []T, most int) []T {
	if len(list) > most {
		return append(list[:0], list[len(list)-most:]...)
	}
	return list
}

func (d *desk) pack(k *event.Pack) {
	k.Uint(d.n)
	k.Uint(uint64(len(d.wishes)))
	for _, w := range d.wishes {
		k.Text(w.action)
		k.Text(w.on)
		k.Text(w.requester)
		k.Text(w.approver)
		k.Int(w.until)
	}
	k.Uint(uint64(len(d.answers)))
	for _, a := range d.answers {
		k.Text(a.key)
		k.Text(a.verdict)
		k.Text(a.rules)
	}
	paused := uint64(0)
	if d.paused != 0 {
		paused = 1
	}
	k.Uint(paused)
}

func (d *desk) unpack(u *event.Unpack, now, span int64) {
	d.n = u.Uint()
	for range u.Len() {
		d.wishes = append(d.wishes, wish{action: u.Text(), on: u.Text(), requester: u.Text(), approver: u.Text(), until: u.Int(), end: now + span})
	}
	for range u.Len() {
		d.answers = append(d.answers, answer{key: u.Text(), verdict: u.Text(), rules: u.Text()})
	}
	if u.Uint() == 1 {
		d.paused = now + span
	}
}
