package strict

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// read returns the value of a text in a form.
func read[V any](t testing.TB, form Form[V], text string) (V, error) {
	t.Helper()
	var v V
	err := Read("x.yaml", []byte(text+"\n"), form, &v)
	return v, err
}

// Whatever a quantity is written as, it is read back as the same.
func TestQuantitiesComeBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := time.Duration(rapid.Int64Range(-int64(durationMax), int64(durationMax)).Draw(r, "duration"))
		if got, err := read(t, Offset, FormatDuration(d)); err != nil || got != d {
			r.Fatalf("Offset(%q) = %v, %v, want %v", FormatDuration(d), got, err, d)
		}
		ppm := rapid.Uint32Range(0, 1_000_000).Draw(r, "share")
		if got, err := read(t, Share, FormatShare(ppm)); err != nil || got != ppm {
			r.Fatalf("Share(%q) = %v, %v, want %v", FormatShare(ppm), got, err, ppm)
		}
		rate := rapid.Int64Range(0, 1_000_000_000).Draw(r, "rate")
		if got, err := read(t, Rate, FormatRate(rate)); err != nil || got != rate {
			r.Fatalf("Rate(%q) = %v, %v, want %v", FormatRate(rate), got, err, rate)
		}
		speed := rapid.Int64Range(1, 1_000_000_000_000).Draw(r, "speed")
		if got, err := read(t, Speed, FormatSpeed(speed)); err != nil || got != speed {
			r.Fatalf("Speed(%q) = %v, %v, want %v", FormatSpeed(speed), got, err, speed)
		}
	})
}

func TestFormatDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", time.Hour: "1h", 90 * time.Second: "1m30s", 10 * time.Minute: "10m", 1500 * time.Microsecond: "1.5ms",
		-30 * time.Second: "-30s", time.Hour + 5*time.Second: "1h0m5s", 250 * time.Microsecond: "250us",
	} {
		if got := FormatDuration(d); got != want {
			t.Errorf("FormatDuration(%d) = %q, want %q", d, got, want)
		}
	}
}

func TestRefusedQuantities(t *testing.T) {
	for _, text := range []string{"30", "-30s", "5 s", "1d", "9000h"} {
		if got, err := read(t, Duration, text); err == nil {
			t.Errorf("Duration(%q) = %v, want a problem", text, got)
		}
	}
	for _, text := range []string{"5", "101%", "-1%", "0.00001%", "%", "1e2%"} {
		if got, err := read(t, Share, text); err == nil {
			t.Errorf("Share(%q) = %v, want a problem", text, got)
		}
	}
	for _, text := range []string{"5", "5/d", "/s", "-1/s", "1.0001/s", strings.Repeat("9", 12) + "/s"} {
		if got, err := read(t, Rate, text); err == nil {
			t.Errorf("Rate(%q) = %v, want a problem", text, got)
		}
	}
	for _, text := range []string{"0B/s", "64", "64KB", "1.5B/s", "999999999999GB/s"} {
		if got, err := read(t, Speed, text); err == nil {
			t.Errorf("Speed(%q) = %v, want a problem", text, got)
		}
	}
}

func TestRatesPerMinuteAndHour(t *testing.T) {
	for text, want := range map[string]int64{"30/min": 500, "90/h": 25, "0.5/s": 500, "20/s": 20_000} {
		if got, err := read(t, Rate, text); err != nil || got != want {
			t.Errorf("Rate(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
}
