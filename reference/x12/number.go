package x12

import (
	"strconv"
	"strings"
	"time"
)

// maxQuantity is the largest number of 15 digits, the width of PO102.
const maxQuantity = 999_999_999_999_999

// parseQuantity returns a positive whole number. "5", "5." and "5.00" are five;
// a sign, a fraction, an exponent or a separator of thousands is no quantity.
func parseQuantity(s string) (n int64, valid bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if strings.Trim(fraction, "0") != "" || !digits(whole) || len(whole) > 15 {
		return 0, false
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	return n, err == nil && n > 0 && n <= maxQuantity
}

// parseCount returns a count of a trailer, or -1 if s is none.
func parseCount(s string) int {
	if !digits(s) || len(s) > 10 {
		return -1
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// digits reports whether s is one or more ASCII digits.
func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// isDate reports whether s is a day of the calendar, CCYYMMDD or YYMMDD.
func isDate(s string) bool {
	layout := "20060102"
	if len(s) == 6 {
		layout = "060102"
	}
	_, err := time.Parse(layout, s)
	return digits(s) && err == nil
}

// isTime reports whether s is a time of day, HHMM with seconds and their decimals.
func isTime(s string) bool {
	if !digits(s) || len(s) < 4 || len(s) > 8 || len(s) == 5 {
		return false
	}
	return s[:2] < "24" && s[2:4] < "60" && (len(s) == 4 || s[4:6] < "60")
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
