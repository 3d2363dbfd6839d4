package defect

// M38: a figure of demand that was released is released again as its range grows.
//
// Caught by I-44: what one release has and the one before it has not is about a few.
var growingFigure = Defect{
	ID: "M38", Name: "growing-figure", Promises: []string{"I-44"},
	Breaks:  "a figure of demand that was released is released again as it grows, so that the difference of two is about a few",
	Trigger: "orders that come to the hub, few customers at a time",
	Shows:   []Sight{{"token-attack", []string{"I-44"}}, {"tx-dc", []string{"I-44"}}},
}

// ReleasesGrowing reports whether M38 is planted: releases overlap.
func (s Set) ReleasesGrowing() bool { return s.has(bitGrowingFigure) }
