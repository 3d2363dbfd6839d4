package history

import "fmt"

// HeaderError says which part of a header is wrong and what to do about it.
type HeaderError struct {
	Path   string // "consumers[2]"
	What   string
	Remedy string
}

// Error returns "header: path: what: remedy".
func (e *HeaderError) Error() string {
	return fmt.Sprintf("header: %s: %s: %s", e.Path, e.What, e.Remedy)
}

func wrongHeader(path, what, remedy string) error {
	return &HeaderError{Path: path, What: what, Remedy: remedy}
}

// canaryMin is the shortest canary, in bytes: promises look for pieces of eight
// bytes, and a shorter value would be found by accident.
const canaryMin = 8

// Validate returns the first mistake as a [*HeaderError], or nil. It changes
// nothing; zero bounds are fine, see [Bounds.Defaults].
func (h *Header) Validate() error {
	if h.Schema != Schema {
		return wrongHeader("schema", fmt.Sprintf("%q is no format that this version reads", h.Schema), fmt.Sprintf("write %q", Schema))
	}
	for _, check := range []func(*Header) error{
		(*Header).validProfile, (*Header).validRegions, (*Header).validConsumers, (*Header).validStock, (*Header).validContracts,
		(*Header).validStates, (*Header).validCanaries, (*Header).validSchemas, (*Header).validClasses, (*Header).validResidency, (*Header).validGrants,
		(*Header).validPolicies, (*Header).validWatch, (*Header).validReconcile, (*Header).validFailover, (*Header).validStages, (*Header).validOwners, (*Header).validAgreements,
		(*Header).validSagas, (*Header).validBounds,
	} {
		if err := check(h); err != nil {
			return err
		}
	}
	return nil
}

func (h *Header) validRegions() error {
	seen := map[string]bool{}
	for i, name := range h.Regions {
		path := fmt.Sprintf("regions[%d]", i)
		switch {
		case name == "":
			return wrongHeader(path, "empty", "name the region or drop the entry")
		case seen[name]:
			return wrongHeader(path, fmt.Sprintf("%q is named twice", name), "name each region once")
		}
		seen[name] = true
	}
	return nil
}

// region reports whether a region may be spoken of: it is listed, or it is the
// hub, or the header lists none.
func (h *Header) region(name string) bool {
	if len(h.Regions) == 0 || name == h.Hub {
		return true
	}
	for _, r := range h.Regions {
		if r == name {
			return true
		}
	}
	return false
}

func (h *Header) unknownRegion(path, name string) error {
	return wrongHeader(path, fmt.Sprintf("region %q is not listed", name), `list it under "regions", or correct it`)
}

func (h *Header) validConsumers() error {
	seen := map[string]bool{}
	for i, c := range h.Consumers {
		path := fmt.Sprintf("consumers[%d]", i)
		switch {
		case c.Name == "":
			return wrongHeader(path, "no name", `give the "consumer" of its apply records`)
		case seen[c.Name]:
			return wrongHeader(path, fmt.Sprintf("%q is named twice", c.Name), "give each consumer one entry with all its sources")
		case len(c.Sources) == 0:
			return wrongHeader(path, fmt.Sprintf("%q has no sources", c.Name), `name the ledgers it follows, as in "stream" of append records`)
		case c.Region != "" && !h.region(c.Region):
			return h.unknownRegion(path, c.Region)
		}
		seen[c.Name] = true
	}
	return nil
}

func (h *Header) validStock() error {
	seen := map[Stock]bool{}
	for i, s := range h.Stock {
		path := fmt.Sprintf("stock[%d]", i)
		shelf := Stock{Region: s.Region, SKU: s.SKU}
		switch {
		case s.SKU == "" || s.Region == "":
			return wrongHeader(path, "no region or no sku", "give both")
		case s.Qty < 0:
			return wrongHeader(path, fmt.Sprintf("qty %d is negative", s.Qty), "give what stood on the shelf")
		case seen[shelf]:
			return wrongHeader(path, fmt.Sprintf("%s in %s is counted twice", s.SKU, s.Region), "give each article once per region")
		case !h.region(s.Region):
			return h.unknownRegion(path, s.Region)
		}
		seen[shelf] = true
	}
	return nil
}

