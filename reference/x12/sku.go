package x12

import "slices"

// preference lists qualifiers, best first.
var preference = [...]string{
	"VN", "VP", "SK", // the vendor's item, part and stock-keeping number
	"UP", "UK", "UA", "EN", "UI", // UPC of the piece, of the carton, of the case; EAN; UPC without check digit
	"IN", "BP", "CB", "PI", // the buyer's item, part and catalogue number, the purchaser's item code
	"MG", "MF", // the maker's part number
}

// Preference returns the qualifiers from which a line's SKU is chosen, best
// first. The seller reads the order and books stock under its own number, so that
// one comes first; then the numbers that both sides share; then the buyer's.
func Preference() []string { return slices.Clone(preference[:]) }

// chooseSKU returns the id of the best qualifier, or "" if none names a product.
func chooseSKU(parts []Part) string {
	for _, q := range preference {
		for _, p := range parts {
			if p.Qualifier == q {
				return p.ID
			}
		}
	}
	return ""
}
