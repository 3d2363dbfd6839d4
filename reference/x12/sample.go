package x12

import _ "embed"

// Sample is one clean interchange from SENDER01 to RECEIVER01: three purchase
// orders of twelve lines in all, one order each for a site in Texas, Washington
// and Virginia. Strict accepts it whole. The partners are invented.
//
//go:embed testdata/clean-850.edi
var Sample string
