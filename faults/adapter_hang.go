package faults

// adapterHang is the fault [AdapterHang]: the adapter of a region stands still.
//
// Its partner gets no answer and sends again. Whatever does not come by file goes
// on as if nothing had happened.
var adapterHang = Spec{
	Kind:    AdapterHang,
	Title:   "the adapter of a region stands still",
	Needs:   []string{"region"},
	Lever:   "Stop",
	Proof:   "an input waited for it",
	Example: "{id: stuck, fault: adapter-hang, region: tx, at: 10s, hold: 5s}",
	pull:    func(t Target, f Fault, on bool) { t.Stop(f.ID, f.adapter(), StopPause, on) },
}
