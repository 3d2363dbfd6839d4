package reference

// Point is a place in the code that a run may have to pass to mean anything: a
// scenario demands it by name under must_reach. A point that is marked and not
// listed here, or listed and not marked, is a finding of the house.
type Point struct {
	Name      string   // "gap-parked", as [sim.Effects.Reach] is told
	Machines  []string // that mark it: pod, planner, dashboard, egress, aggregator, authority, client, warehouse, carrier
	Means     string   // what happened, a sentence
	Scenarios []string // of the library, expected to pass it within 20 seeds; not all that do
	Defensive string   // why no scenario passes it; "" = one does
}

// Points lists every point that the machines of the reference mark, by machine.
func Points() []Point {
	var out []Point
	for _, of := range [][]Point{podPoints, actPoints, watchPoints, stalePoints, readModelPoints, egressPoints, hubPoints, adapterPoints, reconPoints, outsidePoints, buyerPoints, supplierPoints} {
		out = append(out, of...)
	}
	return out
}

var podPoints = []Point{
	{Name: "command-repeated", Machines: []string{"pod"}, Scenarios: []string{"tx-dc", "region-frozen"},
		Means: "a command came again and was answered from the memory of its key, with no second effect"},
	{Name: "key-expired", Machines: []string{"pod"}, Scenarios: []string{"counts-find-less"},
		Means: "a command came whose key is older than everything remembered, and was refused instead of taken for new"},
	{Name: "shed-with-receipt", Machines: []string{"pod"}, Scenarios: []string{"full-queue"},
		Means: "the queue to the bus was full and the sender was told that its command was not taken"},
	{Name: "backordered", Machines: []string{"pod"}, Scenarios: []string{"lumpy-demand", "flash-sale"},
		Means: "a line found too little stock and waits"},
	{Name: "backorder-filled", Machines: []string{"pod"}, Scenarios: []string{"lumpy-demand", "flash-sale"},
		Means: "a line that waited was given stock that arrived"},
	{Name: "order-cancelled", Machines: []string{"pod"}, Scenarios: []string{"lumpy-demand"},
		Means: "the client took an order back in time"},
	{Name: "line-deallocated", Machines: []string{"pod"}, Scenarios: []string{"counts-find-less"},
		Means: "a count found too little and an allocated line had to wait again"},
	{Name: "count-put-off", Machines: []string{"pod"}, Scenarios: []string{"counts-find-less"},
		Means: "a count would have taken goods from lines under way and was told to come again"},
	{Name: "short-pick", Machines: []string{"pod"}, Scenarios: []string{"counts-find-less"},
		Means: "the goods of a line were not on the shelf, and the line ended"},
	{Name: "carrier-asked-again", Machines: []string{"pod"}, Scenarios: []string{"carrier-half-done"},
		Means: "a booking with the carrier had no answer and was made again under the same key"},
	{Name: "warehouse-asked-again", Machines: []string{"pod"}, Scenarios: []string{"full-queue", "pod-kill-loop"},
		Means: "a task for the warehouse had no answer that could be recorded, and was given again under the same key"},
	{Name: "scan-early", Machines: []string{"pod"}, Scenarios: []string{"carrier-half-done"},
		Means: "a delivery was reported before the booking was confirmed, and left unanswered"},
	{Name: "delivered-late-order", Machines: []string{"pod"}, Scenarios: []string{"carrier-half-done"},
		Means: "a line that was asked for more than once was delivered in the end"},
	{Name: "epoch-started-again", Machines: []string{"pod"}, Scenarios: []string{"power-loss", "pod-kill-loop"},
		Means: "a pod came back and began a new epoch, so that nothing it said before can be taken for newer"},
	{Name: "relay-backlog", Machines: []string{"pod"}, Scenarios: []string{"bus-outage", "full-queue"},
		Means: "entries of the ledger waited for a bus that did not take them"},
	{Name: "relay-rewound", Machines: []string{"pod"}, Scenarios: []string{"bus-power-loss", "region-bus-rolled-back"},
		Means: "the bus had lost its tail and was fed again from the ledger"},
	{Name: "snapshot-recovered", Machines: []string{"pod", "planner", "dashboard", "audit", "monitor", "register", "recon", "aggregator"}, Scenarios: []string{"power-loss", "duplicates-after-crash"},
		Means: "a machine began from its stored state instead of its whole ledger"},
	{Name: "reply-invalid", Machines: []string{"pod", "egress"},
		Means:     "the answer to a call could not be read, and the call was left open",
		Defensive: "warehouse, carrier and aggregator answer in form, and no fault garbles what it delivers"},
}

