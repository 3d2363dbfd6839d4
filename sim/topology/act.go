package topology

import "time"

// Act is something that somebody asks of a region: to pause it, to replay its
// events, to approve an export. Who may is for the rules to say; what is scripted
// here is only that they ask, and with which credential.
type Act struct {
	At     time.Duration `json:"at_ns"`
	Region string        `json:"region"` // that is asked
	Who    string        `json:"who"`
	Role   string        `json:"role"`
	Action string        `json:"action"` // pause, replay, approve-export ...
	On     string        `json:"on"`     // "pod/tx", "export/tx/1"
	Why    string        `json:"why,omitempty"`
	Ticket string        `json:"ticket,omitempty"`
	Count  int64         `json:"count,omitempty"` // of a replay: events

	// The credential. One that was stolen is that of somebody elsewhere.
	Home   string        `json:"home,omitempty"`   // the region it is for; "" = the one that is asked
	TTL    time.Duration `json:"ttl_ns,omitempty"` // how long it is good for
	Age    time.Duration `json:"age_ns,omitempty"` // how long before it was issued; more than TTL: it has expired
	Forged bool          `json:"forged,omitempty"` // nobody issued it
}

// Belongs returns the region that the credential of the act is for.
func (a *Act) Belongs() string {
	if a.Home == "" {
		return a.Region
	}
	return a.Home
}
