package reports

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// count returns n with a comma before every third digit: 1,204,000.
func count[N int | int64 | uint64](n N) string {
	digits := strconv.FormatInt(int64(n), 10)
	if n > 0 {
		digits = strconv.FormatUint(uint64(n), 10)
	}
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return sign + digits
}

// plural returns "1 seed" or "20 seeds".
func plural[N int | int64 | uint64](n N, one string) string {
	switch {
	case n == 1:
		return "1 " + one
	case strings.HasSuffix(one, "ch"):
		return count(n) + " " + one + "es"
	case strings.HasSuffix(one, "y"):
		return count(n) + " " + strings.TrimSuffix(one, "y") + "ies"
	default:
		return count(n) + " " + one + "s"
	}
}

// micros returns a latency with three significant digits and its unit: 840 us,
// 4.21 ms, 12.0 s.
func micros(us float64) string {
	switch {
	case math.IsNaN(us) || math.IsInf(us, 0):
		return "-"
	case us < 999.5:
		return three(us) + " us"
	case us < 999_500:
		return three(us/1e3) + " ms"
	case us < 600e6:
		return three(us/1e6) + " s"
	default:
		return span(time.Duration(us) * time.Microsecond)
	}
}

func three(v float64) string {
	switch {
	case v == 0:
		return "0"
	case v < 9.995:
		return strconv.FormatFloat(v, 'f', 2, 64)
	case v < 99.95:
		return strconv.FormatFloat(v, 'f', 1, 64)
	default:
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
}

// instant returns a time since the start of a run, to the millisecond:
// 41.320 s, 12m 04.100s, 3h 12m 04.100s.
func instant(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%.3f s", d.Seconds())
	}
	rest := (d % time.Minute).Seconds()
	if d < time.Hour {
		return fmt.Sprintf("%dm %06.3fs", d/time.Minute, rest)
	}
	return fmt.Sprintf("%dh %02dm %06.3fs", d/time.Hour, d%time.Hour/time.Minute, rest)
}

// span returns a length of time as people say it: 250 ms, 45 s, 1m 30s, 24h.
func span(d time.Duration) string {
	switch {
	case d < 0:
		return "-" + span(-d)
	case d < time.Millisecond:
		return three(float64(d)/1e3) + " us"
	case d < time.Second:
		return trimmed(float64(d)/1e6) + " ms"
	case d < 2*time.Minute && d%time.Minute != 0:
		return trimmed(d.Seconds()) + " s"
	}
	d = d.Round(time.Second)
	hours, minutes, seconds := d/time.Hour, d%time.Hour/time.Minute, d%time.Minute/time.Second
	var parts []string
	for _, p := range []struct {
		n    time.Duration
		unit string
	}{{hours, "h"}, {minutes, "m"}, {seconds, "s"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d%s", p.n, p.unit))
		}
	}
	return strings.Join(parts, " ")
}

func trimmed(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(v, 'f', 2, 64), "0"), ".")
}

// share returns "20 of 20".
func share(n, of int) string { return count(n) + " of " + count(of) }

// clean returns s on one line, without control characters. Texts come from
// scenarios and from the system on trial; a report must survive both.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar || r&0xfffe == 0xfffe:
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// plain returns s on one line in ASCII, for a terminal and for files that are
// compared byte by byte.
func plain(s string) string {
	var b strings.Builder
	for _, r := range clean(s) {
		switch {
		case r < 0x80:
			b.WriteRune(r)
		case asciiFor[r] != "":
			b.WriteString(asciiFor[r])
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}

var asciiFor = map[rune]string{
	'\u2013': "-", '\u2014': "-", '\u2212': "-", '\u2018': "'", '\u2019': "'", '\u201c': `"`, '\u201d': `"`,
	'\u2026': "...", '\u00d7': "x", '\u00b5': "u", '\u03bc': "u", '\u2192': "->", '\u2190': "<-", '\u00a0': " ",
	'\u2265': ">=", '\u2264': "<=", '\u00b1': "+-", '\u00b7': "-",
}

// clip returns s cut to n bytes of ASCII; what was cut is shown by dots.
func clip(s string, n int) string {
	if len(s) <= n || n < 4 {
		return s
	}
	return s[:n-3] + "..."
}

// wrap returns s broken at blanks into lines of at most n bytes.
func wrap(s string, n int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		for len(word) > n { // a hash or a command longer than the page
			if line != "" {
				lines, line = append(lines, line), ""
			}
			lines, word = append(lines, word[:n]), word[n:]
		}
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) <= n:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
