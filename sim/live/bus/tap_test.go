package bus

import (
	"bytes"
	"crypto/tls"
	"net"
	"sync"
	"testing"
)

// reader stands in a leaf link and reads what goes through.
type reader struct {
	mu   sync.Mutex
	seen []byte
	open sync.WaitGroup
}

func (r *reader) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = append(r.seen, b...)
	return len(b), nil
}

func (r *reader) has(what string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return bytes.Contains(r.seen, []byte(what))
}

// join copies one connection to the other until either ends.
func (r *reader) join(to, from net.Conn) {
	defer r.open.Done()
	defer func() { _, _ = to.Close(), from.Close() }()
	b := make([]byte, 4096)
	for {
		n, err := from.Read(b)
		if _, werr := r.Write(b[:n]); err != nil || werr != nil {
			return
		}
		if _, err := to.Write(b[:n]); err != nil {
			return
		}
	}
}

// serve hands each connection on to an address.
func (r *reader) serve(l net.Listener, accept, dial *tls.Config, addr string) {
	for {
		in, err := l.Accept()
		if err != nil {
			return
		}
		out, err := tls.Dial("tcp", addr, dial)
		if err != nil {
			_ = in.Close()
			continue
		}
		r.open.Add(2)
		near := tls.Server(in, accept)
		go r.join(out, near)
		go r.join(near, out)
	}
}

func TestInterceptedLinkCanBeRead(t *testing.T) {
	w := startWorld(t, Config{}, ServerConfig{}, t.TempDir()) // no regions: the hub takes any
	defer w.close(t)
	accept, err := w.authority.InterceptAccept()
	if err != nil {
		t.Fatal(err)
	}
	dial, err := w.authority.InterceptDial("tx")
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	tap := &reader{}
	go tap.serve(l, accept, dial, w.hub.LeafAddr())
	hub := listen(t, w.hub, ">")
	s, err := w.authority.StartRegion(ServerConfig{Region: "tx", Dir: t.TempDir(), Leaf: l.Addr().String()})
	if err != nil {
		t.Fatal(err)
	}
	nc := client(t, s, EXPORT)
	until(t, "the message comes through", func() bool {
		publish(t, nc, CallSubject("tx", Hub, "aggregator"), "in the clear")
		return hub.has("in the clear")
	})
	if !tap.has("in the clear") {
		t.Error("the tap has not read the message")
	}
	_ = s.Close()
	_ = l.Close()
	tap.open.Wait()
}
