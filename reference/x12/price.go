package x12

import (
	"fmt"
	"strconv"
	"strings"
)

// Price is a unit price in ten-thousandths of the currency unit: 19.95 is
// 199500. The interchange does not state the currency.
type Price int64

const (
	priceScale    = 10_000
	priceDecimals = 4
	priceDigits   = 13 // before the point, so that a price always fits
)

// ParsePrice returns the price written in s: digits, and up to four decimals
// after a point. More decimals are an error unless they are zeros.
func ParsePrice(s string) (Price, error) {
	whole, fraction, pointed := strings.Cut(s, ".")
	fraction = strings.TrimRight(fraction, "0")
	valid := digits(whole) || whole == "" && pointed && len(s) > 1
	if !valid || fraction != "" && !digits(fraction) {
		return 0, fmt.Errorf("parse price %.40q: want digits and a point", s)
	}
	whole = strings.TrimLeft(whole, "0")
	if len(whole) > priceDigits || len(fraction) > priceDecimals {
		return 0, fmt.Errorf("parse price %.40q: want at most %d digits and %d decimals", s, priceDigits, priceDecimals)
	}
	n, err := strconv.ParseInt("0"+whole+(fraction + "0000")[:priceDecimals], 10, 64)
	return Price(n), err
}

// String returns the price as X12 writes it, without needless zeros: 7.5.
func (p Price) String() string {
	if p < 0 {
		return "-" + (-p).String()
	}
	s := strconv.FormatInt(int64(p/priceScale), 10)
	if p%priceScale == 0 {
		return s
	}
	return s + "." + strings.TrimRight(fmt.Sprintf("%04d", p%priceScale), "0")
}
