package event

import (
	"strconv"
	"strings"
)

// Kinds of entities, as they begin their names.
const (
	OrderPrefix = "order/"
	StockPrefix = "sku/"
)

// The numbers before the first of the orders that clients do not number: theirs
// begin with 1, and the others never meet them.
const (
	FileOrders     = 1_000_000 // of those that come to an adapter by file
	RedrivenOrders = 3_000_000 // of those that a standby lets go on in its own region
)

// OrderName returns the entity of the n-th order of a region: "order/tx/17".
func OrderName(region string, n uint64) string {
	return OrderPrefix + region + "/" + strconv.FormatUint(n, 10)
}

// TaskKey returns the idempotency key of all calls about one order line:
// "order/tx/17#2".
func TaskKey(order string, line uint32) string {
	return order + "#" + strconv.FormatUint(uint64(line), 10)
}

// Number returns the number that a name or key ends with, and what stands
// before it: "client/tx/17" is 17 of "client/tx/". False if there is none.
func Number(name string) (prefix string, n uint64, ok bool) {
	at := strings.LastIndexByte(name, '/') + 1
	digits := name[at:]
	if digits == "" || len(digits) > 18 {
		return "", 0, false
	}
	for i := 0; i < len(digits); i++ {
		c := digits[i] - '0'
		if c > 9 {
			return "", 0, false
		}
		n = n*10 + uint64(c)
	}
	return name[:at], n, true
}
