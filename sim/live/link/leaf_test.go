package link

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
)

const canary = "canary-5e1f"

// issuer is a certificate authority of a test.
type issuer struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pool *x509.CertPool
}

func newIssuer(t testing.TB) *issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{key: key, pool: x509.NewCertPool()}
	if i.cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	i.pool.AddCert(i.cert)
	return i
}

func (i *issuer) issue(t testing.TB, name string) []tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(int64(len(name)) + 1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature, NotBefore: i.cert.NotBefore, NotAfter: i.cert.NotAfter,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}}
	der, err := x509.CreateCertificate(rand.Reader, c, i.cert, &key.PublicKey, i.key)
	if err != nil {
		t.Fatal(err)
	}
	return []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}
}

// accepts is the listening end of mutual TLS, dials the dialling one.
func (i *issuer) accepts(t testing.TB, name string) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS13, Certificates: i.issue(t, name), ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: i.pool}
}

func (i *issuer) dials(t testing.TB, name string) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS13, Certificates: i.issue(t, name), RootCAs: i.pool, ServerName: "hub"}
}

// serve starts a nats-server with one account that everybody may use.
func serve(t testing.TB, name string, edit func(*server.Options)) *server.Server {
	t.Helper()
	o := &server.Options{ServerName: name, Host: "127.0.0.1", Port: server.RANDOM_PORT, NoLog: true, NoSigs: true}
	edit(o)
	s, err := server.NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(deadline) {
		t.Fatalf("%s is not ready", name)
	}
	return s
}

func client(t testing.TB, s *server.Server) *nats.Conn {
	t.Helper()
	nc, err := nats.Connect("", nats.InProcessServer(s))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	return nc
}

// sight is what a tap saw, by direction.
type sight struct {
	mu       sync.Mutex
	ops      map[string]int
	messages map[string]*sim.Message // by direction and subject
	canaries map[string]int
}

func (s *sight) see(from, to string, f Frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ops == nil {
		s.ops, s.messages, s.canaries = map[string]int{}, map[string]*sim.Message{}, map[string]int{}
	}
	way := from + ">" + to + " "
	s.ops[way+f.Op]++
	if bytes.Contains(f.Payload, []byte(canary)) || bytes.Contains(f.Line, []byte(canary)) {
		s.canaries[way+f.Op]++
	}
	if f.IsMessage() && strings.HasPrefix(f.Subject, "export.") && f.Header != nil {
		if m, err := f.Parse(); err == nil {
			s.messages[way+f.Subject] = m
		}
	}
}

// trade joins a hub and a region by a link.
type trade struct {
	hub, tx     *server.Server
	link        *Link
	center, pod *nats.Conn
	seen        sight
	touched     tally
}

func newTrade(t testing.TB, secured, tapped bool) *trade {
	t.Helper()
	var i *issuer
	if secured {
		i = newIssuer(t)
	}
	r := &trade{}
	var opts *server.Options
	r.hub = serve(t, "hub", func(o *server.Options) {
		opts = o
		o.LeafNode.Host, o.LeafNode.Port = "127.0.0.1", server.RANDOM_PORT
		o.LeafNode.NoAdvertise = true
		o.LeafNode.Compression.Mode = server.CompressionOff
		if secured {
			o.LeafNode.TLSConfig, o.LeafNode.TLSTimeout, o.LeafNode.TLSHandshakeFirst = i.accepts(t, "hub"), 2, true
		}
	})
	r.link = open(t, fmt.Sprintf("127.0.0.1:%d", opts.LeafNode.Port), func(c *Config) {
		c.Touch = r.touched.touch
		if tapped {
			c.Seen = r.seen.see
		}
		if secured {
			c.Accept, c.Dial = i.accepts(t, "hub"), i.dials(t, "tx")
		}
	})
	r.tx = serve(t, "tx", func(o *server.Options) {
		o.LeafNode.ReconnectInterval = 50 * time.Millisecond
		remote := &server.RemoteLeafOpts{URLs: []*url.URL{{Scheme: "nats-leaf", Host: r.link.Addr()}}, IgnoreDiscoveredServers: true}
		remote.Compression.Mode = server.CompressionOff
		if secured {
			remote.TLS, remote.TLSConfig, remote.TLSTimeout, remote.TLSHandshakeFirst = true, i.dials(t, "tx"), 2, true
		}
		o.LeafNode.Remotes = []*server.RemoteLeafOpts{remote}
	})
	r.center, r.pod = client(t, r.hub), client(t, r.tx)
	return r
}

// send has the region send a message until the hub answers it.
func (r *trade) send(t testing.TB, id string) {
	t.Helper()
	m := &sim.Message{Head: sim.Head{ID: id, Entity: "order/tx/17", Region: "tx"}, Body: []byte(canary)}
	until(t, "an answer over the link", func() bool {
		msg := nats.NewMsg("export.tx.hub.call.aggregator")
		m.Head.Headers(func(name, value string) { msg.Header[name] = []string{value} })
		msg.Data = m.Body
		reply, err := r.pod.RequestMsg(msg, 100*time.Millisecond)
		return err == nil && string(reply.Data) == "ok "+id
	})
}

