package faults

// batchLate is the fault [BatchLate]: an ERP sends every other batch late, after those that follow.
//
// What comes late is still wanted, and its control number is lower than the last.
var batchLate = Spec{
	Kind:    BatchLate,
	Title:   "an ERP sends every other batch late, after those that follow",
	Needs:   []string{"region"},
	Lever:   "Turn",
	Proof:   "a batch was sent late",
	Example: "{id: overdue, fault: batch-late, region: tx, at: 10s, hold: 10s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, f.erp(), OrderLate, f.Region, on) },
}
