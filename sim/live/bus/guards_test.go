package bus

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// guard is one guard by name, and its switch.
type guard struct {
	name string
	off  func(*Guards)
}

var (
	isolation = guard{"account isolation", func(g *Guards) { g.NoAccountIsolation = true }}
	denial    = guard{"deny lists", func(g *Guards) { g.NoDeny = true }}
	allowance = guard{"allow-list", func(g *Guards) { g.NoAllowList = true }}
	eastWest  = guard{"isolated interest", func(g *Guards) { g.NoIsolate = true }}
	mutualTLS = guard{"mutual TLS", func(g *Guards) { g.NoTLS = true }}
	expiry    = guard{"expiry", func(g *Guards) { g.NoExpiry = true }}
)

// holdsWithAnyOf runs an attack with every selection of the guards that are
// there to stop it, the others always on. It has to fail as long as one is on,
// and to succeed when all are off: else it would show nothing.
func holdsWithAnyOf(t *testing.T, attack func(*testing.T, Guards) bool, guards ...guard) {
	t.Helper()
	all := 1<<len(guards) - 1
	for off := range all + 1 {
		var g Guards
		var on []string
		for i, one := range guards {
			if off>>i&1 == 1 {
				one.off(&g)
			} else {
				on = append(on, one.name)
			}
		}
		name := "with " + strings.Join(on, " and ")
		if off == all {
			name = "with none"
		}
		t.Run(name, func(t *testing.T) {
			if got, want := attack(t, g), off == all; got != want {
				t.Errorf("attack gets through: %v, want %v", got, want)
			}
		})
	}
}

// ear hears everything that comes to an account.
type ear struct {
	mu    sync.Mutex
	heard map[string]int // by body
	nc    *nats.Conn
}

