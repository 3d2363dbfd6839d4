package history

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sort"
	"strings"
)

// SchemaID identifies the published JSON Schema of the format.
const SchemaID = "https://github.com/seatrial/seatrial/blob/main/docs/schema/history.schema.json"

// node is a piece of JSON Schema. Package json writes its keys in order, so
// that the published file changes only where the format does.
type node map[string]any

// JSONSchema returns the JSON Schema (draft 2020-12) of one line of a history:
// the header or a record. It is the file docs/schema/history.schema.json.
func JSONSchema() []byte {
	root := node{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id":     SchemaID,
		"title":   "Sea Trial history",
		"description": "One line of a history in JSON Lines. The first line is the header, then come the records in the " +
			"order in which they were seen, and last a record of kind end. Unknown keys are ignored.",
		"if":    node{"required": []string{"schema"}},
		"then":  node{"$ref": "#/$defs/header"},
		"else":  node{"$ref": "#/$defs/record"},
		"$defs": node{"header": headerSchema(), "record": recordSchema(), "book": bookSchema()},
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(root); err != nil {
		panic("history: encode the schema: " + err.Error()) // strings and maps of strings always encode
	}
	return out.Bytes()
}

func recordSchema() node {
	properties := node{}
	for i := range fields {
		n := fields[i].schema()
		n["description"] = fields[i].doc
		properties[fields[i].key] = n
	}
	var rules []node
	for k := KindNone + 1; k < kindCount; k++ {
		if len(needed[k]) > 0 {
			rules = append(rules, node{
				"if":   node{"properties": node{"kind": node{"const": k.String()}}},
				"then": node{"required": needed[k]},
			})
		}
	}
	return node{"type": "object", "required": []string{"kind"}, "properties": properties, "allOf": rules,
		"not": node{"required": []string{"text", "body"}}}
}

// schema returns the type of the field's value.
func (f *field) schema() node {
	if f.at == nil {
		return node{"type": "integer", "minimum": 0}
	}
	switch f.at(&Record{}).(type) {
	case *Kind:
		return node{"enum": kindNames[1:]}
	case *int64:
		return node{"type": "integer"}
	case *uint64:
		return node{"type": "integer", "minimum": 0}
	case *uint32:
		return node{"type": "integer", "minimum": 0, "maximum": 1<<32 - 1}
	case *Book:
		return node{"$ref": "#/$defs/book"}
	case *[]string:
		return node{"type": "array", "items": node{"type": "string"}}
	case *[]byte:
		return node{"type": "string", "contentEncoding": "base64"}
	}
	return node{"type": "string"}
}

func bookSchema() node {
	properties := node{}
	for i, doc := range [...]string{"units on hand", "units allocated to order lines", "units quarantined"} {
		properties[bookKeys[i]] = node{"type": "integer", "description": doc}
	}
	return node{"type": "object", "properties": properties}
}

// headerKeys describes the keys of the header: path, type, what it means. A
// path ends with [] where the value is an array, and with ! where it must be
// given. A type of [] is an array of strings, {} an object.
var headerKeys = [...][3]string{
	{"schema!", Schema, "name and version of the format"},
	{"system", "string", "what was on trial"},
	{"scenario", "string", "scenario it was in"},
	{"world", "string", "where it ran"},
	{"seed", "count", "seed of the run"},
	{"regions", "[]", "names of the regions, without the hub"},
	{"hub", "string", "name of the hub's region"},
	{"profile", "safe|unsafe", "of a run in real time: safe if its disk kept what was acknowledged"},
	{"transport", "string", "of a run in real time: how calls went to the hub"},
	{"consumers[]", "{}", "who is to apply which events exactly once"},
	{"consumers[].name!", "string", "as in the consumer of apply records"},
	{"consumers[].region", "string", "where it is"},
	{"consumers[].sources!", "[]", "ledgers it follows, as in the stream of append records"},
	{"consumers[].entities", "[]", "kinds of entities it wants (order, sku); absent = all"},
	{"consumers[].types", "[]", "event types it wants; absent = all"},
	{"stock[]", "{}", "what stood on the shelf before the first record"},
	{"stock[].region!", "string", "where"},
	{"stock[].sku!", "string", "article"},
	{"stock[].qty!", "count", "units"},
	{"contracts[]", "{}", "which fields may leave a region"},
	{"contracts[].type!", "string", "event or message type"},
	{"contracts[].to!", "string", "region it goes to"},
	{"contracts[].purpose!", "string", "what for"},
	{"contracts[].fields[]!", "{}", "fields that may go; any other may not"},
	{"contracts[].fields[].name!", "string", "name of the field"},
	{"contracts[].fields[].how!", "clear|token|sealed|aggregate|drop", "how it may go"},
	{"contracts[].fields[].reader", "string", "who reads it at the destination"},
	{"states[]", "{}", "the state table"},
	{"states[].kind!", "string", "kind of entity: order"},
	{"states[].from", "string", "state before; empty or absent where there was none"},
	{"states[].type!", "string", "event type"},
	{"states[].to!", "string", "state after"},
	{"terminal", "[]", "states that nothing leaves except by a listed transition"},
	{"progress", "[]", "line states, least advanced first"},
	{"canaries[]", "{}", "values planted in fields that must not leave their region"},
	{"canaries[].region!", "string", "region the value must not leave"},
	{"canaries[].field", "string", "field it was planted in"},
	{"canaries[].value!", "string", "the value, at least 8 bytes"},
	{"classes[]", "{}", "how sensitive each field is"},
	{"classes[].field!", "string", "name of the field"},
	{"classes[].tier!", "public|internal|confidential|regulated|restricted", "its data classification"},
	{"classes[].type", "string", "in this event type only; absent = in every type without a class of its own"},
	{"classes[].account", "string", "whose it is"},
	{"classes[].regulations", "[]", "regulations it is under"},
	{"classes[].purposes", "[]", "what it may be read for outside of its home; absent = for nothing"},
	{"residency[]", "{}", "where what is of a tier may go besides its home"},
	{"residency[].tier!", "public|internal|confidential|regulated|restricted", "data classification"},
	{"residency[].home", "string", "of this region only; absent = of any"},
	{"residency[].regions!", "[]", "regions in which it may lie"},
	{"residency[].stores", "[]", "kinds of store it may lie in there; absent = any"},
	{"grants[]", "{}", "who may do what; whoever is granted nothing may do nothing"},
	{"grants[].role!", "string", "as in the state of act records"},
	{"grants[].actions!", "[]", "as in the type of act records"},
	{"grants[].regions", "[]", "where; absent = in the principal's own region"},
	{"grants[].approved", "boolean", "somebody else must have approved it"},
	{"grants[].for_ns", "count", "it ends by itself after this long; absent = never"},
	{"schemas[]", "{}", "what consumers know of event types; a type that is not listed is unknown to them"},
	{"schemas[].type!", "string", "event type"},
	{"schemas[].fields!", "[]", "fields it has by the schema that consumers were built for"},
	{"agreements[]", "{}", "what was agreed with partners about calls to them"},
	{"agreements[].partner!", "string", "the consumer of the attempts that it witnesses"},
	{"agreements[].callers!", "[]", "who share it: their ledgers, and the from of their attempts"},
	{"agreements[].offers", "[]", "event types by which a message waits to be called with"},
	{"agreements[].parks", "[]", "event types by which it waits elsewhere"},
	{"agreements[].resumes", "[]", "event types by which it waits again"},
	{"agreements[].settles", "[]", "event types by which it waits no more"},
	{"agreements[].sheds", "[]", "event types by which it never will be called with, and somebody was told"},
	{"agreements[].rate", "count", "calls per 1000 s, all callers together"},
	{"agreements[].burst", "count", "calls at the same instant, all callers together"},
	{"agreements[].capacity", "count", "calls per 1000 s that the partner can take"},
	{"agreements[].budget_permille", "count", "calls beyond the first of each message"},
	{"agreements[].spare", "count", "and so many more, once"},
	{"agreements[].drip_ns", "count", "and one more per caller and this time"},
	{"agreements[].attempts_max", "count", "calls with one message"},
	{"agreements[].idle_ns", "count", "a partner that has not failed is called within this while messages wait"},
	{"agreements[].return_ns", "count", "one that has failed is; and the load is below capacity so long after a fault"},
	{"agreements[].timeout_ns", "count", "a call without an answer has failed after this"},
	{"agreements[].window_ns", "count", "calls of this time decide about a breaker; absent = it is not asked to open"},
	{"agreements[].calls_min", "count", "so many in it that all fail open it, per caller and purpose"},
	{"agreements[].open_ns", "count", "an open one lets no two calls pass within this"},
	{"agreements[].queue_max", "count", "messages that wait, per caller"},
	{"agreements[].parked_max", "count", "messages that wait elsewhere, per caller"},
	{"agreements[].urgent", "string", "purpose of the calls that come first"},
	{"agreements[].wait_ns", "count", "99th percentile of what an urgent message waits; absent = not judged"},
	{"sagas[]", "{}", "processes that end committed or compensated"},
	{"sagas[].kind!", "string", "kind of the entity: po"},
	{"sagas[].begin!", "string", "event that begins it"},
	{"sagas[].commit", "[]", "events that end it well"},
	{"sagas[].receipts", "[]", "events that end it before anything was done"},
	{"sagas[].failures", "[]", "events that call for compensation"},
	{"sagas[].compensate", "[]", "events that make it up, each once, in this order"},
	{"sagas[].late", "string", "event that says that it happened after all"},
	{"sagas[].lates", "[]", "events of which one answers it"},
	{"sagas[].cancels", "[]", "of these, events that say that the partner took it back"},
	{"sagas[].adds", "[]", "events that put the quantity into the account of what is open"},
	{"sagas[].takes", "[]", "events that take it out"},
	{"sagas[].lessens", "[]", "of these, events that say that the partner has fewer units of it than before"},
	{"sagas[].lessened", "[]", "effects at a partner: so many units of it are off"},
	{"sagas[].done", "string", "effect: it was begun at a partner"},
	{"sagas[].refused", "string", "effect: it will not be done"},
	{"sagas[].undone", "string", "effect: it was taken back"},
	{"sagas[].notice", "string", "effect: somebody was told"},
	{"policies[]", "{}", "versions of the rules, where they change during the run; each has contracts, classes, residency and grants of its own"},
	{"policies[].name!", "string", "as in the stream of bundle records"},
	{"policies[].version!", "count", "as in the version of bundle and decide records"},
	{"policies[].hash", "string", "SHA-256 of its canonical bytes, in hex"},
	{"policies[].effective_ns", "count", "not in force before, by wall clocks; absent = at once"},
	{"policies[].ttl_ns!", "count", "unconfirmed for longer, what is confidential and above stays at home"},
	{"policies[].regulations", "[]", "regulations it knows"},
	{"policies[].processing[]", "{}", "where what is of a tier may be used besides its home"},
	{"policies[].processing[].tier!", "public|internal|confidential|regulated|restricted", "data classification"},
	{"policies[].processing[].home", "string", "of this region only; absent = of any"},
	{"policies[].processing[].regions!", "[]", "regions in which it may be used"},
	{"policies[].processing[].purposes", "[]", "what for; absent = for anything"},
	{"policies[].lowering[]", "{}", "how sensitive a field still is that goes in a way that hides its value"},
	{"policies[].lowering[].tier!", "public|internal|confidential|regulated|restricted", "of the value"},
	{"policies[].lowering[].how!", "token|sealed|aggregate", "way it goes"},
	{"policies[].lowering[].to!", "public|internal|confidential|regulated|restricted", "of what goes"},
	{"policies[].access", "string", "Cedar policies: who may do what"},
	{"audited", "[]", "types of events that must be on record in a chained log (I-21)"},
	{"owners[]", "{}", "who answers for which stream, adapter and process (I-36)"},
	{"owners[].of!", "string", "its name in records, or its kind: planner stands for planner/tx, too"},
	{"owners[].owner!", "string", "the team"},
	{"owners[].rota!", "string", "who is called at night"},
	{"owners[].recovery!", "string", "the procedure that brings it back"},
	{"owners[].test!", "string", "when that was tried, or by which scenario"},
	{"watch", "{}", "what is measured and alarmed (I-37, I-38); absent = nothing is"},
	{"watch.every_ns", "count", "between two reports of a monitor that has something to report"},
	{"watch.error_ns", "count", "declared error of every measured duration"},
	{"watch.silent_ns", "count", "a monitor that says nothing for longer is itself alarmed"},
	{"watch.within_ns", "count", "an alert is raised within this after its rule is broken"},
	{"watch.commit_ns", "count", "an order is promised to be delivered within this"},
	{"watch.fresh_ns", "count", "what somebody is shown is behind its owner by no more after something was broken, else by within_ns (I-10); absent = within_ns, too"},
	{"watch.rules[]", "{}", "what somebody is woken for"},
	{"watch.rules[].name!", "string", "as in the type of alert records"},
	{"watch.rules[].figure", "string", "as in the type of metric records; absent = no figure"},
	{"watch.rules[].above", "count", "broken while the figure is above: nanoseconds, events or parts per million"},
	{"watch.rules[].why!", "string", "why it matters"},
	{"watch.rules[].next!", "string", "what to do"},
	{"watch.rules[].owner!", "string", "who owns it"},
	{"watch.rules[].rota!", "string", "who is called"},
	{"reconcile", "{}", "how copies are compared with their owner (I-23); absent = they are not"},
	{"reconcile.every_ns", "count", "between the end of a run and the next one"},
	{"reconcile.page_rows", "count", "rows of the owner that are compared at a time"},
	{"reconcile.pages_max", "count", "pages of a run, those that are looked at again included"},
	{"reconcile.copies[]", "{}", "the copies that are compared"},
	{"reconcile.copies[].name!", "string", "as the consumer of records"},
	{"reconcile.copies[].of!", "string", "the ledger of its owner"},
	{"failover", "{}", "who takes the commands of a region that cannot (I-29); absent = nobody does"},
	{"failover.lease_ns", "count", "for which a lease can be counted on after it was asked for"},
	{"failover.renew_ns", "count", "between two questions for it"},
	{"failover.margin_ns", "count", "nobody else gets it until so long after its end"},
	{"failover.takeover_ns", "count", "from the loss of an owner until its standby takes commands, at most"},
	{"failover.lag_max", "count", "entries that the copy of a standby may lack"},
	{"failover.wholesale", "boolean", "a standby takes over what its home has open as well, and does it in its own region"},
	{"failover.purpose", "string", "what crosses a border for it"},
	{"failover.commands", "[]", "types of the commands that a standby takes"},
	{"failover.standbys[]", "{}", "who stands by for which owner"},
	{"failover.standbys[].of!", "string", "the ledger of the owner"},
	{"failover.standbys[].name!", "string", "the standby, as the consumer of records"},
	{"failover.standbys[].home!", "string", "region of the owner"},
	{"failover.standbys[].region!", "string", "region of the standby"},
	{"stages", "{}", "when a region does without what (I-28); absent = it has no stages"},
	{"stages.every_ns", "count", "between two looks at the figures"},
	{"stages.dwell_ns", "count", "between two changes of a region's stage, at least"},
	{"stages.calm_ns", "count", "a stage is left when its guards, and those of later ones, were below for so long"},
	{"stages.grace_ns", "count", "what is under way as a stage is entered may still go within this"},
	{"stages.told_ns", "count", "within which somebody is told of a change"},
	{"stages.pick_ns", "count", "within which each of the tasks is followed by the next"},
	{"stages.guards[]", "{}", "what lets a region enter a stage"},
	{"stages.guards[].stage!", "count", "1 freeze-analytics, 2 queue-suppliers, 3 reroute"},
	{"stages.guards[].figure!", "string", "as in the type of stage records"},
	{"stages.guards[].above!", "count", "it asks for the stage while the figure is above"},
	{"stages.guards[].below!", "count", "and lets it go while the figure is below"},
	{"stages.guards[].for_ns", "count", "it is above for so long before it asks"},
	{"stages.tasks", "[]", "types of events of an order line that owe the next one within pick_ns: allocated owes released, released owes picked, picked owes packed"},
	{"stages.record", "string", "type of the link of the chained log that a change owes; absent = none"},
	{"bounds", "{}", "declared limits; absent or zero means the default"},
	{"bounds.queue_max", "count", "events a pod may hold back from its bus; default 4096"},
	{"bounds.parked_max", "count", "events a consumer may park; default 1024"},
	{"bounds.oversell_allowance", "count", "units per article and region that may be oversold; default 0"},
	{"bounds.drift_max", "count", "units of an article that may be promised beyond what there is; default 10"},
	{"bounds.drift_unit_ns", "count", "for how long units may be promised beyond what there is, summed over them; default 1 h"},
	{"bounds.broken_ppm", "count", "share of promised lines that may lose their goods again, beyond one for each lost unit; default 10000"},
	{"bounds.availability_ppm", "count", "least share of local commands answered ok while cut off; default 990000"},
	{"bounds.slower_permille", "count", "p99 while cut off may be this much above baseline; default 500"},
	{"bounds.uneven_ns", "count", "a difference of p99s up to this is the machine's, not the system's; in real time"},
	{"bounds.cross_permille", "count", "cross-region bytes per local byte; 0 = not judged"},
	{"bounds.converge_ns", "count", "everything agrees this long after the last heal; default 60 s"},
	{"bounds.horizon_ns", "count", "an idempotency key is honoured this long; default 120 s"},
	{"bounds.policy_ns", "count", "a published policy bundle is in force everywhere within this; default 10 s"},
	{"bounds.passing_ns", "count", "what was sent passes the witness of a link within this; default 0: as it is sent"},
	{"bounds.arrival_ns", "count", "what was sent arrives within this; default 0: after the same time as all else"},
	{"bounds.skew_ns", "count", "a credential is honoured at most this long after it expired; default 0"},
	{"bounds.attempts_max", "count", "deliveries after which a message that nobody can read must be put away; default 5"},
	{"bounds.contributors", "count", "least contributors of a released aggregate; default 5"},
	{"bounds.ack_ns", "count", "an order is acknowledged by a 997 within this, or is given up; default 10 s"},
	{"bounds.answer_ns", "count", "and answered by an 855 within this, or is given up; default 30 s"},
	{"bounds.clocks", "one|many", "one if all witnesses share a clock; default one"},
}

// policyKeys describes the keys that a policy has in common with the header.
func policyKeys() [][3]string {
	var out [][3]string
	for _, row := range headerKeys {
		for _, list := range [...]string{"contracts[]", "classes[]", "residency[]", "grants[]"} {
			if strings.HasPrefix(row[0], list) {
				out = append(out, [3]string{"policies[]." + row[0], row[1], row[2]})
			}
		}
	}
	return out
}

func headerSchema() node {
	root := node{"type": "object", "properties": node{}}
	for _, row := range append(headerKeys[:], policyKeys()...) {
		parent := root
		path := strings.Split(strings.TrimSuffix(row[0], "!"), ".")
		for _, step := range path[:len(path)-1] {
			parent = child(parent, step)
		}
		leaf := path[len(path)-1]
		n := headerType(row[1], strings.HasSuffix(leaf, "[]"))
		n["description"] = row[2]
		key := strings.TrimSuffix(leaf, "[]")
		parent["properties"].(node)[key] = n
		if strings.HasSuffix(row[0], "!") {
			required, _ := parent["required"].([]string)
			parent["required"] = append(required, key)
			sort.Strings(parent["required"].([]string))
		}
	}
	return root
}

// child returns the object schema below a key.
func child(parent node, step string) node {
	n, ok := parent["properties"].(node)[strings.TrimSuffix(step, "[]")].(node)
	if !ok {
		panic(fmt.Sprintf("history: headerKeys lists a key of %s before it", step))
	}
	if items, ok := n["items"].(node); ok {
		return items
	}
	return n
}

func headerType(word string, array bool) node {
	n := node{"type": word}
	switch {
	case word == "{}":
		n = node{"type": "object", "properties": node{}}
	case word == "[]":
		n = node{"type": "array", "items": node{"type": "string"}}
	case word == "count":
		n = node{"type": "integer", "minimum": 0}
	case word == Schema:
		n = node{"const": Schema}
	case strings.Contains(word, "|"):
		n = node{"enum": strings.Split(word, "|")}
	}
	if array {
		return node{"type": "array", "items": n}
	}
	return n
}