var readModelPoints = []Point{
	{Name: "duplicate-ignored", Machines: []string{"planner", "dashboard", "audit", "monitor", "register", "egress"}, Scenarios: []string{"duplicate-storm", "bus-power-loss"},
		Means: "an event came that had taken effect, and had none again"},
	{Name: "stale-rejected", Machines: []string{"planner"}, Scenarios: []string{"late-and-shuffled"},
		Means: "an event came that is older than what is known, and changed nothing"},
	{Name: "gap-parked", Machines: []string{"planner", "dashboard", "audit", "monitor", "register"}, Scenarios: []string{"late-and-shuffled", "dropped-deliveries"},
		Means: "an event came before one that precedes it, and waits"},
	{Name: "gap-filled", Machines: []string{"planner", "dashboard", "audit", "monitor", "register"}, Scenarios: []string{"late-and-shuffled", "dropped-deliveries"},
		Means: "the missing event came and those that waited took effect after it"},
	{Name: "park-full", Machines: []string{"planner", "dashboard", "audit", "monitor", "register"},
		Means:     "an event could not even wait, and was put back",
		Defensive: "a read model may park all that its bus may have open with it; a property test fills it by hand"},
	{Name: "stranger-ignored", Machines: []string{"planner", "dashboard", "monitor", "register"}, Scenarios: []string{"hostile-producer"},
		Means: "an event of another ledger than the owner's came, and changed nothing"},
	{Name: "dead-letter", Machines: []string{"planner", "dashboard", "monitor", "register"},
		Means:     "an event that breaks its contract, and always will, was buried with its original",
		Defensive: "every producer of the reference writes what the contract asks; the tests of the read models deliver broken ones"},
}

var actPoints = []Point{
	{Name: "act-executed", Machines: []string{"pod"}, Scenarios: []string{"export-approval", "break-glass"},
		Means: "somebody acted on the region, by the rules"},
	{Name: "act-refused", Machines: []string{"pod"}, Scenarios: []string{"export-approval", "break-glass"},
		Means: "somebody wanted to act on the region and was kept from it"},
	{Name: "paused", Machines: []string{"pod"}, Scenarios: []string{"break-glass"},
		Means: "the region stopped releasing lines because somebody paused it"},
	{Name: "glass-broken", Machines: []string{"pod"}, Scenarios: []string{"break-glass"},
		Means: "somebody used emergency access that somebody else had approved"},
	{Name: "rights-changed", Machines: []string{"pod"}, Scenarios: []string{"export-approval"},
		Means: "a policy bundle came into force, and people act by its rules from then on"},
	{Name: "replayed", Machines: []string{"pod"}, Scenarios: []string{"export-approval"},
		Means: "an event was put on the bus again because somebody asked for a replay"},
	{Name: "audit-refused", Machines: []string{"audit"},
		Means:     "an event of another ledger came to the audit log, and was left out",
		Defensive: "nothing else publishes to the bus of a region"},
}

var watchPoints = []Point{
	{Name: "alert-raised", Machines: []string{"pager"}, Scenarios: []string{"nothing-ships", "monitor-silent", "config-drift"},
		Means: "somebody was told that a figure is out of bounds, that a monitor is silent, or that a configuration was changed by hand"},
	{Name: "alert-resolved", Machines: []string{"pager"}, Scenarios: []string{"nothing-ships", "monitor-silent", "config-drift"},
		Means: "and that it is as it should be again"},
	{Name: "monitor-rests", Machines: []string{"monitor"}, Scenarios: []string{"nothing-ships", "monitor-silent"},
		Means: "nothing happened and nothing was owed, and the monitor said that it reports no more until something does"},
	{Name: "monitor-woke", Machines: []string{"monitor"},
		Means:     "an event came to a monitor that had said that it rests",
		Defensive: "the loads of the library have no pause in which nothing happens for seconds; a test lets an event come after one"},
}

