package history_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

// TestErrorsSayWhereAndWhat reads one wrong line each.
func TestErrorsSayWhereAndWhat(t *testing.T) {
	kinds := "phase, invoke, ok, fail, info, append, store, deliver, apply, reject, move, effect, cross, view, fault, down, up, clock, end, bundle, decide, open, act, stash, release, audit, anchor, ground, document, metric, alert, attempt, reconcile, lease, stage"
	for _, test := range []struct{ line, want string }{
		{`[]`, `line 2: column 1: '[' where a record belongs: write '{' there`},
		{`{"kind":"ok","op":"k"`, `line 2: column 22: the line ends inside a record: write every record on one line, complete`},
		{`{"kind":"ok","op":"k"}{}`, `line 2: column 23: '{' after the record: write one record per line`},
		{`{"kind":"ok" "op":"k"}`, `line 2: column 14: '"' after a value: write "," or '}' there`},
		{`{"kind":"ok",}`, `line 2: column 14: '}' where a key belongs: put keys in double quotes`},
		{`{kind:"ok"}`, `line 2: column 2: 'k' where a key belongs: put keys in double quotes`},
		{`{"kind" "ok"}`, `line 2: column 9: '"' after a key: write ':' there`},
		{`{"op":"k"}`, `line 2: column 1: the record has no kind: write "kind": one of ` + kinds},
		{`{"kind":"okay"}`, `line 2: column 9: unknown kind "okay": write one of ` + kinds},
		{`{"kind":1}`, `line 2: column 9: kind is a number, want a string: put it in double quotes`},
		{`{"kind":"ok"}`, `line 2: column 1: the ok record has no op: give idempotency key of the command it all began with`},
		{`{"kind":"ok","op":"k","op":"k"}`, `line 2: column 23: key "op" twice: give it once`},
		{`{"kind":"ok","op":null}`, `line 2: column 19: op is null, want a string: leave the key out`},
		{`{"kind":"ok","op":"k","pos":"1"}`, `line 2: column 29: pos is a string, want an integer: write digits, without quotes`},
		{`{"kind":"ok","op":"k","pos":true}`, `line 2: column 29: pos is true or false, want an integer: write digits, without quotes`},
		{`{"kind":"ok","op":"k","pos":-1}`, `line 2: column 29: pos is negative: count from 1`},
		{`{"kind":"ok","op":"k","pos":1.0}`, `line 2: column 29: pos has a fraction or an exponent: write an integer, in the unit that the key names`},
		{`{"kind":"ok","op":"k","pos":1e3}`, `line 2: column 29: pos has a fraction or an exponent: write an integer, in the unit that the key names`},
		{`{"kind":"ok","op":"k","pos":01}`, `line 2: column 29: pos begins with a zero: leave leading zeros out`},
		{`{"kind":"ok","op":"k","pos":18446744073709551616}`, `line 2: column 29: pos is too large: keep it within 64 bits`},
		{`{"kind":"ok","op":"k","qty":9223372036854775808}`, `line 2: column 29: qty is too large: keep it within 64 bits`},
		{`{"kind":"ok","op":"k","epoch":4294967296}`, `line 2: column 31: epoch is too large: keep it at or below 4294967295`},
		{`{"kind":"ok","op":"k","after":3}`, `line 2: column 31: after is a number, want an object: write {"on_hand":..,"allocated":..,"held":..}`},
		{`{"kind":"ok","op":"k","after":{"held":"3"}}`, `line 2: column 39: held is a string, want an integer: write digits, without quotes`},
		{`{"kind":"ok","op":"k","fields":"sku"}`, `line 2: column 32: fields is a string, want an array of strings: write ["sku","qty"]`},
		{`{"kind":"ok","op":"k","fields":["sku",2]}`, `line 2: column 39: a name is a number, want a string: put it in double quotes`},
		{`{"kind":"ok","op":"k","body":"?"}`, `line 2: column 30: body is no base64: use the standard alphabet with padding, or give text`},
		{`{"kind":"ok","op":"k","text":"x","body":"eA=="}`, `line 2: column 41: both text and body: give the bytes once: as text, or in base64`},
		{"{\"kind\":\"ok\",\"op\":\"\xff\"}", `line 2: column 20: op is no UTF-8: write the file in UTF-8; bytes that are no text belong under "body", in base64`},
		{"{\"kind\":\"ok\",\"op\":\"a\tb\"}", `line 2: column 21: a control character in op: write it as \u0009`},
		{`{"kind":"ok","op":"\q"}`, `line 2: column 20: unknown escape \q in op: write a backslash as \\`},
		{`{"kind":"ok","op":"\u12g4"}`, `line 2: column 20: a broken \u escape in op: give four hexadecimal digits`},
		{`{"kind":"ok","op":"\ud800x"}`, `line 2: column 20: half a surrogate pair in op: write both halves, or the character itself`},
		{`{"kind":"ok","op":"k","x":nil}`, `line 2: column 27: value is no JSON, want JSON: write a string, a number, true, false, null, an object or an array`},
		{`{"kind":"ok","op":"k","x":-.5}`, `line 2: column 27: a number that is no JSON: write digits, without leading zeros`},
		{`{"kind":"ok","op":"k","x":` + strings.Repeat("[", 99), `line 2: column 92: values nest too deep: drop what is not part of the format`},
		{`{"kind":"end","count":1}`, `line 2: column 1: the end record counts 1 records, the file has 0: export the history again; if it was edited by hand, drop count`},
		{`{"kind":"end"}` + "\n{}", `line 3: column 1: a line after the end record: let the end record be the last line`},
	} {
		_, _, err := read(strings.NewReader(header + test.line + "\n"))
		if err == nil || err.Error() != test.want {
			t.Errorf("read(%s)\n got %v\nwant %s", test.line, err, test.want)
		}
		if errors.Is(err, history.ErrTruncated) {
			t.Errorf("read(%s) is truncated, want merely wrong", test.line)
		}
	}
}