func (h *Header) validContracts() error {
	for i, c := range h.Contracts {
		path := fmt.Sprintf("contracts[%d]", i)
		if c.Type == "" || c.To == "" || c.Purpose == "" {
			return wrongHeader(path, "no type, to or purpose", "give all three: what may go where, and what for")
		}
		if !h.region(c.To) {
			return h.unknownRegion(path, c.To)
		}
		for j, f := range c.Fields {
			if err := f.valid(fmt.Sprintf("%s.fields[%d]", path, j)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f Field) valid(path string) error {
	if f.Name == "" {
		return wrongHeader(path, "no name", "name the field")
	}
	switch f.How {
	case "clear", "token", "sealed", "aggregate", "drop":
		return nil
	}
	return wrongHeader(path, fmt.Sprintf("how is %q", f.How), "write clear, token, sealed, aggregate or drop")
}

func (h *Header) validStates() error {
	for i, t := range h.States {
		if t.Kind == "" || t.Type == "" || t.To == "" {
			return wrongHeader(fmt.Sprintf("states[%d]", i), "no kind, type or to", "give all three; from is empty where the line does not exist yet")
		}
	}
	seen := map[string]bool{}
	for i, s := range h.Progress {
		if s == "" || seen[s] {
			return wrongHeader(fmt.Sprintf("progress[%d]", i), fmt.Sprintf("%q is empty or named twice", s), "name each state once, least advanced first")
		}
		seen[s] = true
	}
	return nil
}

func (h *Header) validCanaries() error {
	for i, c := range h.Canaries {
		path := fmt.Sprintf("canaries[%d]", i)
		switch {
		case len(c.Value) < canaryMin:
			return wrongHeader(path, fmt.Sprintf("value %q is short", c.Value), fmt.Sprintf("plant at least %d bytes, or it is found by accident", canaryMin))
		case c.Region == "":
			return wrongHeader(path, "no region", "name the region that the value must not leave")
		case !h.region(c.Region):
			return h.unknownRegion(path, c.Region)
		}
	}
	return nil
}

func (h *Header) validSchemas() error {
	seen := map[string]bool{}
	for i, s := range h.Schemas {
		path := fmt.Sprintf("schemas[%d]", i)
		switch {
		case s.Type == "":
			return wrongHeader(path, "no type", "name the event type that has the fields")
		case seen[s.Type]:
			return wrongHeader(path, fmt.Sprintf("%q is listed twice", s.Type), "give each type one entry with all its fields")
		case len(s.Fields) == 0:
			return wrongHeader(path, fmt.Sprintf("%q has no fields", s.Type), "list those that consumers were built for")
		}
		seen[s.Type] = true
	}
	return nil
}

func (h *Header) validProfile() error {
	switch h.Profile {
	case "", "safe", "unsafe":
		return nil
	}
	return wrongHeader("profile", fmt.Sprintf("%q", h.Profile), `write "safe" if the disk kept what was acknowledged, "unsafe" if it need not, or leave it out`)
}

func (h *Header) validBounds() error {
	b := h.Bounds
	for _, x := range []struct {
		key  string
		v, n int64 // value, most; 0 = no limit
	}{
		{"queue_max", b.QueueMax, 0}, {"parked_max", b.ParkedMax, 0}, {"oversell_allowance", b.Allowance, 0},
		{"drift_max", b.DriftMax, 0}, {"drift_unit_ns", b.DriftNano, 0}, {"broken_ppm", b.BrokenPPM, 1_000_000},
		{"availability_ppm", b.Available, 1_000_000}, {"slower_permille", b.Slower, 0}, {"uneven_ns", b.UnevenNano, 0}, {"cross_permille", b.CrossShare, 0},
		{"converge_ns", b.ConvergeNano, 0}, {"horizon_ns", b.HorizonNano, 0},
		{"policy_ns", b.PolicyNano, 0}, {"passing_ns", b.PassingNano, 0}, {"arrival_ns", b.ArrivalNano, 0}, {"skew_ns", b.SkewNano, 0}, {"contributors", b.Contributors, 0}, {"attempts_max", b.AttemptsMax, 0}, {"ack_ns", b.AckNano, 0}, {"answer_ns", b.AnswerNano, 0},
	} {
		switch {
		case x.v < 0:
			return wrongHeader("bounds."+x.key, fmt.Sprintf("%d is negative", x.v), "give a limit, or leave it out for the default")
		case x.n > 0 && x.v > x.n:
			return wrongHeader("bounds."+x.key, fmt.Sprintf("%d is above %d", x.v, x.n), "give parts per million")
		}
	}
	switch b.Clocks {
	case "", "one", "many":
		return nil
	}
	return wrongHeader("bounds.clocks", fmt.Sprintf("%q", b.Clocks), `write "one" if all witnesses share a clock, else "many"`)
}
