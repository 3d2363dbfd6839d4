package bench

// Join returns one result of several rounds of one program, of which there must be
// at least one: the samples after each other, and of each counter the median, but
// of what was lost or duplicated the worst. Load steps are medians, see [MedianSteps].
// What one round lacks is left out, and so are curves.
func Join(rounds []*Result) *Result {
	out := *rounds[0]
	out.Timings, out.Curves = nil, nil // curves of rounds do not add up: merge their histograms
	var steps [][]Step
	for _, r := range rounds {
		steps = append(steps, r.Steps)
		for _, t := range r.Timings {
			out.Add(t.Leg, t.Metric, t.Samples...)
		}
	}
	out.Steps = MedianSteps(steps)
	out.Counters = Counters{
		AllocationsPerEvent: middle(rounds, func(c *Counters) *float64 { return c.AllocationsPerEvent }),
		BytesPerEvent:       middle(rounds, func(c *Counters) *float64 { return c.BytesPerEvent }),
		EventsPerOrder:      middle(rounds, func(c *Counters) *float64 { return c.EventsPerOrder }),
		MessagesPerOrder:    middle(rounds, func(c *Counters) *float64 { return c.MessagesPerOrder }),
		Lost:                worst(rounds, func(c *Counters) *int64 { return c.Lost }),
		Duplicated:          worst(rounds, func(c *Counters) *int64 { return c.Duplicated }),
	}
	return &out
}

// Medians returns a result of one round that was measured several times: of each
// timing the median. Counters are left as they are.
func Medians(r *Result) *Result {
	out := *r
	out.Timings = nil
	for _, t := range r.Timings {
		out.Add(t.Leg, t.Metric, Median(t.Samples))
	}
	return &out
}

func middle(rounds []*Result, of func(*Counters) *float64) *float64 {
	var values []float64
	for _, r := range rounds {
		v := of(&r.Counters)
		if v == nil {
			return nil
		}
		values = append(values, *v)
	}
	m := Median(values)
	return &m
}

func worst(rounds []*Result, of func(*Counters) *int64) *int64 {
	most := int64(0)
	for _, r := range rounds {
		v := of(&r.Counters)
		if v == nil {
			return nil
		}
		most = max(most, *v)
	}
	return &most
}