func TestHeaderErrors(t *testing.T) {
	begin := `: begin with a header line: {"schema":"seatrial/history/v1", ...}`
	for _, test := range []struct{ file, want string }{
		{"", `line 1: column 1: the file is empty` + begin},
		{"\n \n", `line 1: column 1: the file is empty` + begin},
		{`{"kind":"ok"}`, `line 1: column 1: the first line is no header: it has no schema` + begin},
		{`[]`, `line 1: column 1: the first line is no header: it is an array` + begin},
		{`{"schema":"seatrial/hist`, `line 1: column 24: the header is no JSON: unexpected end of JSON input: write the header as one object on the first line`},
		{"\n" + `{"schema":"seatrial/history/v1",}`, `line 2: column 33: the header is no JSON: invalid character '}' looking for beginning of object key string: write the header as one object on the first line`},
		{`{"schema":"seatrial/history/v1","seed":"7"}`, `line 1: column 42: header: seed is a string: write an integer of 64 bits, without quotes, fraction or exponent`},
		{`{"schema":"seatrial/history/v1","seed":-7}`, `line 1: column 41: header: seed is a number -7: write an integer of 64 bits, without quotes, fraction or exponent`},
		{`{"schema":"seatrial/history/v1","regions":"tx"}`, `line 1: column 46: header: regions is a string: write an array`},
		{`{"schema":"seatrial/history/v1","bounds":[]}`, `line 1: column 42: header: bounds is an array: write an object`},
		{`{"schema":"seatrial/history/v2"}`, `line 1: column 1: header: schema: "seatrial/history/v2" is no format that this version reads: write "seatrial/history/v1"`},
	} {
		_, err := history.NewReader(strings.NewReader(test.file))
		if err == nil || err.Error() != test.want {
			t.Errorf("NewReader(%s)\n got %v\nwant %s", test.file, err, test.want)
		}
		if errors.Is(err, history.ErrTruncated) {
			t.Errorf("NewReader(%s) is truncated, want wrong", test.file)
		}
	}
}