var egressPoints = []Point{
	{Name: "egress-resent", Machines: []string{"egress"}, Scenarios: []string{"hub-cut-43s", "aggregator-down"},
		Means: "batches that the aggregator had not answered were sent again"},
	{Name: "keys-rotated", Machines: []string{"egress"}, Scenarios: []string{"token-attack", "tx-dc"},
		Means: "tokens and sealed values were made with the keys of the next epoch from here on"},
	{Name: "egress-refused", Machines: []string{"egress"}, Scenarios: []string{"hostile-producer"},
		Means: "an event that cannot be read, or is of another ledger, was kept inside"},
	{Name: "set-aside", Machines: []string{"egress"}, Scenarios: []string{"hostile-producer", "unknown-tier"},
		Means: "an event that was refused was put where people of its own region can look at it"},
	{Name: "tier-unknown", Machines: []string{"egress"}, Scenarios: []string{"unknown-tier"},
		Means: "an event came that nobody had classified, and was kept inside"},
	{Name: "subscription-refused", Machines: []string{"egress"}, Scenarios: []string{"hostile-producer"},
		Means: "somebody asked for events that no contract gives them, and got none"},
	{Name: "bundle-in-force", Machines: []string{"egress"}, Scenarios: []string{"late-policy", "policy-tightening"},
		Means: "a policy bundle came into force"},
	{Name: "bundle-refused", Machines: []string{"egress"}, Scenarios: []string{"late-policy"},
		Means: "a policy bundle was garbled, forged or superseded, and was not taken"},
	{Name: "bundle-overtaken", Machines: []string{"egress"}, Scenarios: []string{"late-policy"},
		Means: "a policy bundle came after a later one was in force, and changed nothing"},
	{Name: "decided-again", Machines: []string{"egress"}, Scenarios: []string{"policy-tightening"},
		Means: "a batch that had to go again was decided on by the stricter policy of now"},
	{Name: "decision-kept", Machines: []string{"egress"}, Scenarios: []string{"hostile-producer", "clock-fools-policy"},
		Means: "a batch that was decided on before a restart was made again under the same decision"},
	{Name: "policy-expired", Machines: []string{"egress"}, Scenarios: []string{"policy-authority-down"},
		Means: "the policy was not confirmed in time, and what is confidential or above stayed at home"},
}

var hubPoints = []Point{
	{Name: "hub-gap-seen", Machines: []string{"aggregator"}, Scenarios: []string{"aggregator-down", "hub-power-loss"},
		Means: "a batch came before one that precedes it; it is kept, and the source told where to go on"},
	{Name: "hub-gap-filled", Machines: []string{"aggregator"}, Scenarios: []string{"slow-thin-lossy-link", "hub-power-loss"},
		Means: "the missing batch came and a kept one took effect after it"},
	{Name: "hub-duplicate-ignored", Machines: []string{"aggregator"}, Scenarios: []string{"one-way-silence", "flapping-link"},
		Means: "a batch or an item of one came again and was not counted"},
	{Name: "hub-epoch-refused", Machines: []string{"aggregator"},
		Means:     "an item of an epoch that is past was not counted",
		Defensive: "positions and epochs of one ledger grow together; it takes a second owner of a region, which the reference does not have"},
	{Name: "bundle-not-taken", Machines: []string{"authority"}, Scenarios: []string{"late-policy"},
		Means: "a region did not take a policy bundle as it had come, and was offered it again"},
	{Name: "hub-refused", Machines: []string{"aggregator"},
		Means:     "a message that cannot be read, or of nobody known, was refused",
		Defensive: "egress and readers speak in form and of known ledgers"},
}

var adapterPoints = []Point{
	{Name: "batch-order-taken", Machines: []string{"adapter"}, Scenarios: []string{"erp-batches"},
		Means: "a purchase order of a partner's file became a command"},
	{Name: "batch-quarantined", Machines: []string{"adapter"}, Scenarios: []string{"erp-batches"},
		Means: "a file, or a part of one, was set aside with a reason"},
	{Name: "batch-mended", Machines: []string{"adapter"}, Scenarios: []string{"erp-batches"},
		Means: "a file of an older system had a known, harmless mistake and was read in spite of it"},
	{Name: "batch-repeated", Machines: []string{"adapter"}, Scenarios: []string{"erp-batches"},
		Means: "a file came again as a new transmission and was answered as before, with no second effect"},
	{Name: "batch-answered-again", Machines: []string{"adapter"}, Scenarios: []string{"erp-batches"},
		Means: "a transmission came again because nobody had answered, and was answered from the ledger"},
	{Name: "batch-order-known", Machines: []string{"adapter"}, Scenarios: []string{"erp-batches"},
		Means: "a purchase order came again under another control number and was set aside"},
	{Name: "control-gap", Machines: []string{"adapter"}, Scenarios: []string{"erp-batches"},
		Means: "control numbers of a partner were missing, and that was reported"},
	{Name: "route-denied", Machines: []string{"adapter"}, Scenarios: []string{"erp-batches"},
		Means: "a document came that no route lets in, and was set aside"},
	{Name: "adapter-recovered", Machines: []string{"adapter"}, Scenarios: []string{"erp-batches"},
		Means: "an adapter came back and read from its ledger what it had decided"},
}

