package link

import (
	"bytes"
)

// Tap reads one direction of a NATS connection and hands out what it reads, frame
// by frame. It knows what leaf nodes say to each other and what clients and
// servers do (nats-server v2.15.2, server/parser.go and server/leafnode.go):
//
//	LMSG subject [reply] size            HMSG subject [reply] header size
//	LMSG subject + reply queues… size    HMSG subject + reply queues… header size
//	LMSG subject | queues… size          HMSG subject | queues… header size
//	MSG subject sid [reply] size         HMSG subject sid [reply] header size
//	PUB subject [reply] size             HPUB subject [reply] header size
//
// "HMSG subject word header size" is read as a client's if the word is a number,
// and as a leaf's if it is not. The header's size is part of the size.
//
// How the bytes are divided among writes makes no difference. Every byte is
// handed out once, in order: what cannot be read comes out raw as [Unknown], a
// line at a time. It is not for concurrent use.
type Tap struct {
	see     func(Frame)
	buf     []byte // the beginning of a frame
	scanned int    // bytes of it without a line end
	need    int    // bytes of it there must be
	args    [][]byte
	subject string // the last one
}

const (
	lineMax    = 256 << 10 // longer lines come out raw; an INFO or CONNECT with a token is the longest
	payloadMax = 64 << 20  // the server's own hard limit
)

// NewTap returns a tap that calls see for every frame.
func NewTap(see func(Frame)) *Tap { return &Tap{see: see} }

// Write reads on. It keeps no reference to b, and never fails.
func (t *Tap) Write(b []byte) (int, error) {
	n := len(b)
	if len(t.buf) == 0 {
		t.buf = append(t.buf, t.read(b)...)
	} else {
		t.buf = append(t.buf, b...)
		if rest := t.read(t.buf); len(rest) < len(t.buf) {
			t.buf = append(t.buf[:0], rest...)
		}
	}
	if len(t.buf) == 0 && cap(t.buf) > 1<<20 {
		t.buf = nil // after a giant
	}
	return n, nil
}

// Close hands out, raw, what was begun and never finished.
func (t *Tap) Close() error {
	if len(t.buf) > 0 {
		t.unknown(t.buf)
	}
	t.buf, t.scanned, t.need = nil, 0, 0
	return nil
}

// read hands out the frames that b begins with and returns the rest.
func (t *Tap) read(b []byte) []byte {
	for len(b) > 0 && len(b) >= t.need {
		n := t.one(b)
		if n == 0 {
			break
		}
		b, t.scanned, t.need = b[n:], 0, 0
	}
	return b
}

// one hands out the frame at the beginning of b and returns its length, or 0 if
// it is not all there.
func (t *Tap) one(b []byte) int {
	end := bytes.IndexByte(b[t.scanned:min(len(b), lineMax)], '\n')
	if end < 0 {
		t.scanned = min(len(b), lineMax-1)
		if len(b) < lineMax {
			return 0
		}
		t.unknown(b[:lineMax])
		return lineMax
	}
	end += t.scanned
	line := bytes.TrimSuffix(b[:end], []byte("\r"))
	f := Frame{Op: operation(line), Line: line}
	if !carries(f.Op) {
		if f.Op == Unknown {
			f.Line = b[:end+1]
		}
		t.see(f)
		return end + 1
	}
	header, size, ok := t.arguments(&f)
	if !ok {
		t.unknown(b[:end+1])
		return end + 1
	}
	total := end + 1 + size + 2
	if len(b) < total {
		t.scanned, t.need = end, total
		return 0
	}
	body := b[end+1 : total]
	if string(body[size:]) != "\r\n" || !f.divide(body[:size], header) {
		t.unknown(b[:total])
		return total
	}
	t.see(f)
	return total
}

func (t *Tap) unknown(b []byte) { t.see(Frame{Op: Unknown, Line: b}) }

