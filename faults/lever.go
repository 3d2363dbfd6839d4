package faults

// always is the chance of a rule that hits every delivery, in parts per million.
const always = 1_000_000

// rule returns what a message fault asks of a bus.
func (f Fault) rule(chance uint32) Rule {
	return Rule{Region: f.Region, Consumer: f.Target, Kind: f.Kind, Chance: chance,
		Copies: max(1, f.Copies), Amount: f.Amount}
}

// shapeBoth changes both directions of a link.
func shapeBoth(t Target, f Fault, s Shape, on bool) {
	t.Shape(f.ID, f.Region, f.Peer, s, on)
	t.Shape(f.ID, f.Peer, f.Region, s, on)
}

// aggregator returns the machine that an aggregator outage takes down.
func (f Fault) aggregator() string {
	if f.Target != "" {
		return f.Target
	}
	return "aggregator"
}

// authority returns the machine whose policy bundles are meddled with.
func (f Fault) authority() string {
	if f.Target != "" {
		return f.Target
	}
	return "authority"
}

// calls returns what a fault about bundles asks of the calls of the authority.
func (f Fault) calls() CallRule {
	return CallRule{From: f.authority(), To: f.Region, Kind: f.Kind, Amount: f.Amount}
}

// stranger is the party at the hub that is nobody's; producer is one of a region.
const stranger = "stranger"

// erp is the party that sends a region files; adapter is who takes them.
func (f Fault) erp() string { return "erp/" + f.Region }

func (f Fault) adapter() string { return "adapter/" + f.Region }

func (f Fault) producer() string { return "producer/" + f.Region }

// meddler is the party that changes the copy of a region by hand.
func (f Fault) meddler() string { return "meddler/" + f.Region }

// supplier returns the party that a fault about suppliers is about.
func (f Fault) supplier() string {
	if f.Target != "" {
		return f.Target
	}
	return "supplier/" + f.Region
}

// carrier returns the party that a carrier outage silences.
func (f Fault) carrier() string {
	if f.Target != "" {
		return f.Target
	}
	return "carrier/" + f.Region
}