var reconPoints = []Point{
	{Name: "row-altered", Machines: []string{"register"}, Scenarios: []string{"drifting-copies"},
		Means: "somebody changed a row of a copy by hand"},
	{Name: "row-repaired", Machines: []string{"register"}, Scenarios: []string{"drifting-copies"},
		Means: "a row of a copy was set right by the owner's word"},
	{Name: "copy-behind", Machines: []string{"recon"}, Scenarios: []string{"drifting-copies"},
		Means: "a copy had not come as far as the owner, and was asked again before it was compared"},
	{Name: "row-moved-on", Machines: []string{"recon"}, Scenarios: []string{"drifting-copies"},
		Means: "a row changed after the owner was asked, and was left alone"},
	{Name: "run-clean", Machines: []string{"recon"}, Scenarios: []string{"drifting-copies"},
		Means: "a run compared a copy with its owner and found nothing"},
}

var stalePoints = []Point{
	{Name: "figures-stale", Machines: []string{"aggregator"}, Scenarios: []string{"stale-figures"},
		Means: "somebody was shown figures of a region that the hub had not heard of for too long, and was told so"},
}

var outsidePoints = []Point{
	{Name: "client-repeats", Machines: []string{"client"}, Scenarios: []string{"power-loss", "region-frozen"},
		Means: "a client asked again under the same key"},
	{Name: "client-gave-up", Machines: []string{"client"}, Scenarios: []string{"nobody-waits-that-long"},
		Means: "a client stopped asking without knowing what became of its command"},
	{Name: "document-accepted", Machines: []string{"client"}, Scenarios: []string{"real-orders"},
		Means: "an interchange was read and its orders placed"},
	{Name: "document-quarantined", Machines: []string{"client"}, Scenarios: []string{"real-orders"},
		Means: "an interchange was unreadable or repeated, and none of it was ordered"},
	{Name: "document-mended", Machines: []string{"client"}, Scenarios: []string{"real-orders"},
		Means: "an interchange with a known, harmless mistake was read in spite of it"},
	{Name: "task-repeated", Machines: []string{"warehouse"}, Scenarios: []string{"full-queue"},
		Means: "a task came again and moved no goods again"},
	{Name: "shelf-short", Machines: []string{"warehouse"}, Scenarios: []string{"counts-find-less"},
		Means: "a task asked for more than the shelf holds"},
	{Name: "scan-repeated", Machines: []string{"warehouse"}, Scenarios: []string{"full-queue", "power-loss"},
		Means: "a receipt or a count was not confirmed and was told again"},
	{Name: "scan-rekeyed", Machines: []string{"warehouse"}, Scenarios: []string{"counts-find-less"},
		Means: "a scan that was put off longer than its key is honoured was told under a new key"},
	{Name: "scan-refused", Machines: []string{"warehouse"},
		Means:     "the pod refused a scan for good",
		Defensive: "a warehouse scans known articles, and never no units"},
	{Name: "erp-repeats", Machines: []string{"erp"}, Scenarios: []string{"erp-batches"},
		Means: "a file was not answered and was sent again"},
	{Name: "erp-gave-up", Machines: []string{"erp"}, Scenarios: []string{"erp-batches"},
		Means: "an acknowledgment or an answer did not come in time, and its absence was noted, once"},
	{Name: "vault-opened", Machines: []string{"vault"}, Scenarios: []string{"token-attack"},
		Means: "a vault took tokens back and opened sealed values for somebody at home"},
	{Name: "vault-refused", Machines: []string{"vault"}, Scenarios: []string{"token-attack"},
		Means: "a vault stayed shut: asked from elsewhere, for another purpose, or for a value as that of another order"},
	{Name: "carrier-half-done", Machines: []string{"carrier"}, Scenarios: []string{"carrier-half-done"},
		Means: "the carrier shipped and did not answer"},
	{Name: "carrier-repeat-answered", Machines: []string{"carrier"}, Scenarios: []string{"carrier-half-done"},
		Means: "a booking came again and was answered without shipping again"},
}

