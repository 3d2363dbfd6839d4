package strict

import (
	"math"
	"strconv"
	"strings"
	"time"
)

func pattern(p string) map[string]any { return map[string]any{"type": "string", "pattern": p} }

// A duration is written like Go's: 1m30s. 300 days fit.
const durationPattern = `([0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h))+`

const durationMax = 300 * 24 * time.Hour

// Duration is a length of time that is not negative: 30s, 500ms, 1m30s.
var Duration = Scalar("a duration such as 30s, 500ms or 1m30s", pattern("^(0|"+durationPattern+")$"), ParseDuration)

// ParseDuration reads the text of a [Duration].
func ParseDuration(s string) (time.Duration, bool) {
	d, err := time.ParseDuration(s)
	return d, err == nil && d >= 0 && d <= durationMax
}

// Offset is a length of time that may be negative: -30s.
var Offset = Scalar("a duration such as 30s or -30s", pattern("^(0|[-+]?"+durationPattern+")$"),
	func(s string) (time.Duration, bool) {
		d, err := time.ParseDuration(s)
		return d, err == nil && d >= -durationMax && d <= durationMax
	})

// FormatDuration returns d in the shortest form that [Duration] and [Offset]
// read back.
func FormatDuration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = s[:len(s)-2]
	}
	if strings.HasSuffix(s, "h0m") {
		s = s[:len(s)-2]
	}
	return strings.Replace(s, "µ", "u", 1)
}

// Share is a part of a whole in parts per million, written in per cent: 5%, 0.1%.
var Share = Scalar("a share such as 5% or 0.1%", pattern(`^[0-9]+(\.[0-9]{1,4})?%$`),
	func(s string) (uint32, bool) {
		number, ok := strings.CutSuffix(s, "%")
		n, exact := scaled(strings.TrimSpace(number), 10_000)
		return uint32(n), ok && exact && n <= 1_000_000
	})

// FormatShare returns parts per million in the form that [Share] reads.
func FormatShare(ppm uint32) string { return unscaled(int64(ppm), 10_000) + "%" }

// Rate is a count per 1000 seconds, written per second, minute or hour: 20/s,
// 30/min. At most three decimals; a rest below one in 1000 seconds is dropped.
var Rate = Scalar("a rate such as 20/s, 30/min or 90/h", pattern(`^[0-9]+(\.[0-9]{1,3})?/(s|min|h)$`), ParseRate)

// ParseRate reads the text of a [Rate].
func ParseRate(s string) (int64, bool) {
	number, unit, _ := strings.Cut(s, "/")
	seconds := map[string]int64{"s": 1, "min": 60, "h": 3600}[unit]
	n, exact := scaled(number, 1000)
	if seconds == 0 || !exact || n > 1_000_000_000 {
		return 0, false
	}
	return n / seconds, true
}

// FormatRate returns a count per 1000 seconds in the form that [Rate] reads.
func FormatRate(r int64) string { return unscaled(r, 1000) + "/s" }

// units of [Speed], largest first.
var units = []struct {
	name  string
	bytes int64
}{{"GB/s", 1e9}, {"MB/s", 1e6}, {"KB/s", 1e3}, {"B/s", 1}}

// Speed is bytes per second, at least one: 64KB/s, 1.5MB/s (K is 1000).
var Speed = Scalar("a bandwidth such as 64KB/s or 1MB/s", pattern(`^[0-9]+(\.[0-9]+)?(B|KB|MB|GB)/s$`),
	func(s string) (int64, bool) {
		for _, u := range units {
			if number, ok := strings.CutSuffix(s, u.name); ok {
				n, exact := scaled(strings.TrimSpace(number), u.bytes)
				return n, exact && n > 0
			}
		}
		return 0, false
	})

// FormatSpeed returns bytes per second in the form that [Speed] reads.
func FormatSpeed(bytes int64) string {
	for _, u := range units {
		if bytes%u.bytes == 0 {
			return strconv.FormatInt(bytes/u.bytes, 10) + u.name
		}
	}
	return ""
}

// Thousandths is a number from 0 to 1000 with at most three decimals, kept as
// thousandths: 1.1 is 1100.
var Thousandths = Scalar("a number such as 1 or 1.25", map[string]any{"type": "number", "minimum": 0, "maximum": 1000},
	func(s string) (int, bool) {
		n, exact := scaled(s, 1000)
		return int(n), exact && n <= 1_000_000
	})

// scaled returns a decimal number times unit; false if it is not one, negative,
// too large, or not a whole number of units.
func scaled(text string, unit int64) (int64, bool) {
	whole, fraction, dotted := strings.Cut(text, ".")
	if !digits(whole) || dotted && !digits(fraction) || len(whole) > 12 || len(fraction) > 9 {
		return 0, false
	}
	n, _ := strconv.ParseInt(whole, 10, 64)
	if n > math.MaxInt64/2/unit {
		return 0, false
	}
	n *= unit
	for i := 0; i < len(fraction); i++ {
		if unit%10 != 0 && fraction[i] != '0' {
			return 0, false
		}
		unit /= 10
		n += int64(fraction[i]-'0') * unit
	}
	return n, true
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// unscaled writes n units as a decimal number; unit is a power of ten.
func unscaled(n, unit int64) string {
	s := strconv.FormatInt(n/unit, 10)
	if n%unit == 0 {
		return s
	}
	fraction := strconv.FormatInt(unit+n%unit, 10)[1:]
	return s + "." + strings.TrimRight(fraction, "0")
}

// Permille returns a share in thousandths; it may be above 100%.
func Permille(s string) (int64, bool) {
	number, ok := strings.CutSuffix(s, "%")
	n, exact := scaled(number, 10)
	return n, ok && exact && n <= 1_000_000
}
