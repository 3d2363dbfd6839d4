package policy

import "slices"

// Within reports whether everything that d lets go, o lets go at least as
// visibly, and for as long: d is as strict as o, or stricter.
func (d *Decider) Within(o *Decider) bool {
	if d.ttl > o.ttl || !subset(d.regulations, o.regulations) {
		return false
	}
	for _, r := range d.routes {
		other := o.route(r.to, r.purpose)
		for typ, rule := range r.rules {
			if len(rule.names) > 0 && (other == nil || !rule.within(other.rules[typ])) {
				return false
			}
		}
	}
	return true
}

func (r *Rule) within(o *Rule) bool {
	if o == nil {
		return false
	}
	for id, how := range r.ways {
		if how != 0 && (o.ways[id] == 0 || how < o.ways[id]) {
			return false
		}
	}
	return true
}

// meet returns the decider that lets go only what both do, each field in the
// less visible of its two ways. It speaks in the name of the first.
func meet(a, b *Decider) *Decider {
	m := *a
	m.ttl, m.routes = min(a.ttl, b.ttl), nil
	m.regulations = slices.DeleteFunc(slices.Clone(a.regulations), func(r string) bool { return !slices.Contains(b.regulations, r) })
	for _, r := range a.routes {
		other := b.route(r.to, r.purpose)
		if other == nil {
			continue
		}
		both := &route{to: r.to, purpose: r.purpose, rules: map[string]*Rule{}, tokens: r.tokens}
		for typ, rule := range r.rules {
			if o := other.rules[typ]; o != nil {
				both.rules[typ] = rule.meet(o)
			}
		}
		m.routes = append(m.routes, both)
	}
	return &m
}

func (r *Rule) meet(o *Rule) *Rule {
	m := &Rule{whole: r.whole.Join(o.whole), tokens: r.tokens}
	for id, how := range r.ways {
		if how == 0 || o.ways[id] == 0 || how != o.ways[id] && min(how, o.ways[id]) != wayClear {
			continue // a token and a seal have nothing in common that both allow
		}
		m.ways[id] = max(how, o.ways[id])
		m.tiers[id] = r.tiers[id].Join(o.tiers[id])
	}
	m.settle()
	return m
}

// subset reports whether every word of a is in b.
func subset(a, b []string) bool {
	return !slices.ContainsFunc(a, func(w string) bool { return !slices.Contains(b, w) })
}