func (r *trade) answer(t testing.TB) {
	t.Helper()
	_, err := r.center.Subscribe("export.tx.hub.call.>", func(m *nats.Msg) {
		_ = m.Respond([]byte("ok " + strings.Join(m.Header["ce-id"], "")))
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.pod.Subscribe("export.hub.tx", func(*nats.Msg) {}); err != nil {
		t.Fatal(err)
	}
}

// TestLeaf joins real servers, in clear and with mutual TLS, breaks the link in
// every way and joins them again. The tap sees each message in clear, and also
// those that a cut swallowed.
func TestLeaf(t *testing.T) {
	for name, secured := range map[string]bool{"clear": false, "tls": true} {
		t.Run(name, func(t *testing.T) {
			r := newTrade(t, secured, true)
			r.answer(t)
			r.send(t, "first")
			pull := map[string]func(bool){
				"hole": func(on bool) { r.link.Cut("hole", "tx", "hub", on); r.link.Cut("hole", "hub", "tx", on) },
				"down": func(on bool) { r.link.Shape("down", "tx", "hub", faults.Shape{Refuse: true}, on) },
				"reset": func(on bool) {
					r.link.Shape("reset", "tx", "hub", faults.Shape{Reset: 20 * time.Millisecond}, on)
				},
				"slow": func(on bool) {
					r.link.Shape("slow", "hub", "tx", faults.Shape{Delay: 10 * time.Millisecond, Bandwidth: 1 << 20}, on)
				},
			}
			for _, fault := range []string{"hole", "down", "reset", "slow"} {
				pull[fault](true)
				until(t, fault+" to do something", func() bool {
					_ = r.pod.Publish("export.tx.hub.call.aggregator", []byte(fault))
					_ = r.center.Publish("export.hub.tx", []byte(fault))
					return r.touched.of(fault) > 0
				})
				pull[fault](false)
				r.send(t, "after "+fault)
			}
			r.check(t)
		})
	}
}

func (r *trade) check(t *testing.T) {
	r.seen.mu.Lock()
	defer r.seen.mu.Unlock()
	m := r.seen.messages["tx>hub export.tx.hub.call.aggregator"]
	if m == nil || m.Head.ID != "after slow" || string(m.Body) != canary {
		t.Errorf("the last message seen = %v, want that after slow", m)
	}
	for _, op := range []string{"tx>hub CONNECT", "hub>tx INFO", "hub>tx LS+", "tx>hub HMSG", "hub>tx LMSG"} {
		if r.seen.ops[op] == 0 {
			t.Errorf("seen %v, want %s", r.seen.ops, op)
		}
	}
	if n := r.seen.canaries["tx>hub HMSG"]; n < 5 || len(r.seen.canaries) != 1 {
		t.Errorf("canaries seen = %v, want at least 5 from tx to hub", r.seen.canaries)
	}
	for _, way := range []string{"tx>hub ?", "hub>tx ?"} {
		// What a broken connection leaves unfinished comes out raw; nothing else does.
		if n := r.seen.ops[way]; n > r.seen.ops["hub>tx INFO"] {
			t.Errorf("seen %d of %s with %d connections, want at most one each", n, way, r.seen.ops["hub>tx INFO"])
		}
	}
}

// TestSwallowedIsSeen has the tap see what leaves the region into a cut.
func TestSwallowedIsSeen(t *testing.T) {
	r := newTrade(t, true, true)
	r.answer(t)
	r.send(t, "first")
	r.link.Cut("cut", "tx", "hub", true)
	_ = r.pod.Publish("export.tx.hub.call.aggregator", []byte("lost "+canary))
	until(t, "the tap to see it", func() bool {
		r.seen.mu.Lock()
		defer r.seen.mu.Unlock()
		return r.seen.canaries["tx>hub LMSG"] == 1
	})
	until(t, "the cut to swallow it", func() bool { return r.touched.of("cut") > 0 })
}

// TestUntapped carries TLS through untouched.
func TestUntapped(t *testing.T) {
	r := newTrade(t, true, false)
	r.answer(t)
	r.send(t, "first")
	if len(r.seen.ops) != 0 {
		t.Fatalf("seen %v, want nothing", r.seen.ops)
	}
}

// TestStranger keeps a certificate of another authority out, on either side of
// the tap.
func TestStranger(t *testing.T) {
	i, other := newIssuer(t), newIssuer(t)
	f := echo(t, func(ln net.Listener) net.Listener { return tls.NewListener(ln, i.accepts(t, "hub")) })
	strange := other.dials(t, "tx")
	strange.RootCAs = i.pool
	for name, c := range map[string]struct {
		near, tap *tls.Config
		ok        bool
	}{
		"friends":       {i.dials(t, "tx"), i.dials(t, "tx"), true},
		"a strange tx":  {strange, i.dials(t, "tx"), false},
		"a strange tap": {i.dials(t, "tx"), strange, false},
	} {
		l := open(t, f.Addr().String(), func(cfg *Config) {
			cfg.Seen = func(string, string, Frame) {}
			cfg.Accept, cfg.Dial = i.accepts(t, "hub"), c.tap
		})
		n := tls.Client(dial(t, l), c.near)
		_, _ = n.Write([]byte("let me in\n"))
		_, err := n.Read(make([]byte, 1))
		if isTimeout(err) || (err == nil) != c.ok {
			t.Errorf("%s: read = %v, want ok %v", name, err, c.ok)
		}
		_ = n.Close()
		until(t, "it to be gone", func() bool { return l.Connections() == 0 && f.open() == 0 })
	}
}
