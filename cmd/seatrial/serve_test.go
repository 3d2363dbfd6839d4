package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/process"
)

// ask returns status and body of a page.
func ask(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

// TestPartPages asks a part that waits for its run how it is, and for the figures
// of a region, under the names of the reference.
func TestPartPages(t *testing.T) {
	p := part{child: process.NewChild(process.Pod, cook)}
	p.meter = newMeterOfPart(p.child)
	h := p.handler()
	for path, want := range map[string]int{"/healthz": http.StatusOK, "/readyz": http.StatusServiceUnavailable, "/metrics": http.StatusOK, "/": http.StatusNotFound} {
		if code, body := ask(t, h, path); code != want {
			t.Errorf("GET %s = %d %q, want %d", path, code, body, want)
		}
	}
	of := func(kind history.Kind, typ string, line uint32) history.Record {
		return history.Record{Kind: kind, Region: history.N("tx"), Stream: history.N("pod/tx"), Type: history.N(typ), Entity: history.N("order/tx/1"), Line: line, Qty: 2, Wall: 1, Attempt: 2}
	}
	p.meter.see(live.Seen{Records: []history.Record{of(history.KindAppend, event.OrderCreated, 0), of(history.KindAppend, event.OrderAllocated, 1),
		of(history.KindAppend, event.OrderBackordered, 2), of(history.KindDeliver, event.OrderCreated, 0)}})
	_, body := ask(t, h, "/metrics")
	for _, want := range []string{"seatrial_machine_steps_total 0", `seatrial_fill_rate_ppm{region="tx"} 500000`, `seatrial_duplicate_event_rate_ppm{region="tx"} 1e+06`,
		`seatrial_order_allocation_lag_ns{region="tx"}`} {
		if !strings.Contains(body, want) {
			t.Errorf("GET /metrics lacks %q:\n%s", want, body)
		}
	}
}

// TestServePart is a part that is asked to end before a run wanted it: it listens,
// takes nobody who does not know the token, and ends in order.
func TestServePart(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	var said bytes.Buffer
	cfg := serveConfig{Control: "127.0.0.1:0", HTTP: "127.0.0.1:0", Token: "t", Log: "info"}
	read, write := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- servePart(ctx, process.Bus, cfg, io.MultiWriter(write, &said)) }()
	line := make([]byte, 4096)
	n, err := read.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, read) }()
	_, at, _ := strings.Cut(string(line[:n]), `"control":"`)
	at, _, _ = strings.Cut(at, `"`)
	nc, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Greet(nc, "wrong"); err != nil {
		t.Fatal(err)
	}
	if n, err := nc.Read(make([]byte, 1)); n > 0 || err == nil {
		t.Errorf("a parent that does not know the token is told %d bytes, %v, want the end", n, err)
	}
	stop()
	if err := <-ended; err != nil || !strings.Contains(said.String(), `"role":"bus"`) {
		t.Errorf("servePart() = %v, %q, want nil and a log", err, said.String())
	}
}
