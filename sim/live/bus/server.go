package bus

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// Hub is the region name of the hub.
const Hub = "hub"

// ErrDown says that the server is not up.
var ErrDown = errors.New("server is down")

// ErrClosed says that a server was closed and does not start again.
var ErrClosed = errors.New("server is closed")

// ServerConfig describes one server. All of it can be stored.
type ServerConfig struct {
	Region       string        // name of the region; at the hub it may be left out
	Dir          string        // what the server keeps on disk; it is made if need be
	Listen       string        // address without a port; "" = 127.0.0.1
	Port         int           // where clients connect; 0 = any that is free, and the same ever after
	LeafListen   string        // hub: address without a port for leaf links; "" = Listen
	LeafPort     int           // hub: where leaf links connect; 0 = any that is free, and the same ever after
	Leaf         string        // region: host:port to dial for the hub, the link's; "" = no link
	Regions      []string      // all regions; hub: who may connect, nil = anybody of the run; region: of whom it wants to hear nothing
	Transport    Transport     // region: how calls get to the hub
	SyncEvery    time.Duration // between syncs; 0 = every message is synced before its ack
	PingInterval time.Duration // 0 = 2 s
	PingMax      int           // pings without an answer until a connection is dead; 0 = 2
}

// Server is one nats-server. It keeps its ports and its directory over
// [Server.Stop] and [Server.Start]. It may be used concurrently.
type Server struct {
	cfg       ServerConfig
	authority *Authority
	resolver  *server.MemAccResolver
	accounts  [2]*account // by Account
	leaf      *user       // region
	log       logged

	turn   sync.Mutex // one change of state at a time
	image  image      // under turn
	closed bool       // under turn

	mu       sync.Mutex
	running  *server.Server // nil = down
	port     int            // of clients; -1 until known
	leafPort int            // of leafs, at the hub
}

// StartHub starts the server at the hub and returns when it takes connections.
func (a *Authority) StartHub(cfg ServerConfig) (*Server, error) {
	cfg.Region, cfg.Leaf = Hub, ""
	return a.start(cfg)
}

// StartRegion starts the server of a region and returns when it takes
// connections; the leaf link may come later, see [Server.WaitLeaf].
func (a *Authority) StartRegion(cfg ServerConfig) (*Server, error) {
	if cfg.Region == "" || cfg.Region == Hub {
		return nil, fmt.Errorf("start server: %q is no name of a region", cfg.Region)
	}
	return a.start(cfg)
}

func (a *Authority) start(cfg ServerConfig) (*Server, error) {
	if cfg.Listen == "" {
		cfg.Listen = "127.0.0.1"
	}
	if cfg.LeafListen == "" {
		cfg.LeafListen = cfg.Listen
	}
	if cfg.PingInterval <= 0 {
		cfg.PingInterval = 2 * time.Second
	}
	if cfg.PingMax <= 0 {
		cfg.PingMax = 2
	}
	s := &Server{cfg: cfg, authority: a, resolver: &server.MemAccResolver{}, port: cfg.Port, leafPort: cfg.LeafPort}
	if s.port == 0 {
		s.port = -1
	}
	if s.leafPort == 0 {
		s.leafPort = -1
	}
	if err := s.prepare(); err != nil {
		return nil, fmt.Errorf("start server %s: %w", cfg.Region, err)
	}
	if err := s.Start(); err != nil {
		return nil, err
	}
	return s, nil
}

// prepare makes what the server keeps for all its life.
func (s *Server) prepare() (err error) {
	for _, name := range []Account{TX, EXPORT} {
		if s.accounts[name], err = s.authority.account(s.cfg.Region, name); err != nil {
			return err
		}
	}
	for _, acc := range []*account{s.authority.system, s.accounts[TX], s.accounts[EXPORT]} {
		if err = s.resolver.Store(acc.id, acc.signed); err != nil {
			return err
		}
	}
	if s.cfg.Leaf != "" {
		if s.leaf, err = s.authority.leafUser(s.cfg.Region, s.cfg.Transport); err != nil {
			return err
		}
	}
	s.image.dir = filepath.Join(s.cfg.Dir, "image")
	return os.MkdirAll(s.store(), 0o755)
}

