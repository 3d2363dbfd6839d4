package faults

// batchWrongTotals is the fault [BatchWrongTotals]: an ERP sends batches whose trailers count wrong.
//
// A total that is wrong says that something was lost: segments, sets or groups.
var batchWrongTotals = Spec{
	Kind:    BatchWrongTotals,
	Title:   "an ERP sends batches whose trailers count wrong",
	Needs:   []string{"region"},
	Lever:   "Turn",
	Proof:   "a batch with wrong totals was sent",
	Example: "{id: miscounted, fault: batch-wrong-totals, region: tx, at: 10s, hold: 10s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, f.erp(), OrderMiscount, f.Region, on) },
}
