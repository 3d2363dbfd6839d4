package history

import (
	"encoding/base64"
	"strconv"
	"unicode/utf8"
)

// appendRecord appends r as one JSON object, without a line end. Zero fields
// are left out.
func appendRecord(b []byte, r *Record) []byte {
	b = append(b, `{"kind":"`...)
	b = append(b, r.Kind.String()...)
	b = append(b, '"')
	b = appendUint(b, `,"seq":`, r.Seq)
	b = appendInt(b, `,"at_ns":`, r.At)
	b = appendInt(b, `,"wall_ns":`, r.Wall)
	b = appendText(b, `,"witness":`, r.Witness.Text)
	b = appendText(b, `,"region":`, r.Region.Text)
	b = appendText(b, `,"stream":`, r.Stream.Text)
	b = appendUint(b, `,"pos":`, r.Pos)
	b = appendText(b, `,"source":`, r.Source.Text)
	b = appendUint(b, `,"source_pos":`, r.SourcePos)
	b = appendText(b, `,"consumer":`, r.Consumer.Text)
	b = appendUint(b, `,"attempt":`, uint64(r.Attempt))
	b = appendText(b, `,"event":`, r.Event.Text)
	b = appendText(b, `,"type":`, r.Type.Text)
	b = appendText(b, `,"entity":`, r.Entity.Text)
	b = appendUint(b, `,"version":`, r.Version)
	b = appendUint(b, `,"epoch":`, uint64(r.Epoch))
	b = appendUint(b, `,"line":`, uint64(r.Line))
	b = appendText(b, `,"state":`, r.State.Text)
	b = appendText(b, `,"cause":`, r.Cause.Text)
	b = appendText(b, `,"op":`, r.Op.Text)
	b = appendText(b, `,"tier":`, r.Tier.Text)
	b = appendText(b, `,"sku":`, r.SKU.Text)
	b = appendInt(b, `,"qty":`, r.Qty)
	b = appendBook(b, `,"delta":{`, r.Delta)
	b = appendBook(b, `,"after":{`, r.After)
	b = appendInt(b, `,"as_of_ns":`, r.AsOf)
	b = appendText(b, `,"label":`, r.Label.Text)
	b = appendText(b, `,"from":`, r.From.Text)
	b = appendText(b, `,"to":`, r.To.Text)
	b = appendText(b, `,"purpose":`, r.Purpose.Text)
	b = appendFields(b, r.Fields)
	b = appendBody(b, r.Body)
	b = appendText(b, `,"reason":`, r.Reason)
	b = appendText(b, `,"note":`, r.Note)
	return append(b, '}')
}

func appendUint(b []byte, key string, v uint64) []byte {
	if v == 0 {
		return b
	}
	return strconv.AppendUint(append(b, key...), v, 10)
}

func appendInt(b []byte, key string, v int64) []byte {
	if v == 0 {
		return b
	}
	return strconv.AppendInt(append(b, key...), v, 10)
}

func appendText(b []byte, key, v string) []byte {
	if v == "" {
		return b
	}
	return appendString(append(b, key...), v)
}

// appendBook appends the figures that are not zero; key ends with a brace.
func appendBook(b []byte, key string, k Book) []byte {
	if k == (Book{}) {
		return b
	}
	b = append(b, key...)
	start := len(b)
	b = appendInt(b, `,"on_hand":`, k.OnHand)
	b = appendInt(b, `,"allocated":`, k.Allocated)
	b = appendInt(b, `,"held":`, k.Held)
	b = append(b[:start], b[start+1:]...) // the first comma
	return append(b, '}')
}

func appendFields(b []byte, names []string) []byte {
	if len(names) == 0 {
		return b
	}
	b = append(b, `,"fields":`...)
	for i, name := range names {
		sep := byte(',')
		if i == 0 {
			sep = '['
		}
		b = appendString(append(b, sep), name)
	}
	return append(b, ']')
}

// appendBody appends bytes as text where they are UTF-8, so that people can
// read what crossed, and as base64 where they are not.
func appendBody(b, body []byte) []byte {
	switch {
	case len(body) == 0:
		return b
	case utf8.Valid(body):
		return appendString(append(b, `,"text":`...), body)
	}
	b = append(b, `,"body":"`...)
	b = base64.StdEncoding.AppendEncode(b, body)
	return append(b, '"')
}

const hexDigits = "0123456789abcdef"

// plain marks the bytes that stand for themselves inside a JSON string.
var plain = func() (set [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		set[c] = c != '"' && c != '\\'
	}
	return set
}()

// appendString appends s in quotes. Bytes that are no UTF-8 become U+FFFD, as
// JSON can not hold them.
func appendString[S string | []byte](b []byte, s S) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		if plain[s[i]] {
			i++
			continue
		}
		b = append(b, s[start:i]...)
		if s[i] < utf8.RuneSelf {
			b = appendEscape(b, s[i])
			i++
		} else {
			r, size := decodeRune(s[i:])
			b = utf8.AppendRune(b, r)
			i += size
		}
		start = i
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}

// decodeRune looks at the first four bytes only, so that the conversion does
// not allocate.
func decodeRune[S string | []byte](s S) (rune, int) {
	return utf8.DecodeRuneInString(string(s[:min(len(s), utf8.UTFMax)]))
}

func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xF])
}
