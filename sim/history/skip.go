package history

import "bytes"

// skip takes a value of any kind and forgets it: the reader ignores keys that
// it does not know.
func (s *scanner) skip(depth int) bool {
	c := s.peek()
	switch {
	case s.at >= len(s.line):
		return s.end()
	case depth > depthMax:
		return s.fail(s.at, "values nest too deep", "drop what is not part of the format")
	case c == '"':
		_, ok := s.string("value")
		return ok
	case c == '{':
		return s.skipObject(depth)
	case c == '[':
		return s.skipArray(depth)
	case c == '-' || c-'0' <= 9:
		return s.skipNumber()
	}
	for _, word := range [...]string{"null", "true", "false"} {
		if bytes.HasPrefix(s.line[s.at:], []byte(word)) {
			s.at += len(word)
			return true
		}
		if bytes.HasPrefix([]byte(word), s.line[s.at:]) {
			return s.end()
		}
	}
	return s.wrong("value", "JSON", "write a string, a number, true, false, null, an object or an array")
}

func (s *scanner) skipObject(depth int) bool {
	s.at++
	for first := true; s.more(first, '}'); first = false {
		if _, ok := s.key(); !ok || !s.skip(depth+1) {
			return false
		}
	}
	return s.fault == nil
}

func (s *scanner) skipArray(depth int) bool {
	s.at++
	for first := true; s.more(first, ']'); first = false {
		if !s.skip(depth + 1) {
			return false
		}
	}
	return s.fault == nil
}

// skipNumber takes a number with or without fraction and exponent.
func (s *scanner) skipNumber() bool {
	start := s.at
	if s.line[s.at] == '-' {
		s.at++
	}
	zero := s.at < len(s.line) && s.line[s.at] == '0'
	whole := s.digits()
	good := whole == 1 || whole > 0 && !zero
	if s.at < len(s.line) && s.line[s.at] == '.' {
		s.at++
		good = s.digits() > 0 && good
	}
	if s.at < len(s.line) && s.line[s.at]|0x20 == 'e' {
		s.at++
		if s.at < len(s.line) && (s.line[s.at] == '+' || s.line[s.at] == '-') {
			s.at++
		}
		good = s.digits() > 0 && good
	}
	if s.at == len(s.line) {
		return s.end()
	}
	return good || s.fail(start, "a number that is no JSON", "write digits, without leading zeros")
}

// digits takes digits and returns how many there were.
func (s *scanner) digits() int {
	start := s.at
	for s.at < len(s.line) && s.line[s.at]-'0' <= 9 {
		s.at++
	}
	return s.at - start
}