func TestValidateNamesTheMistake(t *testing.T) {
	for _, test := range []struct {
		want  string
		spoil func(h *history.Header)
	}{
		{`header: regions[1]: "tx" is named twice: name each region once`, func(h *history.Header) { h.Regions[1] = "tx" }},
		{`header: regions[0]: empty: name the region or drop the entry`, func(h *history.Header) { h.Regions[0] = "" }},
		{`header: consumers[0]: no name: give the "consumer" of its apply records`, func(h *history.Header) { h.Consumers[0].Name = "" }},
		{`header: consumers[0]: "planner/tx" has no sources: name the ledgers it follows, as in "stream" of append records`, func(h *history.Header) { h.Consumers[0].Sources = nil }},
		{`header: consumers[0]: region "ny" is not listed: list it under "regions", or correct it`, func(h *history.Header) { h.Consumers[0].Region = "ny" }},
		{`header: consumers[1]: "planner/tx" is named twice: give each consumer one entry with all its sources`, func(h *history.Header) { h.Consumers = append(h.Consumers, h.Consumers[0]) }},
		{`header: stock[0]: no region or no sku: give both`, func(h *history.Header) { h.Stock[0].SKU = "" }},
		{`header: stock[0]: qty -1 is negative: give what stood on the shelf`, func(h *history.Header) { h.Stock[0].Qty = -1 }},
		{`header: stock[1]: s-0004 in tx is counted twice: give each article once per region`, func(h *history.Header) { h.Stock = append(h.Stock, h.Stock[0]) }},
		{`header: contracts[0]: no type, to or purpose: give all three: what may go where, and what for`, func(h *history.Header) { h.Contracts[0].Purpose = "" }},
		{`header: contracts[0].fields[0]: how is "plain": write clear, token, sealed, aggregate or drop`, func(h *history.Header) { h.Contracts[0].Fields[0].How = "plain" }},
		{`header: contracts[0].fields[0]: no name: name the field`, func(h *history.Header) { h.Contracts[0].Fields[0].Name = "" }},
		{`header: states[0]: no kind, type or to: give all three; from is empty where the line does not exist yet`, func(h *history.Header) { h.States[0].To = "" }},
		{`header: progress[1]: "Created" is empty or named twice: name each state once, least advanced first`, func(h *history.Header) { h.Progress[1] = "Created" }},
		{`header: canaries[0]: value "short" is short: plant at least 8 bytes, or it is found by accident`, func(h *history.Header) { h.Canaries[0].Value = "short" }},
		{`header: canaries[0]: no region: name the region that the value must not leave`, func(h *history.Header) { h.Canaries[0].Region = "" }},
		{`header: classes[0]: no field: name the field`, func(h *history.Header) { h.Classes[0].Field = "" }},
		{`header: classes[0]: tier "secret" is unknown: write public, internal, confidential, regulated or restricted`, func(h *history.Header) { h.Classes[0].Tier = "secret" }},
		{`header: classes[1]: field "customer" is classified twice: classify each field once per type`, func(h *history.Header) { h.Classes = append(h.Classes, h.Classes[0]) }},
		{`header: residency[0]: region "ny" is not listed: list it under "regions", or correct it`, func(h *history.Header) { h.Residency[0].Regions = []string{"ny"} }},
		{`header: residency[0]: region "ny" is not listed: list it under "regions", or correct it`, func(h *history.Header) { h.Residency[0].Home = "ny" }},
		{`header: grants[0]: no role or no actions: give both: who may do what`, func(h *history.Header) { h.Grants[0].Actions = nil }},
		{`header: policies[0]: no name or no version: give both; versions count from 1`, func(h *history.Header) { h.Policies[0].Version = 0 }},
		{`header: policies[1]: version 3 of "default" is there twice: give each version once`, func(h *history.Header) { h.Policies = append(h.Policies, h.Policies[0]) }},
		{`header: policies[0]: ttl_ns or effective_ns is negative: give a length of time and an instant, or leave them out`, func(h *history.Header) { h.Policies[0].TTLNano = -1 }},
		{`header: policies[0]: the hash is not that of the policy: leave the hash out, or export policy and hash together`, func(h *history.Header) { h.Policies[0].TTLNano++ }},
		{`header: policies[0].classes[0]: tier "secret" is unknown: write public, internal, confidential, regulated or restricted`, func(h *history.Header) {
			h.Policies[0].Classes[0].Tier, h.Policies[0].Hash = "secret", ""
		}},
		{`header: grants[0]: for_ns -1 is negative: say how long it lasts, or leave it out`, func(h *history.Header) { h.Grants[0].ForNano = -1 }},
		{`header: agreements[0]: no partner: give the "consumer" of the attempt records that it witnesses`, func(h *history.Header) { h.Agreements[0].Partner = "" }},
		{`header: agreements[1]: "supplier" is there twice: give each partner one agreement with all its callers`, func(h *history.Header) { h.Agreements = append(h.Agreements, h.Agreements[0]) }},
		{`header: agreements[0]: nobody calls "supplier": name the callers, as in "from" of attempt records`, func(h *history.Header) { h.Agreements[0].Callers = nil }},
		{`header: agreements[0]: window_ns says when a breaker opens, without calls_min, open_ns or timeout_ns: give all four, or none of them`, func(h *history.Header) { h.Agreements[0].CallsMin = 0 }},
		{`header: agreements[0].offers[1]: "POIssued" is there twice: give each once`, func(h *history.Header) { h.Agreements[0].Offers = []string{"POIssued", "POIssued"} }},
		{`header: agreements[0].rate: -1 is negative: give what was agreed, or leave it out`, func(h *history.Header) { h.Agreements[0].Rate = -1 }},
		{`header: sagas[0]: no kind or no begin: give both: what it is about, and the event that begins it`, func(h *history.Header) { h.Sagas[0].Begin = "" }},
		{`header: sagas[1]: kind "po" is there twice: give each kind of entity one saga`, func(h *history.Header) { h.Sagas = append(h.Sagas, h.Sagas[0]) }},
		{`header: sagas[0]: it may fail, and nothing makes up for that: name the events under "compensate", in their order`, func(h *history.Header) { h.Sagas[0].Compensate = nil }},
		{`header: sagas[0]: late without lates, or lates without late: give both: what happens after all, and what answers it`, func(h *history.Header) { h.Sagas[0].Late = "" }},
		{`header: sagas[0].takes[0]: empty: give a name, or drop the entry`, func(h *history.Header) { h.Sagas[0].Takes[0] = "" }},
		{`header: sagas[0].lessens: "POChanged" is none of the takes: list it under "takes", too`, func(h *history.Header) { h.Sagas[0].Lessens = []string{"POChanged"} }},
		{`header: sagas[0].cancels: "LateShipped" is none of the lates: list it under "lates", too`, func(h *history.Header) { h.Sagas[0].Cancels = []string{"LateShipped"} }},
		{`header: bounds.queue_max: -1 is negative: give a limit, or leave it out for the default`, func(h *history.Header) { h.Bounds.QueueMax = -1 }},
		{`header: bounds.availability_ppm: 1000001 is above 1000000: give parts per million`, func(h *history.Header) { h.Bounds.Available = 1_000_001 }},
		{`header: bounds.clocks: "two": write "one" if all witnesses share a clock, else "many"`, func(h *history.Header) { h.Bounds.Clocks = "two" }},
	} {
		h := fullHeader()
		if err := h.Validate(); err != nil {
			t.Fatalf("Validate(full header) = %v, want nil", err)
		}
		test.spoil(h)
		if err := h.Validate(); err == nil || err.Error() != test.want {
			t.Errorf("Validate() = %v, want %s", err, test.want)
		}
	}
}
