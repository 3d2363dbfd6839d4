package invariants

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"
)

// needle is one text that gives a canary away.
type needle struct {
	text   string
	form   string // "raw", "base64", "sha256 in hex"
	canary int32
}

// Needles shorter than a window are found by a narrow one, and only if the
// value itself is that short; shorter ones yet would be found by chance.
const (
	windowWide   = 8
	windowNarrow = 4
)

// forms returns every text by which a value gives itself away: itself or any
// eight bytes of it (all of it, if it is a number), escaped for JSON or a URL, in base64 at each of its three
// alignments, in hex, and its published digests.
func forms(value string) []needle {
	var out []needle
	add := func(form, text string, least int) {
		if len(text) >= least {
			out = append(out, needle{text: text, form: form})
		}
	}
	add("raw", value, windowNarrow)
	if len(value) >= windowWide && !numeric(value) {
		for i := 1; i+windowWide <= len(value); i++ {
			add("raw", value[i:i+windowWide], windowWide)
		}
		out[0].text = value[:windowWide]
	}
	for _, f := range escaped(value) {
		if !strings.Contains(f.text, value) {
			add(f.form, f.text, windowNarrow)
		}
	}
	encoded(value, "", add)
	digests(value, add)
	return out
}

// numeric reports whether a value is a number. Bytes are full of digits, so any
// eight of them prove nothing: a number counts as a whole.
func numeric(value string) bool { return strings.Trim(value, "0123456789") == "" }

// escaped returns the value as JSON and URLs write it.
func escaped(value string) []needle {
	query, path := url.QueryEscape(value), url.PathEscape(value)
	return []needle{
		{form: "JSON", text: jsonText(value, true)},
		{form: "JSON", text: jsonText(value, false)},
		{form: "JSON", text: jsonASCII(value)},
		{form: "URL", text: query},
		{form: "URL", text: path},
		{form: "URL", text: lowerEscapes(query)},
		{form: "URL", text: lowerEscapes(path)},
	}
}

func jsonText(value string, html bool) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(html)
	if e.Encode(value) != nil {
		return ""
	}
	return strings.Trim(strings.TrimSpace(b.String()), `"`)
}

// jsonASCII writes every rune beyond ASCII as \u, as many encoders do.
func jsonASCII(value string) string {
	var b strings.Builder
	for _, r := range jsonText(value, false) {
		switch {
		case r < utf8.RuneSelf:
			b.WriteRune(r)
		case r >= 0x10000:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xD800+r>>10, 0xDC00+r&0x3FF)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// lowerEscapes writes the hex digits of percent escapes in lower case.
func lowerEscapes(s string) string {
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i+1:i+3], strings.ToLower(s[i+1:i+3]))
		}
	}
	return string(b)
}

// encoded adds a value in hex and in base64. Of base64 only those letters count
// that the value alone decides, whatever stands before and after it.
func encoded(value, of string, add func(form, text string, least int)) {
	digits := hex.EncodeToString([]byte(value))
	add(of+"hex", digits, windowWide)
	add(of+"hex", strings.ToUpper(digits), windowWide)
	for shift := range 3 {
		padded := append(make([]byte, shift), value...)
		from, to := (shift*8+5)/6, len(padded)*8/6
		std := base64.RawStdEncoding.EncodeToString(padded)[from:to]
		add(of+"base64", std, windowWide)
		if web := base64.RawURLEncoding.EncodeToString(padded)[from:to]; web != std {
			add(of+"base64url", web, windowWide)
		}
	}
}

func digests(value string, add func(form, text string, least int)) {
	s256, s1, m5 := sha256.Sum256([]byte(value)), sha1.Sum([]byte(value)), md5.Sum([]byte(value))
	encoded(string(s256[:]), "sha256 in ", add)
	encoded(string(s1[:]), "sha1 in ", add)
	encoded(string(m5[:]), "md5 in ", add)
}
