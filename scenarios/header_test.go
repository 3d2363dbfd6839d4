package scenarios

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

func load(t testing.TB, text string) *Scenario {
	t.Helper()
	s, err := Load("dir/s.yaml", []byte(around(text)), testOptions())
	if err != nil {
		t.Fatalf("Load(%s) = %v, want a scenario", text, err)
	}
	return s
}

func TestHeader(t *testing.T) {
	s := load(t, "workload: {skus: 3, stock: 40, horizon: 90s, queue_max: 500}\npromises: [{I-09: {within: 30s}}, {I-30: {available: 98%, slower: 20%}}, {I-03: {allowance: 2}}]")
	h := s.Header(7)
	if h.Schema != history.Schema || h.Scenario != "small" || h.Seed != 7 || h.Hub != "hub" || !reflect.DeepEqual(h.Regions, []string{"tx", "va", "or"}) {
		t.Errorf("Header(7) = %+v, want the scenario's name, seed, regions and hub", h)
	}
	if len(h.Stock) != 9 || h.Stock[8] != (history.Stock{Region: "or", SKU: "s-0003", Qty: 40}) {
		t.Errorf("Header(7).Stock = %v, want 40 of s-0001 to s-0003 in each region", h.Stock)
	}
	want := history.Bounds{QueueMax: 500, Allowance: 2, Available: 980_000, Slower: 200,
		ConvergeNano: int64(30 * time.Second), HorizonNano: int64(90 * time.Second), SkewNano: int64(time.Second)}
	if h.Bounds != want {
		t.Errorf("Header(7).Bounds = %+v, want %+v", h.Bounds, want)
	}
}

func TestConsumers(t *testing.T) {
	h := load(t, "topology: {regions: 2}").Header(1)
	var names []string
	for _, c := range h.Consumers {
		names = append(names, c.Name+"@"+c.Region+"<"+strings.Join(c.Sources, "+"))
	}
	want := "planner/tx@tx<pod/tx dashboard/tx@tx<pod/tx planner/va@va<pod/va dashboard/va@va<pod/va aggregator@hub<pod/tx+pod/va"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("Header(1).Consumers = %s, want %s", got, want)
	}
	last := h.Consumers[len(h.Consumers)-1]
	if !reflect.DeepEqual(last.Types, Exported()) || last.Entities != nil {
		t.Errorf("aggregator takes %v %v, want the exported types %v", last.Types, last.Entities, Exported())
	}
}

// Nothing that identifies a customer or a supplier's terms is in a contract, and
// an order leaves only as a token.
func TestContracts(t *testing.T) {
	for _, c := range Contracts("hub") {
		for _, f := range c.Fields {
			switch {
			case f.Reader == "":
				t.Errorf("Contracts: %s.%s has no reader, want one (R020)", c.Type, f.Name)
			case strings.Contains("ship_to price", f.Name) || strings.Contains("customer terms", f.Name) && f.How == "clear":
				t.Errorf("Contracts: %s lets %s out %s, want it kept or hidden", c.Type, f.Name, f.How)
			case strings.HasPrefix(c.Type, "Order") && f.Name == "entity" && f.How != "token":
				t.Errorf("Contracts: the order leaves %s, want token", f.How)
			}
		}
	}
}

// Every state is reached from the beginning, and every one but the ends is left.
func TestStates(t *testing.T) {
	reached, left := map[string]bool{"": true}, map[string]bool{}
	for range States() {
		for _, row := range States() {
			if reached[row.From] {
				reached[row.To] = true
				left[row.From] = true
			}
		}
	}
	for _, state := range append(Progress(), Terminal()...) {
		end := state == "Delivered" || state == "Cancelled"
		if !reached[state] || left[state] == end {
			t.Errorf("States(): %s reached %v, left %v, want reached and left unless it is an end", state, reached[state], left[state])
		}
	}
}

var canaryForm = regexp.MustCompile(`^[A-Z2-7]{20}$|^[A-Z2-7]{32}$|^[1-9][0-9]{14}$`)

func TestCanaries(t *testing.T) {
	s := load(t, "")
	first, again, other := s.Header(1).Canaries, s.Header(1).Canaries, s.Header(2).Canaries
	if !reflect.DeepEqual(first, again) {
		t.Errorf("Header(1).Canaries = %v, then %v, want the same", first, again)
	}
	if len(first) != 15 {
		t.Fatalf("Header(1).Canaries = %d, want customer, ship_to, terms, price and key of three regions", len(first))
	}
	seen := map[string]bool{}
	for i, c := range first {
		if !canaryForm.MatchString(c.Value) || seen[c.Value] || c.Value == other[i].Value {
			t.Errorf("canary %s/%s = %q, want 20 or 32 characters of base 32 or 15 digits, unlike any other", c.Region, c.Field, c.Value)
		}
		seen[c.Value] = true
	}
}

// Whatever rules a scenario has, a silent monitor and a configuration that was changed
// by hand wake somebody; where nothing is measured nobody is woken.
func TestStandingRules(t *testing.T) {
	own := "{name: backlog, figure: event-backlog-depth, above: 9, owner: a, rota: b, why: c, next: d}"
	for text, want := range map[string]string{
		"monitor: {rules: [" + own + "]}": "backlog monitor-silent config-drift",
		"topology: {regions: 2}":          "",
	} {
		var names []string
		if w := load(t, text).Header(1).Watch; w != nil {
			for _, r := range w.Rules {
				names = append(names, r.Name)
			}
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("rules of %q = %s, want %s", text, got, want)
		}
	}
}
