package defect

// M35: reconciliation changes the owner where the copy says something else.
//
// Caught by I-23: the owner writes on the word of a repair.
var ownerOverwritten = Defect{
	ID: "M35", Name: "owner-overwritten", Promises: []string{"I-23"},
	Breaks:  "reconciliation books the figures of the copy at the owner of the stock, and leaves the copy as it is",
	Trigger: "a copy whose stock differs from the owner's",
	Shows:   []Sight{{"drifting-copies", []string{"I-23"}}},
}

// OverwritesOwner reports whether M35 is planted: repairs of stock go to the owner.
func (s Set) OverwritesOwner() bool { return s.has(bitOwnerOverwritten) }
