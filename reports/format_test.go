package reports

import (
	"testing"
	"time"
)

func TestMicros(t *testing.T) {
	for us, want := range map[float64]string{0: "0 us", 0.4: "0.40 us", 840: "840 us", 999.7: "1.00 ms", 4_210: "4.21 ms",
		61_300: "61.3 ms", 999_400: "999 ms", 999_600: "1.00 s", 12e6: "12.0 s", 599e6: "599 s", 900e6: "15m"} {
		if got := micros(us); got != want {
			t.Errorf("micros(%v) = %q, want %q", us, got, want)
		}
	}
}

func TestSpanAndInstant(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		250 * time.Millisecond:                   {"250 ms", "0.250 s"},
		1500 * time.Microsecond:                  {"1.5 ms", "0.002 s"},
		45 * time.Second:                         {"45 s", "45.000 s"},
		90 * time.Second:                         {"90 s", "1m 30.000s"},
		time.Minute:                              {"1m", "1m 00.000s"},
		time.Hour + 5*time.Second:                {"1h 5s", "1h 00m 05.000s"},
		-2 * time.Second:                         {"-2 s", "-2.000 s"},
		12*time.Minute + 4100*time.Millisecond:   {"12m 4s", "12m 04.100s"},
		23*time.Hour + 59*time.Minute + 59500e+6: {"24h", "23h 59m 59.500s"},
	} {
		if got := [2]string{span(d), instant(d)}; got != want {
			t.Errorf("span, instant of %d ns = %q, want %q", d, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567", 100000: "100,000"} {
		if got := count(n); got != want {
			t.Errorf("count(%d) = %q, want %q", n, got, want)
		}
	}
	if got, want := count(uint64(1<<64-1)), "18,446,744,073,709,551,615"; got != want {
		t.Errorf("count(2^64-1) = %q, want %q", got, want)
	}
}

func TestPlain(t *testing.T) {
	for s, want := range map[string]string{"a\x1b[31mb\nc": "a[31mb c", "5 \u00b5s \u2013 \u65e5": "5 us - ?", " x ": "x", "a\u202eb": "ab"} {
		if got := plain(s); got != want {
			t.Errorf("plain(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestWrapKeepsEveryWord(t *testing.T) {
	got := wrap("one two threeeeeeeeee four", 7)
	want := []string{"one two", "threeee", "eeeeee", "four"}
	if len(got) != len(want) {
		t.Fatalf("wrap = %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("wrap line %d = %q, want %q", i, got[i], want[i])
		}
	}
}
