package live

// Past is what the last process that ran a machine left behind, beside what is
// on disk.
type Past struct {
	Life uint32 // its last incarnation, from 1
	Told uint64 // the last position of its ledger that witnesses were shown
}
