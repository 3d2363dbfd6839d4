package topology

// Form says who decides on a write, and what leaves a region.
type Form string

// The forms. The zero value is active-active.
const (
	ActiveActive  Form = ""               // each region decides on what is its own, and what the policy allows leaves it
	ActivePassive Form = "active-passive" // as active-active, and a region that cannot has a standby which takes its commands
	Wholesale     Form = "wholesale"      // as active-passive, and the standby goes on with everything that its home had open
	Centralised   Form = "centralised"    // a region asks the hub before it takes an order
	SingleRegion  Form = "single-region"  // everything that decides stands in the first region, whoever it decides for
	FullPayload   Form = "full-payload"   // as active-active, and orders leave a region with all that they hold
)

// Forms lists the forms.
func Forms() []Form {
	return []Form{ActiveActive, ActivePassive, Wholesale, SingleRegion, Centralised, FullPayload}
}

// FormNames lists the names of the forms.
func FormNames() []string {
	var names []string
	for _, f := range Forms() {
		names = append(names, f.String())
	}
	return names
}

// HasStandby reports whether a region has somebody who takes over.
func (f Form) HasStandby() bool { return f == ActivePassive || f == Wholesale }

// String returns the name of the form.
func (f Form) String() string {
	if f == ActiveActive {
		return "active-active"
	}
	return string(f)
}

// ParseForm returns the form of a name, false if there is none.
func ParseForm(name string) (Form, bool) {
	for _, f := range Forms() {
		if f.String() == name {
			return f, true
		}
	}
	return ActiveActive, false
}
