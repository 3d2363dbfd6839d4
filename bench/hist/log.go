package hist

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Interval is one line of a log: what was recorded in a stretch of time.
type Interval struct {
	Tag       string        // what was measured; empty, or without commas, spaces and line breaks
	Start     time.Duration // from the start of the log
	Length    time.Duration
	Histogram *hdrhistogram.Histogram // of nanoseconds
}

// LogWriter writes an interval log of HdrHistogram, format 1.3: stamps in seconds
// from the start of the log, the largest latency in milliseconds, the histogram
// as compressed V2. Not for several goroutines at once.
type LogWriter struct{ w io.Writer }

// legend names the columns, as the logs of Java do.
const legend = `"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"`

// NewLogWriter writes the head of a log that began at start.
func NewLogWriter(w io.Writer, start time.Time) (*LogWriter, error) {
	seconds := fmt.Sprintf("%d.%03d", start.Unix(), start.Nanosecond()/int(time.Millisecond))
	_, err := fmt.Fprintf(w, "#[Interval_Max in ms, histograms in ns]\n#[Histogram log format version 1.3]\n"+
		"#[StartTime: %s (seconds since epoch), %s]\n#[BaseTime: %s (seconds since epoch)]\n%s\n",
		seconds, start.UTC().Format(time.RFC3339), seconds, legend)
	if err != nil {
		return nil, fmt.Errorf("write histogram log: %w", err)
	}
	return &LogWriter{w: w}, nil
}

// Write adds a line. It refuses a tag that would not be read back.
func (l *LogWriter) Write(in Interval) error {
	if strings.ContainsAny(in.Tag, ", \t\r\n") {
		return fmt.Errorf("write histogram log: tag %q: leave out commas, spaces and line breaks", in.Tag)
	}
	tag := ""
	if in.Tag != "" {
		tag = "Tag=" + in.Tag + ","
	}
	payload, err := in.Histogram.EncodeV2()
	if err != nil {
		return fmt.Errorf("write histogram log: encode: %w", err)
	}
	_, err = fmt.Fprintf(l.w, "%s%.3f,%.3f,%.6f,%s\n", tag, in.Start.Seconds(), in.Length.Seconds(), millis(in.Histogram.Max()), payload)
	if err != nil {
		return fmt.Errorf("write histogram log: %w", err)
	}
	return nil
}