func listen(t *testing.T, s *Server, subject string) *ear {
	t.Helper()
	e := &ear{heard: map[string]int{}, nc: client(t, s, EXPORT)}
	_, err := e.nc.Subscribe(subject, func(m *nats.Msg) {
		e.mu.Lock()
		e.heard[string(m.Data)]++
		e.mu.Unlock()
	})
	if err == nil {
		err = e.nc.FlushTimeout(patience)
	}
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (e *ear) has(body string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.heard[body] > 0
}

const secret = "0042-secret"

// publish returns when the server has taken the message.
func publish(t *testing.T, nc *nats.Conn, subject, body string) {
	t.Helper()
	err := nc.Publish(subject, []byte(body))
	if err == nil {
		err = nc.FlushTimeout(patience)
	}
	if err != nil {
		t.Fatalf("publish %s: %v", subject, err)
	}
}

// strayClient lets a client of an account publish a private subject, and tells
// whether it comes to the hub. What may leave is sent before and after it, on the
// same link, so that there is no doubt when to stop waiting.
func strayClient(t *testing.T, account Account, g Guards) bool {
	w := startWorld(t, Config{Guards: g}, ServerConfig{}, t.TempDir(), "tx")
	defer w.close(t)
	hub := listen(t, w.hub, ">")
	stray := client(t, w.regions[0], account)
	mark := []*nats.Conn{client(t, w.regions[0], EXPORT), client(t, w.regions[0], TX)}
	pass := func(body string) {
		until(t, "the hub hears "+body, func() bool {
			for _, nc := range mark {
				publish(t, nc, CallSubject("tx", Hub, "aggregator"), body)
			}
			return hub.has(body)
		})
	}
	pass("before")
	publish(t, stray, BusSubject("tx", "order/tx/17"), secret)
	pass("after")
	return hub.has(secret)
}

func TestStrayClientOfTheLinkedAccount(t *testing.T) {
	holdsWithAnyOf(t, func(t *testing.T, g Guards) bool { return strayClient(t, EXPORT, g) }, denial, allowance)
}

func TestPrivateClient(t *testing.T) {
	holdsWithAnyOf(t, func(t *testing.T, g Guards) bool { return strayClient(t, TX, g) }, isolation, denial, allowance)
}

// A leaf of somebody else's making, with the key and an old token of a region but
// without its certificate, sends what it likes.
func TestRogueLeaf(t *testing.T) {
	holdsWithAnyOf(t, func(t *testing.T, g Guards) bool {
		w := startWorld(t, Config{Guards: g}, ServerConfig{}, t.TempDir())
		defer w.close(t)
		hub := listen(t, w.hub, ">")
		u, err := w.authority.leafUser("tx", Forwarder)
		if err != nil {
			t.Fatal(err)
		}
		old, err := u.mint(time.Now().Add(-time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		end := rogue(t, w.hub, g, u, old, BusSubject("tx", "order/tx/17"))
		publish(t, hub.nc, "mark", "after")
		until(t, "the hub has heard all", func() bool { return hub.has("after") })
		t.Logf("the rogue leaf: %s", end)
		return hub.has(secret)
	}, mutualTLS, expiry, allowance)
}

// rogue speaks the leaf protocol as far as it is needed, and returns how the hub
// took it when it has nothing more to say.
func rogue(t *testing.T, hub *Server, g Guards, u *user, token, subject string) string {
	t.Helper()
	c, err := net.Dial("tcp", hub.LeafAddr())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(patience))
	if !g.NoTLS {
		c = tls.Client(c, &tls.Config{InsecureSkipVerify: true})
	}
	in := bufio.NewReader(c)
	line, err := in.ReadString('\n')
	if err != nil {
		return err.Error()
	}
	var info struct {
		Nonce string `json:"nonce"`
	}
	if err := json.Unmarshal([]byte(strings.TrimPrefix(line, "INFO ")), &info); err != nil {
		t.Fatalf("read %q: %v", line, err)
	}
	sig, err := u.key.Sign([]byte(info.Nonce))
	if err != nil {
		t.Fatal(err)
	}
	connect, err := json.Marshal(map[string]any{
		"jwt": token, "sig": base64.RawURLEncoding.EncodeToString(sig), "name": "rogue", "server_id": "ROGUE",
		"domain": "tx", "headers": true, "jetstream": true, "version": "2.15.2",
	})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = fmt.Fprintf(c, "CONNECT %s\r\nPING\r\nLMSG %s %d\r\n%s\r\nPING\r\n", connect, subject, len(secret), secret)
	for pongs := 0; pongs < 2; {
		line, err := in.ReadString('\n')
		switch {
		case err != nil:
			return err.Error()
		case strings.HasPrefix(line, "-ERR"):
			return strings.TrimSpace(line)
		case strings.HasPrefix(line, "PONG"):
			pongs++
		}
	}
	return "welcome"
}

// purge lets the hub purge a stream of a region over the link, and tells whether
// messages are gone.
func purge(t *testing.T, account Account, g Guards) bool {
	w := startWorld(t, Config{Guards: g}, ServerConfig{Transport: Sourced}, t.TempDir(), "tx")
	defer w.close(t)
	tx := w.regions[0]
	js, err := jetstream.New(client(t, tx, account))
	if err != nil {
		t.Fatal(err)
	}
	stream, err := js.CreateStream(soon(t), jetstream.StreamConfig{Name: ExportStream, Subjects: []string{"kept.>"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.Publish(soon(t), "kept.1", []byte("x")); err != nil {
		t.Fatal(err)
	}
	// The way from the hub is open for what it may ask.
	called := make(chan struct{}, 1<<10)
	for _, account := range []Account{EXPORT, TX} {
		_, err := client(t, tx, account).Subscribe(CallSubject(Hub, "tx", "egress"), func(*nats.Msg) { called <- struct{}{} })
		if err != nil {
			t.Fatal(err)
		}
	}
	_ = listen(t, w.hub, ">")
	hub := client(t, w.hub, EXPORT)
	until(t, "a call from the hub comes to the region", func() bool {
		publish(t, hub, CallSubject(Hub, "tx", "egress"), "")
		return len(called) > 0
	})
	wait := 300 * time.Millisecond
	if g.NoDeny && g.NoAllowList && (g.NoAccountIsolation || account == EXPORT) {
		wait = patience // there will be an answer
	}
	_, err = hub.Request("$JS.tx.API.STREAM.PURGE."+ExportStream, nil, wait)
	info, infoErr := stream.Info(soon(t))
	if infoErr != nil {
		t.Fatal(infoErr)
	}
	t.Logf("purge: %v, messages left: %d", err, info.State.Msgs)
	return info.State.Msgs == 0
}

func TestPurgeOfTheExportStream(t *testing.T) {
	holdsWithAnyOf(t, func(t *testing.T, g Guards) bool { return purge(t, EXPORT, g) }, denial, allowance)
}

func TestPurgeOfAPrivateStream(t *testing.T) {
	holdsWithAnyOf(t, func(t *testing.T, g Guards) bool { return purge(t, TX, g) }, isolation, denial, allowance)
}

// neighbour listens in one region for what another sends to the hub, and tells
// whether it hears something. The hub itself listens to one subject.
func neighbour(t *testing.T, g Guards, hubListens string) bool {
	w := startWorld(t, Config{Guards: g}, ServerConfig{}, t.TempDir(), "tx", "ny")
	defer w.close(t)
	mark := CallSubject("tx", Hub, "mark")
	hub, ny := listen(t, w.hub, hubListens), listen(t, w.regions[1], ">")
	from, back := client(t, w.regions[0], EXPORT), client(t, w.hub, EXPORT)
	pass := func(body string) {
		until(t, "the hub hears "+body, func() bool {
			publish(t, from, mark, body)
			return hub.has(body)
		})
		until(t, "ny hears of "+body, func() bool {
			publish(t, back, CallSubject(Hub, "ny", "egress"), "seen "+body)
			return ny.has("seen " + body)
		})
	}
	pass("before")
	// Interest spreads in its own time: once is not enough.
	for i := 0; i < 10 && !ny.has(secret); i++ {
		publish(t, from, CallSubject("tx", Hub, "aggregator"), secret)
		pass(fmt.Sprint("after ", i))
	}
	return ny.has(secret)
}

// Isolated interest is no guard where the hub itself listens: then the message
// comes to the hub, and on to whoever else wants it.
func TestNeighbourOfAHubThatListens(t *testing.T) {
	holdsWithAnyOf(t, func(t *testing.T, g Guards) bool { return neighbour(t, g, ">") }, denial, allowance)
}

func TestNeighbourOfAHubThatDoesNotListen(t *testing.T) {
	holdsWithAnyOf(t, func(t *testing.T, g Guards) bool { return neighbour(t, g, CallSubject("tx", Hub, "mark")) },
		eastWest, denial, allowance)
}

func TestExpiredLeafComesBack(t *testing.T) {
	w := startWorld(t, Config{Lifetime: time.Second}, ServerConfig{}, t.TempDir(), "tx")
	defer w.close(t)
	nc := client(t, w.regions[0], EXPORT)
	link := func() uint64 {
		if z, err := w.hub.up().Leafz(nil); err == nil && len(z.Leafs) == 1 {
			return z.Leafs[0].ID
		}
		return 0
	}
	for range 2 {
		old := link()
		until(t, "there is another link", func() bool { id := link(); return id != 0 && id != old })
	}
	until(t, "the client is back, with a new token", func() bool {
		return nc.Stats().Reconnects > 1 && nc.FlushTimeout(time.Second) == nil
	})
}
