package link

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/nats-io/nats.go"
)

// sink is a server that reads and forgets, and says a byte for every so many.
func sink(b *testing.B, every int) string {
	b.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				for {
					if _, err := io.CopyN(io.Discard, c, int64(every)); err != nil {
						return
					}
					if _, err := c.Write([]byte("!")); err != nil {
						return
					}
				}
			}()
		}
	}()
	return ln.Addr().String()
}

// BenchmarkThroughput sends messages of 256 bytes with headers from Near to Far,
// without a link, over one, and over one with a tap.
func BenchmarkThroughput(b *testing.B) {
	payload := strings.Repeat("x", 256)
	frame := fmt.Sprintf("HMSG export.tx.hub.call.aggregator export.hub.tx.reply.1 %d %d\r\n%s%s\r\n", len(block), len(block)+len(payload), block, payload)
	batch := []byte(strings.Repeat(frame, 64))
	const batches = 64
	upstream := sink(b, len(batch)*batches)
	for _, c := range []struct {
		name string
		addr func(b *testing.B) string
	}{
		{"direct", func(*testing.B) string { return upstream }},
		{"link", func(b *testing.B) string { return open(b, upstream).Addr() }},
		{"tapped", func(b *testing.B) string {
			return open(b, upstream, func(c *Config) { c.Seen = func(string, string, Frame) {} }).Addr()
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			conn, err := net.Dial("tcp", c.addr(b))
			if err != nil {
				b.Fatal(err)
			}
			defer conn.Close()
			b.SetBytes(int64(len(batch) * batches))
			n := 0
			for b.Loop() {
				for range batches {
					if _, err := conn.Write(batch); err != nil {
						b.Fatal(err)
					}
				}
				if _, err := io.ReadFull(conn, make([]byte, 1)); err != nil {
					b.Fatal(err)
				}
				n += 64 * batches
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}

// BenchmarkRoundTrip sends a line and waits for its echo.
func BenchmarkRoundTrip(b *testing.B) {
	f := echo(b)
	for name, addr := range map[string]string{"direct": f.Addr().String(), "link": open(b, f.Addr().String()).Addr()} {
		b.Run(name, func(b *testing.B) {
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				b.Fatal(err)
			}
			defer conn.Close()
			line := []byte("hello\n")
			for b.Loop() {
				if _, err := conn.Write(line); err != nil {
					b.Fatal(err)
				}
				if _, err := io.ReadFull(conn, make([]byte, len(line))); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkLeaf has a region's server send messages of 256 bytes to the hub's,
// in clear and over TLS, with a tap and without.
func BenchmarkLeaf(b *testing.B) {
	payload := []byte(strings.Repeat("x", 256))
	const batch = 20_000
	for _, c := range []struct {
		name            string
		secured, tapped bool
	}{{"clear", false, false}, {"clear-tapped", false, true}, {"tls", true, false}, {"tls-tapped", true, true}} {
		b.Run(c.name, func(b *testing.B) {
			r := newTrade(b, c.secured, c.tapped)
			var got atomic.Int64
			if _, err := r.center.Subscribe("export.tx.hub.>", func(*nats.Msg) { got.Add(1) }); err != nil {
				b.Fatal(err)
			}
			until(b, "the hub's interest to reach the region", func() bool {
				_ = r.pod.Publish("export.tx.hub.call.aggregator", payload)
				return got.Load() > 0
			})
			_ = r.pod.Flush()
			n, began := 0, cpu(b)
			for b.Loop() {
				before := got.Load()
				for range batch {
					_ = r.pod.Publish("export.tx.hub.call.aggregator", payload)
				}
				until(b, "them to arrive", func() bool { return got.Load() >= before+batch })
				n += batch
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "messages/s")
			b.ReportMetric(float64(cpu(b)-began)/float64(n)/1000, "cpu-us/message")
		})
	}
}

// cpu returns the processor time of this process in nanoseconds. It stands still
// while others have the processor, so it compares better than a rate.
func cpu(b *testing.B) int64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}