// store is the directory that nats-server works in.
func (s *Server) store() string { return filepath.Join(s.cfg.Dir, "store") }

// Start brings the server up, on the ports it had before and with what is on
// disk. It does nothing if the server is up.
func (s *Server) Start() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	switch {
	case s.closed:
		return fmt.Errorf("start server %s: %w", s.cfg.Region, ErrClosed)
	case s.up() != nil:
		return nil
	}
	if err := s.boot(); err != nil {
		return fmt.Errorf("start server %s: %w", s.cfg.Region, err)
	}
	return nil
}

// bootMax is how long a server may take to come up: it reads what is on disk.
const bootMax = 30 * time.Second

func (s *Server) boot() error {
	deadline := time.Now().Add(bootMax)
	if err := s.awaitPorts(deadline); err != nil {
		return err
	}
	o, err := s.options()
	if err != nil {
		return err
	}
	n, err := server.NewServer(o)
	if err != nil {
		return err
	}
	s.log.mu.Lock()
	s.log.fatal = nil
	s.log.mu.Unlock()
	n.SetLoggerV2(&s.log, false, false, false)
	// Accounts that are known now have their streams before anybody connects. Else
	// the first two connections race to bring them up, and both may be refused.
	for _, account := range s.accounts {
		if _, err := n.LookupAccount(account.id); err != nil {
			return fmt.Errorf("look up account %s: %w", account.id, err)
		}
	}
	n.Start()
	for !n.ReadyForConnections(50 * time.Millisecond) {
		err := s.log.died()
		if err == nil && time.Now().After(deadline) {
			err = fmt.Errorf("not ready after %v; it said: %q", bootMax, s.log.last())
		}
		if err != nil {
			n.Shutdown()
			n.WaitForShutdown()
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = n
	s.port, s.leafPort = o.Port, o.LeafNode.Port
	return nil
}

// awaitPorts returns when the ports of before are free. On a machine that is
// short of ports another connection may have one for a moment.
func (s *Server) awaitPorts(deadline time.Time) error {
	s.mu.Lock()
	taken := []struct {
		at   string
		port int
	}{{s.cfg.Listen, s.port}, {s.cfg.LeafListen, s.leafPort}}
	s.mu.Unlock()
	for _, t := range taken {
		for t.port > 0 {
			l, err := net.Listen("tcp", net.JoinHostPort(t.at, strconv.Itoa(t.port)))
			if err == nil {
				_ = l.Close()
				break
			}
			if time.Now().After(deadline) {
				return fmt.Errorf("take port %d again: %w", t.port, err)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	return nil
}

// up returns the running server, or nil.
func (s *Server) up() *server.Server {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.running
}

// Stop takes the server down in order: what is in memory goes to disk first.
// Connections break. It does nothing if the server is down.
func (s *Server) Stop() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.halt()
	return nil
}

func (s *Server) halt() {
	s.mu.Lock()
	n := s.running
	s.running = nil
	s.mu.Unlock()
	if n != nil {
		n.Shutdown()
		n.WaitForShutdown()
	}
}

// Close takes the server down for good. What is on disk stays there.
func (s *Server) Close() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.closed = true
	s.halt()
	return nil
}

// LeafAddr returns host:port where leaf links connect, at the hub.
func (s *Server) LeafAddr() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return net.JoinHostPort(s.cfg.LeafListen, strconv.Itoa(s.leafPort))
}

// ClientURL returns where clients connect.
func (s *Server) ClientURL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return "nats://" + net.JoinHostPort(s.cfg.Listen, strconv.Itoa(s.port))
}

// Leafs returns the number of leaf links that are up as this server sees it.
func (s *Server) Leafs() int {
	if n := s.up(); n != nil {
		return n.NumLeafNodes()
	}
	return 0
}

// WaitLeaf returns when at least n leaf links are up, or else with the error of
// ctx and what the server said last.
func (s *Server) WaitLeaf(ctx context.Context, n int) error {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for s.Leafs() < n {
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for %d leaf links of %s: %d are up: %w; it said: %q", n, s.cfg.Region, s.Leafs(), ctx.Err(), s.log.last())
		case <-tick.C:
		}
	}
	return nil
}

// Complaints returns the last warnings and errors of the server, oldest first.
func (s *Server) Complaints() []string { return s.log.last() }
