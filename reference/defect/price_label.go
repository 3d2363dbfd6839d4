package defect

// M12: the price of an order is a label of a metric, which is read at the hub.
//
// Caught by I-31 (a planted price is in it) and by the pair of I-12. Shows with any order.
var priceLabel = Defect{
	ID: "M12", Name: "price-label", Promises: []string{"I-31", "I-12"},
	Breaks:  "the price of an order is a label of a metric, which is read at the hub",
	Trigger: "any order",
	Shows:   []Sight{{"debug-tap", []string{"I-31", "I-12"}}, {"tx-dc", []string{"I-31", "I-12"}}},
}

// LabelsPrices reports whether M12 is planted: a price is a label of a metric.
func (s Set) LabelsPrices() bool { return s.has(bitPriceLabel) }
