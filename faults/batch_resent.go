package faults

// batchResent is the fault [BatchResent]: an ERP sends its batches twice, as they were or under another control number.
//
// Nobody who sends again knows whether the first came. Sender, receiver and control
// number tell; where they do not, the number of the order has to.
var batchResent = Spec{
	Kind:    BatchResent,
	Title:   "an ERP sends its batches twice, as they were or under another control number",
	Needs:   []string{"region"},
	Lever:   "Turn",
	Proof:   "a batch was sent again",
	Example: "{id: twice, fault: batch-resent, region: tx, at: 10s, hold: 10s}",
	pull:    func(t Target, f Fault, on bool) { t.Turn(f.ID, f.erp(), OrderAgain, f.Region, on) },
}
