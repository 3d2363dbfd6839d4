package history

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
)

// LineMax is the length of the longest line of a history, in bytes.
const LineMax = 16 << 20

// flushAt is how many bytes a [Writer] gathers before it writes them.
const flushAt = 64 << 10

// Writer writes a history as JSON Lines. It gathers about 64 KiB before it
// writes; after an error it writes no more and keeps returning the error. It is
// not safe for concurrent use.
type Writer struct {
	out   io.Writer
	buf   []byte
	count uint64 // records written
	last  int64  // At of the last one
	ended bool
	err   error
}

// NewWriter returns a writer that begins with the header. An empty
// [Header.Schema] is written as [Schema]. The error is that of
// [Header.Validate]; nothing has been written then.
func NewWriter(w io.Writer, h *Header) (*Writer, error) {
	head := *h
	if head.Schema == "" {
		head.Schema = Schema
	}
	if err := head.Validate(); err != nil {
		return nil, fmt.Errorf("write history: %w", err)
	}
	var line bytes.Buffer
	e := json.NewEncoder(&line)
	e.SetEscapeHTML(false)
	if err := e.Encode(&head); err != nil {
		return nil, fmt.Errorf("write history header: %w", err)
	}
	return &Writer{out: w, buf: line.Bytes()}, nil
}

// Write adds a record; it keeps nothing of r. A record of [KindEnd] completes
// the history. It is an error to write a record without a key that its kind
// needs, one longer than [LineMax], or one after the end.
func (w *Writer) Write(r *Record) error {
	if w.err != nil {
		return w.err
	}
	if err := w.refuse(r); err != nil {
		return w.fail(err)
	}
	start := len(w.buf)
	w.buf = appendRecord(w.buf, r)
	if r.Kind == KindEnd {
		w.ended = true
		w.buf = appendCount(w.buf, w.count)
	} else {
		w.count++
		w.last = r.At
	}
	w.buf = append(w.buf, '\n')
	if n := len(w.buf) - start; n > LineMax {
		w.buf = w.buf[:start]
		return w.fail(fmt.Errorf("write record %d: %d bytes, want at most %d", w.count, n, LineMax))
	}
	if len(w.buf) >= flushAt {
		return w.Flush()
	}
	return nil
}

// fail saves what was gathered and refuses everything from here on: a history
// with a hole in it would be judged as if nothing were missing.
func (w *Writer) fail(err error) error {
	if broken := w.Flush(); broken == nil {
		w.err = err
	}
	return w.err
}

// refuse says why r can not be written.
func (w *Writer) refuse(r *Record) error {
	switch {
	case w.ended:
		return fmt.Errorf("write %s record: the history has ended", r.Kind)
	case r.Kind == KindNone || r.Kind >= kindCount:
		return fmt.Errorf("write record %d: it has no kind", w.count+1)
	}
	if i := r.lacks(); i >= 0 {
		return fmt.Errorf("write %s record: it has no %s", r.Kind, fields[i].key)
	}
	return nil
}

// appendCount puts the number of records into the end record that b ends with.
func appendCount(b []byte, count uint64) []byte {
	b = append(b[:len(b)-1], `,"count":`...)
	b = strconv.AppendUint(b, count, 10)
	return append(b, '}')
}

// Count returns the number of records written, the end record not included.
func (w *Writer) Count() uint64 { return w.count }

// Flush hands on what was gathered. A history that is flushed but never ended
// reads as truncated, which is what an interrupted run has to leave.
func (w *Writer) Flush() error {
	if w.err != nil || len(w.buf) == 0 {
		return w.err
	}
	if _, err := w.out.Write(w.buf); err != nil {
		w.err = fmt.Errorf("write history: %w", err)
	}
	w.buf = w.buf[:0]
	return w.err
}

// Close writes the end record, unless it was written, and flushes. Call
// [Writer.Flush] instead where the run did not come to its end. It does not
// close the underlying writer.
func (w *Writer) Close() error {
	if !w.ended && w.err == nil {
		if err := w.Write(&Record{Kind: KindEnd, Seq: w.count + 1, At: w.last}); err != nil {
			return err
		}
	}
	return w.Flush()
}
