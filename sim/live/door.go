package live

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/seatrial/seatrial/sim"
)

const (
	doorPatience = 10 * time.Second // until a call over HTTP that nobody answers is given up
	bodyMax      = 1 << 20
)

// client makes the calls over HTTP. A call has its own connection as far as
// faults are concerned, so idle ones are not kept long.
var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8, IdleConnTimeout: time.Second}}

// openDoor lets an outside party be called over HTTP, on the loopback address
// unless the port says another.
func (h *Host) openDoor(m *machine) error {
	l, err := net.Listen("tcp", net.JoinHostPort(cmp.Or(m.region.port.Listen, "127.0.0.1"), "0"))
	if err != nil {
		return fmt.Errorf("open door of %s: %w", m.spec.Name, err)
	}
	h.doors[m.addr] = "http://" + l.Addr().String() + "/calls"
	server := &http.Server{Handler: http.HandlerFunc(m.knock), ReadHeaderTimeout: doorPatience}
	h.running.Go(func() { _ = server.Serve(l) }) // ends with Close below
	h.running.Go(func() {
		<-h.ctx.Done()
		_ = server.Close()
		client.CloseIdleConnections()
	})
	return nil
}

// knock takes a call over HTTP: CloudEvents headers, the body as body. The
// answer comes back the same way; where none comes, the caller gets a 504.
func (m *machine) knock(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyMax))
	if err != nil {
		http.Error(w, "the body cannot be read", http.StatusBadRequest)
		return
	}
	header := lower(r.Header)
	msg, err := assemble(header, body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	door := make(chan *sim.Message, 1)
	id := m.routes.add(route{door: door})
	from := caller(nats.Header{headerFrom: r.Header.Values(headerFrom)}, len(m.host.machines))
	m.box.put(arrival{in: sim.Input{Kind: sim.InCall, From: from, ID: id, Msg: msg, OK: true}})
	patience := time.NewTimer(doorPatience)
	defer patience.Stop()
	select {
	case answer := <-door:
		answer.Head.Headers(func(name, value string) { w.Header().Set(name, value) })
		_, _ = w.Write(answer.Body)
	case <-patience.C:
		http.Error(w, "no answer", http.StatusGatewayTimeout)
	case <-r.Context().Done():
	case <-m.host.ctx.Done():
	}
}

// lower returns the headers with the spelling that CloudEvents uses.
func lower(h http.Header) map[string][]string {
	out := make(map[string][]string, len(h))
	for name, values := range h {
		out[strings.ToLower(name)] = values
	}
	return out
}

// post calls an outside party over HTTP. What goes wrong on the way is a call
// that was lost: the caller has its timers.
func (m *machine) post(e *sim.Effect, to *machine) {
	req, err := http.NewRequestWithContext(m.ctx, http.MethodPost, m.host.doors[to.addr], bytes.NewReader(e.Msg.Body))
	if err != nil {
		panic(err) // the address is our own
	}
	e.Msg.Head.Headers(func(name, value string) { req.Header.Set(name, value) })
	req.Header.Set(headerFrom, strconv.Itoa(int(m.addr)))
	life, id := m.life, e.ID
	m.host.running.Go(func() {
		if answer := fetch(req); answer != nil {
			m.box.put(arrival{life: life, in: sim.Input{Kind: sim.InReply, From: to.addr, ID: id, Msg: answer, OK: true}})
		}
	})
}

// fetch returns the answer of a call, or nil.
func fetch(req *http.Request) *sim.Message {
	ctx, cancel := context.WithTimeout(req.Context(), doorPatience)
	defer cancel()
	res, err := client.Do(req.WithContext(ctx))
	if err != nil {
		return nil
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, bodyMax))
	if err != nil || res.StatusCode != http.StatusOK {
		return nil
	}
	msg, err := assemble(lower(res.Header), body)
	if err != nil {
		return nil
	}
	return msg
}
