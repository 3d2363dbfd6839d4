package scenarios

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/scenarios/policies"
	"github.com/seatrial/seatrial/sim/history"
)

// Publication is a policy that is published in the course of a run: one of a file,
// or the one before it with changes.
type Publication struct {
	At        time.Duration // since the start of the run
	Effective time.Duration // likewise; 0 = as soon as it has come
	TTL       time.Duration // 0 = as the policy before, or the file, has it
	File      string        // beside the scenario; "" = the policy before it, changed
	Keep      []Kept
	Allow     []Allowed
	Access    string          // Cedar policies: who may do what from now on; "" = as before
	Grants    []history.Grant // the same in the words of the promises
	Policy    history.Policy  // what comes of it
}

// Kept is what goes no more.
type Kept struct {
	Types  []string
	Fields []string // nil = nothing of these types
}

// Allowed is what goes from now on.
type Allowed struct {
	Types        []string
	Clear, Token []string
}

// Published returns every policy of a run, in the order in which they are
// published. The first is published as the run starts: it is the default one if
// the scenario says nothing else.
func (s *Scenario) Published() []Publication {
	out := s.Policies
	if len(out) == 0 || out[0].At > 0 {
		out = slices.Concat([]Publication{{Policy: policies.Default(s.Topology.Hub.Name)}}, out)
	}
	if s.Failover == nil {
		return out
	}
	out = slices.Clone(out)
	for i := range out {
		out[i].Policy = s.permit(out[i].Policy)
	}
	return out
}

// publicationFile is a publication while it is read.
type publicationFile struct {
	Publication
	place strict.Mapping
}

var publicationForm = strict.Object("a policy that is published", []strict.Key[publicationFile]{
	strict.At("at", "when it is published; as the run starts if left out", strict.Duration,
		func(p *publicationFile) *time.Duration { return &p.At }),
	strict.At("effective", "not in force before, since the start of the run; at once if left out", strict.Duration,
		func(p *publicationFile) *time.Duration { return &p.Effective }),
	strict.At("ttl", "unconfirmed for longer, what is confidential and above stays at home", strict.Duration,
		func(p *publicationFile) *time.Duration { return &p.TTL }),
	strict.At("file", "file of the policy, beside the scenario; the policy before it with changes if left out", strict.Text,
		func(p *publicationFile) *string { return &p.File }),
	strict.At("keep", "what goes no more", strict.List(keptForm), func(p *publicationFile) *[]Kept { return &p.Keep }),
	strict.At("access", "who may do what from now on, as Cedar policies; as before if left out", strict.Text,
		func(p *publicationFile) *string { return &p.Access }),
	strict.At("grants", "what access grants, for I-34: nothing else may be done", strict.List(rightForm),
		func(p *publicationFile) *[]history.Grant { return &p.Grants }),
	strict.At("allow", "what goes from now on to the hub, for planning demand", strict.List(allowedForm), func(p *publicationFile) *[]Allowed { return &p.Allow }),
}, func(m strict.Mapping, p *publicationFile) {
	p.place = m
	if (p.Access == "") != (len(p.Grants) == 0) {
		m.Report("write access and grants, or neither", "access rules and what they grant are not both given")
	}
	if p.File != "" && len(p.Keep)+len(p.Allow)+len(p.Grants) > 0 {
		m.Key("file").Report("write the changes into it", "a policy of a file is not changed here")
	}
})

var keptForm = strict.Object("what goes no more", []strict.Key[Kept]{
	strict.At("types", "event types", strict.List(strict.Text), func(k *Kept) *[]string { return &k.Types }).Needed(),
	strict.At("fields", "fields; all if left out", strict.List(strict.Text), func(k *Kept) *[]string { return &k.Fields }),
}, nil)

var rightForm = strict.Object("what a role may do", []strict.Key[history.Grant]{
	strict.At("role", "who", strict.Text, func(g *history.Grant) *string { return &g.Role }).Needed(),
	strict.At("actions", "may do what, in the region they belong to", strict.List(strict.Text), func(g *history.Grant) *[]string { return &g.Actions }).Needed(),
}, nil)

var allowedForm = strict.Object("what goes from now on", []strict.Key[Allowed]{
	strict.At("types", "event types", strict.List(strict.Text), func(a *Allowed) *[]string { return &a.Types }).Needed(),
	strict.At("clear", "fields that go as they are", strict.List(strict.Text), func(a *Allowed) *[]string { return &a.Clear }),
	strict.At("token", "fields that go as a keyed pseudonym", strict.List(strict.Text), func(a *Allowed) *[]string { return &a.Token }),
}, nil)

// publish works out the policies that the scenario names.
func (f *file) publish() {
	var list []Publication
	for i, p := range f.publications {
		switch {
		case i > 0 && p.At <= f.publications[i-1].At:
			p.place.Report("list them in the order of their instants", "published at %s, not after the one before it", span(p.At))
		case p.TTL != 0 && p.TTL < ttlMin:
			p.place.Key("ttl").Report("set ttl to "+span(ttlMin)+" or more", "a policy that is confirmed every %s never lets a run come to rest", span(p.TTL/3))
		case p.At > f.workload.Duration:
			p.place.Key("at").Report("publish it earlier", "published at %s, after the load ends at %s", span(p.At), span(f.workload.Duration))
		}
		if p.File != "" {
			p.Policy = p.read(f)
		}
		list = append(list, p.Publication)
	}
	f.Policies = Publish(f.Topology.Hub.Name, list)
}

