package history

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Reader reads a history from JSON Lines: the order of keys does not matter,
// unknown keys and empty lines are passed over, types are strict. It is not
// safe for concurrent use.
type Reader struct {
	in     *bufio.Reader
	dec    *decoder
	header Header
	long   []byte // a line that does not fit the buffer of in
	line   int    // number of the last line read
	width  int    // its length
	whole  bool   // it ended with a line end
	count  uint64 // records delivered
	ended  bool
	err    error
}

// NewReader reads the header and returns a reader of the records. Every error
// but that of r itself is an [*Error]; a history without a readable header is
// wrong, not truncated.
func NewReader(r io.Reader) (*Reader, error) {
	rd := &Reader{in: bufio.NewReaderSize(r, 64<<10), dec: &decoder{}}
	line, err := rd.text()
	switch {
	case err == io.EOF:
		return nil, &Error{Line: 1, Column: 1, What: "the file is empty", Remedy: noHeader}
	case err != nil:
		return nil, err
	}
	if err := rd.head(bytes.TrimPrefix(line, []byte("\ufeff"))); err != nil {
		return nil, err
	}
	return rd, nil
}

const noHeader = `begin with a header line: {"schema":"` + Schema + `", ...}`

// head decodes and checks the header.
func (rd *Reader) head(line []byte) error {
	if err := json.Unmarshal(line, &rd.header); err != nil {
		return rd.place(headerFault(line, err))
	}
	if rd.header.Schema == "" {
		return rd.place(&Error{Column: 1, What: "the first line is no header: it has no schema", Remedy: noHeader})
	}
	if err := rd.header.Validate(); err != nil {
		var wrong *HeaderError
		if errors.As(err, &wrong) {
			return rd.place(&Error{Column: 1, What: "header: " + wrong.Path + ": " + wrong.What, Remedy: wrong.Remedy})
		}
		return err
	}
	return nil
}

// headerFault turns an error of package json into ours.
func headerFault(line []byte, err error) *Error {
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &kind) && kind.Field == "":
		return &Error{Column: 1, What: "the first line is no header: it is " + article(kind.Value), Remedy: noHeader}
	case errors.As(err, &kind):
		return &Error{Column: int(kind.Offset), What: fmt.Sprintf("header: %s is %s", kind.Field, article(kind.Value)),
			Remedy: "write " + shapeOf(kind.Type.Kind().String())}
	case errors.As(err, &syntax):
		return &Error{Column: max(1, min(int(syntax.Offset), len(line))), What: "the header is no JSON: " + syntax.Error(),
			Remedy: "write the header as one object on the first line"}
	}
	return &Error{Column: 1, What: "the header is no JSON: " + err.Error(), Remedy: noHeader}
}

func article(word string) string {
	if word[0] == 'a' || word[0] == 'o' {
		return "an " + word
	}
	return "a " + word
}

// shapeOf says in words what JSON a kind of Go value is read from.
func shapeOf(kind string) string {
	switch kind {
	case "string":
		return "a string"
	case "slice":
		return "an array"
	case "struct":
		return "an object"
	}
	return "an integer of 64 bits, without quotes, fraction or exponent"
}

// Header returns the header as it was written; its bounds may be zero, see
// [Bounds.Defaults].
func (rd *Reader) Header() *Header { return &rd.header }

// Line returns the number of the last line read, from 1.
func (rd *Reader) Line() int { return rd.line }

// Next reads the next record into r. It returns false after the end record,
// which it delivers like any other, and false with an error when it can not go
// on; everything before was delivered. A history that breaks off ends with an
// [*Error] for which errors.Is(err, [ErrTruncated]) holds.
//
// A record without seq gets its number. Fields and Body of r are good until the
// next call; whoever keeps them copies them.
func (rd *Reader) Next(r *Record) (bool, error) {
	if rd.err != nil {
		return false, rd.err
	}
	line, err := rd.text()
	switch {
	case err == io.EOF && rd.ended:
		return false, nil
	case err == io.EOF:
		rd.err = rd.cut("the history breaks off: no end record")
	case err != nil:
		rd.err = err
	case rd.ended:
		rd.err = rd.place(&Error{Column: 1, What: "a line after the end record", Remedy: "let the end record be the last line"})
	default:
		rd.err = rd.decode(line, r)
	}
	return rd.err == nil, rd.err
}

// decode reads one record and keeps account.
func (rd *Reader) decode(line []byte, r *Record) error {
	count, fault := rd.dec.record(line, r)
	switch {
	case fault != nil && fault.Cut && !rd.whole:
		return rd.cut("the history breaks off inside a record")
	case fault != nil:
		fault.Cut = false
		return rd.place(fault)
	}
	if r.Seq == 0 {
		r.Seq = rd.count + 1
	}
	if r.Kind != KindEnd {
		rd.count++
		return nil
	}
	rd.ended = true
	if count >= 0 && uint64(count) != rd.count {
		return rd.place(&Error{Column: 1, What: fmt.Sprintf("the end record counts %d records, the file has %d", count, rd.count),
			Remedy: "export the history again; if it was edited by hand, drop count"})
	}
	return nil
}

// place gives a fault the number of the line just read.
func (rd *Reader) place(fault *Error) error {
	fault.Line = rd.line
	return fault
}

// cut says where a truncated history stopped.
func (rd *Reader) cut(what string) error {
	return rd.place(&Error{Column: rd.width + 1, What: what, Cut: true,
		Remedy: "what stands before is judged; for the rest, export it again up to the end record"})
}

// text returns the next line that is not empty, without its end. The bytes are
// good until the next call.
func (rd *Reader) text() ([]byte, error) {
	for {
		line, err := rd.one()
		if err != nil {
			return nil, err
		}
		if len(bytes.TrimSpace(line)) > 0 {
			return line, nil
		}
	}
}

// one returns the next line; io.EOF means that there is none.
func (rd *Reader) one() ([]byte, error) {
	rd.long = rd.long[:0]
	for {
		part, err := rd.in.ReadSlice('\n')
		if len(rd.long)+len(part) > LineMax {
			return nil, &Error{Line: rd.line + 1, Column: LineMax + 1, What: fmt.Sprintf("the line has more than %d bytes", LineMax),
				Remedy: "write one record per line and keep bodies short"}
		}
		if err == bufio.ErrBufferFull {
			rd.long = append(rd.long, part...)
			continue
		}
		if len(rd.long) > 0 {
			rd.long = append(rd.long, part...)
			part = rd.long
		}
		return rd.took(part, err)
	}
}

// took accounts for a line that was read, or turns a read error into ours.
func (rd *Reader) took(line []byte, err error) ([]byte, error) {
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, fmt.Errorf("read history after line %d: %w", rd.line, err)
	}
	if len(line) == 0 {
		return nil, io.EOF
	}
	rd.line++
	rd.whole = err == nil
	if rd.whole {
		line = line[:len(line)-1]
	}
	rd.width = len(line)
	return line, nil
}