var buyerPoints = []Point{
	{Name: "purchase-refused", Machines: []string{"buyer"}, Scenarios: []string{"supplier-storm"},
		Means: "an article was short, and its order did not fit into the queue to the supplier nor beside it; it is looked at again"},
	{Name: "purchase-displaced", Machines: []string{"buyer"}, Scenarios: []string{"supplier-storm"},
		Means: "an order that was never sent made room for a critical one, with a receipt"},
	{Name: "purchase-expedited", Machines: []string{"buyer"}, Scenarios: []string{"po-rejected"},
		Means: "after an order that came to nothing the next one went to the other supplier by the critical lane"},
	{Name: "purchase-parked", Machines: []string{"buyer"}, Scenarios: []string{"supplier-storm"},
		Means: "an order waits beside the queue to the supplier"},
	{Name: "purchase-shed", Machines: []string{"buyer"}, Scenarios: []string{"supplier-storm"},
		Means: "an order that was never sent ended with a receipt"},
	{Name: "purchase-rejected", Machines: []string{"buyer"}, Scenarios: []string{"po-rejected"},
		Means: "a supplier rejected an order that it had taken, and the order was compensated"},
	{Name: "purchase-in-part", Machines: []string{"buyer"}, Scenarios: []string{"po-in-part"},
		Means: "a supplier accepted an order in part, and the rest was compensated as an order of its own"},
	{Name: "rest-came", Machines: []string{"buyer"}, Scenarios: []string{"po-in-part"},
		Means: "what a supplier had not accepted of an order came after all"},
	{Name: "purchase-timed-out", Machines: []string{"buyer"}, Scenarios: []string{"po-rejected"},
		Means: "a 997 or an 855 did not come in time, and the order was compensated"},
	{Name: "purchase-given-up", Machines: []string{"buyer"}, Scenarios: []string{"supplier-storm"},
		Means: "every attempt with an order failed, and it was compensated"},
	{Name: "planner-notified", Machines: []string{"buyer"}, Scenarios: []string{"po-rejected"},
		Means: "purchasing knows of an order that came to nothing"},
	{Name: "late-success", Machines: []string{"buyer"}, Scenarios: []string{"po-rejected"},
		Means: "an order succeeded after it was compensated, and that is compensated too"},
	{Name: "document-ignored", Machines: []string{"buyer"}, Scenarios: []string{"po-rejected"},
		Means: "a document came for an order that is over, and changed nothing"},
	{Name: "ship-notice-repeated", Machines: []string{"buyer"}, Scenarios: []string{"po-rejected"},
		Means: "a second 856 came for an order and changed nothing"},
	{Name: "supplier-timeout", Machines: []string{"buyer"}, Scenarios: []string{"supplier-outage"},
		Means: "a supplier did not answer a call in time"},
	{Name: "supplier-asked-again", Machines: []string{"buyer"}, Scenarios: []string{"supplier-storm"},
		Means: "a supplier was called with an order again, under the same key"},
	{Name: "supplier-throttled", Machines: []string{"buyer"}, Scenarios: []string{"supplier-storm"},
		Means: "a supplier told its caller to come later"},
	{Name: "breaker-open", Machines: []string{"buyer"}, Scenarios: []string{"supplier-outage", "supplier-storm"},
		Means: "the breaker of a supplier and lane is open after a call that failed"},
	{Name: "breaker-probes", Machines: []string{"buyer"}, Scenarios: []string{"supplier-outage", "supplier-storm"},
		Means: "a breaker that is not closed let one call through to look"},
	{Name: "breaker-closed", Machines: []string{"buyer"}, Scenarios: []string{"supplier-outage", "supplier-storm"},
		Means: "enough probes succeeded, and a breaker closed"},
}

var supplierPoints = []Point{
	{Name: "supplier-half-done", Machines: []string{"supplier"}, Scenarios: []string{"supplier-storm", "po-rejected"},
		Means: "a supplier took an order and did not answer"},
	{Name: "supplier-repeat-answered", Machines: []string{"supplier"}, Scenarios: []string{"supplier-storm"},
		Means: "an order came again and was not taken again"},
	{Name: "supplier-cancelled", Machines: []string{"supplier"}, Scenarios: []string{"po-rejected"},
		Means: "a supplier took an order back whose goods were not on the road"},
	{Name: "supplier-in-part", Machines: []string{"supplier"}, Scenarios: []string{"po-in-part"},
		Means: "a supplier accepted an order in part and rejected the rest"},
	{Name: "supplier-rest-shipped", Machines: []string{"supplier"}, Scenarios: []string{"po-in-part"},
		Means: "a supplier put on the way what it had rejected of an order"},
	{Name: "truck-waits", Machines: []string{"warehouse"},
		Means:     "goods came for an article whose last movement the pod had not confirmed, and waited at the gate",
		Defensive: "a pod that is up confirms within milliseconds; it takes two trucks of one article at once, or a pod that is down"},
}
