package hist

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Error says where a log could not be read, what is wrong there and what to do
// about it. It knows no file; the caller puts the name in front.
type Error struct {
	Line   int // from 1
	Column int // from 1, in bytes
	What   string
	Remedy string
}

// Error returns "line N: column C: what: remedy".
func (e *Error) Error() string {
	return fmt.Sprintf("line %d: column %d: %s: %s", e.Line, e.Column, e.What, e.Remedy)
}

// Log is an interval log that was read.
type Log struct {
	Start     time.Time // zero if the log does not say
	Intervals []Interval
}

// lineMax is the longest line that is read: a histogram of ten thousand full
// buckets takes a tenth of it.
const lineMax = 1 << 20

// ReadLog reads an interval log of any of HdrHistogram's writers: V2 and older
// encodings, with or without tags, legend and stamps. Stamps that are absolute
// become relative to the start. The error is an [*Error], or that of r.
func ReadLog(r io.Reader) (*Log, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 64<<10), lineMax)
	p := logReader{}
	for lines.Scan() {
		p.line++
		if err := p.read(strings.TrimSuffix(lines.Text(), "\r")); err != nil {
			return nil, err
		}
	}
	switch err := lines.Err(); {
	case err == bufio.ErrTooLong:
		return nil, &Error{Line: p.line + 1, Column: 1, What: fmt.Sprintf("the line has more than %d bytes", lineMax), Remedy: "write one histogram per line"}
	case err != nil:
		return nil, fmt.Errorf("read histogram log: %w", err)
	}
	return &p.log, nil
}

// logReader is a log in the making.
type logReader struct {
	log         Log
	line        int
	start, base float64 // seconds since the epoch
	based       bool
}

func (p *logReader) read(line string) error {
	switch {
	case line == "", line[0] == '"':
		return nil
	case line[0] == '#':
		return p.comment(line)
	}
	return p.interval(line)
}

// comment reads the two stamps; every other comment is for people.
func (p *logReader) comment(line string) error {
	for _, stamp := range []struct {
		head string
		to   func(float64)
	}{
		{"#[StartTime:", func(s float64) { p.start, p.log.Start = s, instant(s) }},
		{"#[BaseTime:", func(s float64) { p.base, p.based = s, true }},
	} {
		rest, ok := strings.CutPrefix(line, stamp.head)
		if !ok {
			continue
		}
		word, _, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
		seconds, err := p.number(word, strings.Index(line, word)+1, stamp.head[2:])
		if err != nil {
			return err
		}
		stamp.to(seconds)
	}
	return nil
}

// interval reads [Tag=x,]start,length,max,histogram.
func (p *logReader) interval(line string) error {
	in, column := Interval{}, 1
	if rest, ok := strings.CutPrefix(line, "Tag="); ok {
		tag, fields, found := strings.Cut(rest, ",")
		if !found {
			return p.wrong(len(line)+1, "the line ends after its tag", "write start, length, maximum and histogram behind it")
		}
		in.Tag, column, line = tag, column+len("Tag=")+len(tag)+1, fields
	}
	fields := strings.SplitN(line, ",", 4)
	if len(fields) < 4 {
		return p.wrong(column, fmt.Sprintf("%d fields", len(fields)), "write start, length, maximum and histogram, between commas")
	}
	var numbers [3]float64
	for i, name := range []string{"start", "length", "maximum"} {
		n, err := p.number(fields[i], column, name)
		if err != nil {
			return err
		}
		numbers[i] = n
		column += len(fields[i]) + 1
	}
	h, err := hdrhistogram.Decode([]byte(strings.TrimSpace(fields[3])))
	if err != nil {
		return p.wrong(column, "the histogram cannot be decoded ("+err.Error()+")", "write it compressed, as V2, in base 64")
	}
	in.Start, in.Length, in.Histogram = duration(p.relative(numbers[0])), duration(numbers[1]), h
	h.SetTag(in.Tag)
	p.log.Intervals = append(p.log.Intervals, in)
	return nil
}

// relative turns a stamp into seconds since the start. Without a base, a stamp a
// year or more before the start is taken for relative, as the other readers do.
func (p *logReader) relative(stamp float64) float64 {
	const year = 365 * 24 * 3600
	if p.start == 0 && p.log.Start.IsZero() {
		p.start = stamp
	}
	switch {
	case p.based:
		return stamp + p.base - p.start
	case stamp < p.start-year:
		return stamp
	}
	return stamp - p.start
}

func (p *logReader) number(word string, column int, name string) (float64, error) {
	n, err := strconv.ParseFloat(strings.TrimSpace(word), 64)
	if err != nil || math.IsNaN(n) || math.Abs(n) > maxSeconds {
		return 0, p.wrong(column, fmt.Sprintf("%s %q", strings.TrimSuffix(name, ":"), word), "write a number of seconds, of milliseconds for the maximum")
	}
	return n, nil
}

func (p *logReader) wrong(column int, what, remedy string) error {
	return &Error{Line: p.line, Column: column, What: what, Remedy: remedy}
}

// maxSeconds fits into a duration twice over.
const maxSeconds = 4e9

func duration(seconds float64) time.Duration {
	return time.Duration(math.Round(seconds * float64(time.Second)))
}

func instant(seconds float64) time.Time {
	return time.UnixMilli(int64(math.Round(seconds * 1000))).UTC()
}