// ttlMin is the least for which a policy may count unconfirmed. It is confirmed
// three times within that, and between two times a run has to come to rest.
const ttlMin = 12 * time.Second

// Publish returns the publications of a run with the policy that comes of each.
// Those of a file have it already.
func Publish(hub string, list []Publication) []Publication {
	out := slices.Clone(list)
	before := policies.Default(hub)
	for i := range out {
		p := &out[i]
		if p.File == "" {
			p.Policy = changed(before, hub, p.Keep, p.Allow)
			if p.Access != "" {
				p.Policy.Access, p.Policy.Grants = p.Access, p.Grants
			}
		}
		if i > 0 || p.At > 0 {
			p.Policy.Version = max(p.Policy.Version, before.Version+1)
		}
		if p.TTL > 0 {
			p.Policy.TTLNano = int64(p.TTL)
		}
		p.Policy.Hash = ""
		before = p.Policy
	}
	return out
}

// read returns the policy of a file.
func (p publicationFile) read(f *file) (none history.Policy) {
	clean := path.Clean(strings.ReplaceAll(p.File, "\\", "/"))
	if path.IsAbs(clean) || clean == ".." || strings.HasPrefix(clean, "../") || strings.Contains(clean, ":") {
		p.place.Key("file").Report("put it into the scenario's folder", "policy %q is outside of the scenario's folder", p.File)
		return none
	}
	name := path.Join(path.Dir(strings.ReplaceAll(f.Path, "\\", "/")), clean)
	b, err := f.options.Read(name)
	if err != nil {
		p.place.Key("file").Report("give its path relative to the scenario file", "read policy: %v", err)
		return none
	}
	read, err := policies.Read(name, b)
	if err != nil {
		p.place.Key("file").Report("mend the policy", "%v", err)
		return none
	}
	return policies.Rename(read.Policy, policies.DefaultHub, f.Topology.Hub.Name)
}

// changed returns a policy with some of it taken back and some added.
func changed(p history.Policy, hub string, keep []Kept, allow []Allowed) history.Policy {
	p.Contracts = slices.Clone(p.Contracts)
	for _, k := range keep {
		for i := range p.Contracts {
			if c := &p.Contracts[i]; slices.Contains(k.Types, c.Type) {
				c.Fields = slices.DeleteFunc(slices.Clone(c.Fields), func(f history.Field) bool {
					return len(k.Fields) == 0 || slices.Contains(k.Fields, f.Name)
				})
			}
		}
		p.Contracts = slices.DeleteFunc(p.Contracts, func(c history.Contract) bool { return len(c.Fields) == 0 })
	}
	for _, a := range allow {
		for _, typ := range a.Types {
			p.Contracts = admit(p.Contracts, typ, hub, a)
		}
	}
	return p
}

// admit adds fields to the contract of a type, or makes one.
func admit(list []history.Contract, typ, hub string, a Allowed) []history.Contract {
	i := slices.IndexFunc(list, func(c history.Contract) bool { return c.Type == typ && c.To == hub && c.Purpose == DemandPlanning })
	if i < 0 {
		i = len(list)
		list = append(list, history.Contract{Type: typ, To: hub, Purpose: DemandPlanning})
	}
	fields := slices.Clone(list[i].Fields)
	for _, way := range []struct {
		how   string
		names []string
	}{{"clear", a.Clear}, {"token", a.Token}} {
		for _, name := range way.names {
			fields = slices.DeleteFunc(fields, func(f history.Field) bool { return f.Name == name })
			fields = append(fields, history.Field{Name: name, How: way.how, Reader: Aggregator})
		}
	}
	list[i].Fields = fields
	return list
}

// encodePolicies writes what is published, as it was read.
func (s *Scenario) encodePolicies(w *writer) {
	if len(s.Policies) > 0 {
		w.line(0, "policies:")
	}
	for _, p := range s.Policies {
		var parts []string
		add := func(given bool, key, value string) {
			if given {
				parts = append(parts, key+": "+value)
			}
		}
		add(p.At > 0, "at", span(p.At))
		add(p.Effective > 0, "effective", span(p.Effective))
		add(p.TTL > 0, "ttl", span(p.TTL))
		add(p.File != "", "file", scalar(p.File))
		var keep, allow, grants []string
		for _, k := range p.Keep {
			keep = append(keep, fmt.Sprintf("{types: %s%s}", flow(k.Types), listed("fields", k.Fields)))
		}
		for _, a := range p.Allow {
			allow = append(allow, fmt.Sprintf("{types: %s%s%s}", flow(a.Types), listed("clear", a.Clear), listed("token", a.Token)))
		}
		for _, g := range p.Grants {
			grants = append(grants, fmt.Sprintf("{role: %s, actions: %s}", scalar(g.Role), flow(g.Actions)))
		}
		add(p.Access != "", "access", scalar(p.Access))
		add(len(grants) > 0, "grants", "["+strings.Join(grants, ", ")+"]")
		add(len(keep) > 0, "keep", "["+strings.Join(keep, ", ")+"]")
		add(len(allow) > 0, "allow", "["+strings.Join(allow, ", ")+"]")
		w.line(1, "- {%s}", strings.Join(parts, ", "))
	}
}

func listed(key string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return ", " + key + ": " + flow(names)
}
