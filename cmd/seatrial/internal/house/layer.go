package house

import "strings"

// Layer is one row of the import table: a folder, with what lies under it as far
// as no row of its own says otherwise, and the folders it may import.
type Layer struct {
	Dir      string
	May      []string // layers it may import besides its own; everything for the command
	Standard bool     // imports the standard library and its own layer, nothing else
	Pure     bool     // steps or judges: no clock, no chance, no scheduling, no floating point
	Why      string
}

// layers is the import table of the design, innermost first.
var layers = []Layer{
	{Dir: "sim/history", Standard: true, Pure: true,
		Why: "a history must be readable by people who have nothing else of the harness"},
	{Dir: "sim/topology", Standard: true, Pure: true,
		Why: "a topology is plain and storable, and every side reads it"},
	{Dir: "sim", May: []string{"sim/history", "sim/topology"}, Pure: true,
		Why: "the contract stands between a system and its world and may know neither"},

	{Dir: "reference/x12", Standard: true, Pure: true,
		Why: "a reader of interchanges knows the standard and nothing of what is done with an order"},
	{Dir: "reference/event", May: []string{"sim/history", "sim/topology"}, Pure: true,
		Why: "an event is a contract between services; it depends on none of them"},
	{Dir: "reference/defect", May: []string{"sim/history", "sim/topology"}, Pure: true,
		Why: "a planted defect is a number that the code asks about; it touches nothing itself"},
	{Dir: "reference/seal", May: []string{"sim/history", "reference/defect"}, Pure: true,
		Why: "keys, tokens and sealing decide nothing, so egress and vault may share them without sharing a judgement"},
	{Dir: "reference/policy", May: []string{"reference/event", "reference/seal", "sim/history", "sim/topology"}, Pure: true,
		Why: "policy rules over events and must decide alike in every service, so it sees no service"},
	{Dir: "reference/link", Standard: true, Pure: true,
		Why: "how a supplier is called is arithmetic over instants, for whoever keeps the queue"},
	{Dir: "reference/credential", Standard: true, Pure: true,
		Why: "a credential is a form that issuer and region share; neither sees the other"},
	{Dir: "reference/access", May: []string{}, Pure: true,
		Why: "who may do what is decided from a request alone, alike in every service"},
	{Dir: "reference/kpi", May: []string{"reference/event"}, Pure: true,
		Why: "a figure is computed from events alone, so that anybody who has them comes to the same"},
	{Dir: "reference/pod", May: machineMay, Pure: true, Why: machineWhy},
	{Dir: "reference/hub", May: machineMay, Pure: true, Why: machineWhy},
	{Dir: "reference/adapter", Pure: true,
		May: []string{"sim", "sim/history", "sim/topology", "reference/event", "reference/defect", "reference/x12"},
		Why: "an adapter stands between a partner and its region: it knows documents and commands, and neither side's insides"},
	{Dir: "reference/outside", Pure: true,
		May: []string{"sim", "sim/history", "sim/topology", "reference/event", "reference/seal", "reference/defect", "reference/x12", "reference/credential"},
		Why: "an outside party is a witness: it must not share a line of judgement with the system, policy included"},
	{Dir: "reference", Pure: true,
		May: []string{"reference/event", "reference/policy", "reference/seal", "reference/pod", "reference/hub", "reference/adapter", "reference/outside",
			"reference/defect", "reference/x12", "reference/access", "reference/credential", "reference/kpi", "sim", "sim/history", "sim/topology"},
		Why: "the reference assembles its machines for a topology, decodes them into neutral records, and must run in any world, so it sees none"},

	{Dir: "faults", May: []string{"sim/history", "sim/topology"}, Pure: true,
		Why: "a fault is data that any world can carry out"},
	{Dir: "invariants", May: []string{"sim/history", "sim/topology"}, Pure: true,
		Why: "a promise judges the history of any system, so it sees no system and no world"},

	{Dir: "sim/fate", May: []string{"sim", "sim/history", "sim/topology", "faults"}, Pure: true,
		Why: "what a fault does to a delivery is decided once, for every world alike"},

	{Dir: "sim/virtual", May: []string{"sim", "sim/fate", "sim/history", "sim/topology", "faults"}, Pure: true,
		Why: "a world runs machines it knows only by the contract, and does not judge"},
	{Dir: "sim/live", May: []string{"sim", "sim/fate", "sim/history", "sim/topology", "faults"},
		Why: "a world runs machines it knows only by the contract, and does not judge"},
	{Dir: "sim/embedded", May: []string{"sim", "sim/fate", "sim/live", "sim/history", "sim/topology", "faults"},
		Why: "a world runs machines it knows only by the contract, and does not judge"},
	{Dir: "sim/containers", May: []string{"sim", "sim/fate", "sim/live", "sim/history", "sim/topology", "faults"},
		Why: "a world runs machines it knows only by the contract, and does not judge"},

	{Dir: "scenarios/requirement", Standard: true,
		Why: "the catalogue is a list; whatever covers it points at it, never the other way round"},
	{Dir: "scenarios", May: []string{"sim/topology", "sim/history", "faults", "invariants", "scenarios/requirement"},
		Why: "a scenario is data; loading one starts nothing"},
	{Dir: "scenarios/run", May: runMay,
		Why: "a run goes through the same phases in every world, so the world is handed in by the command"},
	{Dir: "scenarios/explore", May: append([]string{"scenarios/run"}, runMay...),
		Why: "searching edits plans and runs them; it needs what a run needs and no more"},
	{Dir: "scenarios/matrix", May: append([]string{"scenarios/run"}, runMay...),
		Why: "defects are handed in as data: what tests the promises must not lean on the system they judge"},

	{Dir: "bench", May: []string{"scenarios", "scenarios/run", "sim", "sim/live", "sim/history", "sim/topology"},
		Why: "a benchmark measures through the same seams as a run"},
	{Dir: "bench/consumer", May: []string{"bench", "invariants", "sim/live", "sim/history"},
		Why: "a consumer is judged by the promises of every run, from a history that the kit's witness wrote"},
	{Dir: "reports", May: []string{"sim/history", "sim/topology", "faults", "invariants", "scenarios",
		"scenarios/requirement", "scenarios/run", "bench"},
		Why: "a report draws a stored result; it must not be able to change one"},
	{Dir: "samples",
		Why: "a sample is what a team with a system of its own would write: it knows the contract and nothing of the harness"},
	{Dir: "cmd/seatrial", May: everything,
		Why: "the command wires the rest together; nothing may lean on it"},
}

var (
	machineMay = []string{"sim", "sim/history", "sim/topology", "reference/event", "reference/policy", "reference/seal", "reference/defect",
		"reference/access", "reference/credential", "reference/kpi", "reference/link"}
	runMay     = []string{"scenarios", "sim", "sim/history", "sim/topology", "faults", "invariants"}
	everything = []string{"*"}
)

const machineWhy = "pod, hub and the outside meet by messages alone, and none of them sees a world"

// layerOf returns the layer a folder belongs to: the longest row it lies under.
func layerOf(dir string) (Layer, bool) {
	best, found := Layer{}, false
	for _, layer := range layers {
		if under(dir, layer.Dir) && len(layer.Dir) > len(best.Dir) {
			best, found = layer, true
		}
	}
	return best, found
}

// under reports whether dir is root or lies below it.
func under(dir, root string) bool {
	return dir == root || strings.HasPrefix(dir, root+"/")
}
