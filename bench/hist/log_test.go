package hist_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"pgregory.net/rapid"

	"github.com/seatrial/seatrial/bench/hist"
)

var began = time.Date(2026, 11, 3, 8, 30, 0, 250_000_000, time.UTC)

func TestLogIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b bytes.Buffer
		log, err := hist.NewLogWriter(&b, began)
		if err != nil {
			t.Fatal(err)
		}
		var want []hist.Interval
		for i := range rapid.IntRange(0, 5).Draw(t, "intervals") {
			in := hist.Interval{Tag: rapid.SampledFrom([]string{"", "commit", "lateness"}).Draw(t, "tag"),
				Start: time.Duration(i) * time.Second, Length: time.Second, Histogram: hist.New()}
			for _, v := range rapid.SliceOf(rapid.Int64Range(0, int64(time.Minute))).Draw(t, "latencies") {
				if err := in.Histogram.RecordValue(v); err != nil {
					t.Fatal(err)
				}
			}
			if err := log.Write(in); err != nil {
				t.Fatal(err)
			}
			want = append(want, in)
		}
		got, err := hist.ReadLog(&b)
		if err != nil || !got.Start.Equal(began) || len(got.Intervals) != len(want) {
			t.Fatalf("ReadLog() = %v, %v, want %d intervals from %v", got, err, len(want), began)
		}
		for i, in := range got.Intervals {
			if in.Tag != want[i].Tag || in.Start != want[i].Start || in.Length != want[i].Length || !in.Histogram.Equals(want[i].Histogram) {
				t.Errorf("interval %d = %+v, want %+v", i, in, want[i])
			}
		}
	})
}

// TestLogIsReadByTheLibrary hands a log to the library's reader, which other
// tools share their format with.
func TestLogIsReadByTheLibrary(t *testing.T) {
	var b bytes.Buffer
	log, err := hist.NewLogWriter(&b, began)
	if err != nil {
		t.Fatal(err)
	}
	h := hist.New()
	_ = h.RecordValue(int64(3 * time.Millisecond))
	if err := log.Write(hist.Interval{Tag: "commit", Start: 2 * time.Second, Length: time.Second, Histogram: h}); err != nil {
		t.Fatal(err)
	}
	got, err := hdrhistogram.NewHistogramLogReader(&b).NextIntervalHistogram()
	if err != nil || got == nil {
		t.Fatalf("the library reads %v, %v", got, err)
	}
	if got.Tag() != "commit" || got.StartTimeMs() != began.UnixMilli()+2000 || !got.Equals(h) {
		t.Errorf("the library reads tag %q from %d ms, want commit from %d", got.Tag(), got.StartTimeMs(), began.UnixMilli()+2000)
	}
}

// TestReadLogOfOthers reads stamps as other writers leave them: absolute and
// relative stamps.
func TestReadLogOfOthers(t *testing.T) {
	h := hist.New()
	_ = h.RecordValue(7)
	payload, err := h.EncodeV2()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		head string
		want time.Duration
	}{
		"absolute":      {"#[StartTime: 1441812279.474 (seconds since epoch), Wed Sep 09 08:24:39 PDT 2015]\n1441812280.601", 1127 * time.Millisecond},
		"relative":      {"#[StartTime: 1441812279.474 (seconds since epoch)]\n0.127", 127 * time.Millisecond},
		"based":         {"#[StartTime: 1441812279.474 (seconds since epoch)]\n#[BaseTime: 1441812279.474 (seconds since epoch)]\n0.127", 127 * time.Millisecond},
		"without stamp": {"#a comment\n5.5", 0},
	} {
		log, err := hist.ReadLog(strings.NewReader(c.head + ",1.007,2.769," + string(payload) + "\r\n"))
		if err != nil || len(log.Intervals) != 1 {
			t.Errorf("ReadLog(%s) = %v, %v, want one interval", name, log, err)
			continue
		}
		if got := log.Intervals[0].Start.Round(time.Millisecond); got != c.want {
			t.Errorf("ReadLog(%s) starts at %v, want %v", name, got, c.want)
		}
	}
}

func TestReadLogSaysWhereAndWhat(t *testing.T) {
	for line, want := range map[string]string{
		"Tag=x":                    "line 2: column 6: the line ends after its tag: write start, length, maximum and histogram behind it",
		"1,2":                      "line 2: column 1: 2 fields: write start, length, maximum and histogram, between commas",
		"1,x,3,HIST":               `line 2: column 3: length "x": write a number of seconds`,
		"Tag=a,1,2,NaN,HIST":       `line 2: column 11: maximum "NaN": write a number`,
		"1,2,3,HISTFAAAA":          "line 2: column 7: the histogram cannot be decoded",
		"#[StartTime: soon (s)]":   `line 2: column 14: StartTime "soon": write a number`,
		strings.Repeat("1", 1<<21): "line 2: column 1: the line has more than 1048576 bytes",
	} {
		_, err := hist.ReadLog(strings.NewReader("#comment\n" + line + "\n"))
		var wrong *hist.Error
		if !errors.As(err, &wrong) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("ReadLog(%.20q) = %v, want %s", line, err, want)
		}
	}
}

func TestLogRefusesATagItCannotRead(t *testing.T) {
	log, err := hist.NewLogWriter(&bytes.Buffer{}, began)
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range []string{",", "a b", "a\n", " "} {
		if log.Write(hist.Interval{Tag: tag, Histogram: hist.New()}) == nil {
			t.Errorf("Write(tag %q) = nil, want an error", tag)
		}
	}
}

// FuzzReadLog reads anything: no panic, and what was read is written again and
// read the same.
func FuzzReadLog(f *testing.F) {
	h := hist.New()
	_ = h.RecordValue(7)
	payload, _ := h.EncodeV2()
	f.Add("#[StartTime: 1441812279.474 (seconds since epoch)]\nTag=a,0.127,1.007,2.769," + string(payload) + "\n")
	f.Add("\"StartTimestamp\"\n1,2,3,HISTFAAAA")
	f.Fuzz(func(t *testing.T, text string) {
		log, err := hist.ReadLog(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, in := range log.Intervals {
			if in.Histogram == nil {
				t.Fatal("an interval without a histogram")
			}
		}
	})
}
