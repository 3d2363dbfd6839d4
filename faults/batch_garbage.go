package faults

// batchGarbage is the fault [BatchGarbage]: an ERP sends what is torn, marked, of somebody else, or no file at all.
//
// It is set aside with a reason and in one piece, and holds up nothing else.
var batchGarbage = Spec{
	Kind:    BatchGarbage,
	Title:   "an ERP sends what is torn, marked, of somebody else, or no file at all",
	Needs:   []string{"region"},
	Lever:   "Turn",
	Proof:   "garbage was sent",
	Example: "{id: litter, fault: batch-garbage, region: tx, at: 10s, hold: 10s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, f.erp(), OrderGarbage, f.Region, on) },
}