// divide splits a message's body into header and payload; header < 0 = no header.
func (f *Frame) divide(body []byte, header int) bool {
	if header < 0 {
		f.Payload = body
		return true
	}
	block, ok := bytes.CutPrefix(body[:header], []byte("NATS/1.0"))
	if !ok || !bytes.HasSuffix(block, []byte("\r\n\r\n")) {
		return false
	}
	status, lines, _ := bytes.Cut(block, []byte("\r\n"))
	f.Status, f.Header, f.Payload = string(bytes.TrimSpace(status)), lines, body[header:]
	return true
}

// operation returns the name of a control line's operation, in capitals, or
// Unknown.
func operation(line []byte) string {
	var name [7]byte
	n := 0
	for ; n < len(line) && line[n] != ' ' && line[n] != '\t'; n++ {
		if n == len(name) {
			return Unknown
		}
		c := line[n]
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		name[n] = c
	}
	switch string(name[:n]) { // constants, so that no message costs an allocation
	case "LMSG":
		return "LMSG"
	case "HMSG":
		return "HMSG"
	case "MSG":
		return "MSG"
	case "PUB":
		return "PUB"
	case "HPUB":
		return "HPUB"
	case "LS+", "LS-", "SUB", "UNSUB", "INFO", "CONNECT", "PING", "PONG", "+OK", "-ERR":
		return string(name[:n])
	}
	return Unknown
}

// carries reports whether a body follows an operation's line.
func carries(op string) bool {
	switch op {
	case "LMSG", "HMSG", "MSG", "PUB", "HPUB":
		return true
	}
	return false
}

// arguments reads the line of a message: subject, reply, and how long header
// (-1 = none) and body are.
func (t *Tap) arguments(f *Frame) (header, size int, ok bool) {
	t.args = fields(t.args[:0], f.Line[len(f.Op):])
	args := t.args
	header, tail := -1, 1
	if f.Op[0] == 'H' {
		tail = 2
	}
	if len(args) < 1+tail {
		return 0, 0, false
	}
	size, ok = number(args[len(args)-1])
	if ok && tail == 2 {
		header, ok = number(args[len(args)-2])
		ok = ok && header <= size
	}
	var reply []byte
	if ok {
		reply, ok = replyOf(f.Op, args[1:len(args)-tail])
	}
	if !ok {
		return 0, 0, false
	}
	if t.subject != string(args[0]) {
		t.subject = string(args[0])
	}
	f.Subject, f.Reply = t.subject, string(reply)
	return header, size, true
}

// replyOf finds the reply among the words between a message's subject and its
// sizes.
func replyOf(op string, words [][]byte) ([]byte, bool) {
	n := len(words)
	switch {
	case op == "MSG":
		if n == 2 {
			return words[1], true
		}
		return nil, n == 1
	case op == "PUB", op == "HPUB":
		if n == 1 {
			return words[0], true
		}
		return nil, n == 0
	case n == 0:
		return nil, op == "LMSG" || op == "HMSG"
	case n == 1:
		if _, sid := number(words[0]); sid && op == "HMSG" {
			return nil, true
		}
		return words[0], true
	case string(words[0]) == "+":
		return words[1], true
	case string(words[0]) == "|":
		return nil, true
	}
	_, sid := number(words[0])
	return words[n-1], op == "HMSG" && n == 2 && sid
}

// fields appends the words of a line.
func fields(words [][]byte, line []byte) [][]byte {
	start := -1
	for i, c := range line {
		switch {
		case c == ' ' || c == '\t' || c == '\r':
			if start >= 0 {
				words = append(words, line[start:i])
			}
			start = -1
		case start < 0:
			start = i
		}
	}
	if start >= 0 {
		words = append(words, line[start:])
	}
	return words
}

// number reads a size.
func number(word []byte) (int, bool) {
	if len(word) == 0 || len(word) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range word {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, n <= payloadMax
}
