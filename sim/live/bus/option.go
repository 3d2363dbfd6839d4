package bus

import (
	"net/url"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nats-server/v2/server"
)

// Limits of a server. They are far above what a run needs; without them each
// start would ask the machine what it has.
const (
	memoryMax = 64 << 20
	diskMax   = 64 << 30
)

// leafTimeout bounds each step of making a leaf link. A link that swallows bytes
// costs one of them, so it also bounds how late a link comes back after a heal.
const leafTimeout = time.Second

// options returns what the server is started with. They are made anew each time,
// as nats-server writes to them.
func (s *Server) options() (*server.Options, error) {
	s.mu.Lock()
	port, leafPort := s.port, s.leafPort
	s.mu.Unlock()
	o := &server.Options{
		ServerName:             s.cfg.Region,
		Host:                   s.cfg.Listen,
		Port:                   port,
		NoSigs:                 true,
		NoLog:                  true,
		DisableJetStreamBanner: true,
		JetStream:              true,
		JetStreamDomain:        token(s.cfg.Region),
		JetStreamMaxMemory:     memoryMax,
		JetStreamMaxStore:      diskMax,
		StoreDir:               s.store(),
		SyncAlways:             s.cfg.SyncEvery <= 0,
		SyncInterval:           s.cfg.SyncEvery,
		PingInterval:           s.cfg.PingInterval,
		MaxPingsOut:            s.cfg.PingMax,
		TrustedOperators:       []*jwt.OperatorClaims{s.authority.trusted},
		AccountResolver:        s.resolver,
		SystemAccount:          s.authority.system.id,
	}
	o.LeafNode.ReconnectInterval = 100 * time.Millisecond
	var err error
	if s.cfg.Region == Hub {
		err = s.acceptLeafs(o, leafPort)
	} else if s.leaf != nil {
		err = s.dialLeaf(o)
	}
	return o, err
}

// acceptLeafs sets up the hub's end of the leaf links.
func (s *Server) acceptLeafs(o *server.Options, port int) error {
	l := &o.LeafNode
	l.Host, l.Port = s.cfg.LeafListen, port
	// A region that heard the hub's own address would go round its link.
	l.NoAdvertise = true
	l.IsolateLeafnodeInterest = !s.authority.guards.NoIsolate
	// Compression would begin with a slow link and blind a tap.
	l.Compression = server.CompressionOpts{Mode: server.CompressionOff}
	if s.authority.guards.NoTLS {
		return nil
	}
	var err error
	l.TLSConfig, err = s.authority.root.hub(s.cfg.Regions)
	l.TLSHandshakeFirst = true
	l.TLSTimeout = leafTimeout.Seconds()
	return err
}

// dialLeaf sets up the region's end of its leaf link.
func (s *Server) dialLeaf(o *server.Options) error {
	guards := s.authority.guards
	bound := s.accounts[EXPORT]
	if guards.NoAccountIsolation {
		bound = s.accounts[TX]
	}
	r := &server.RemoteLeafOpts{
		LocalAccount:            bound.id,
		URLs:                    []*url.URL{{Scheme: "nats-leaf", Host: s.cfg.Leaf}},
		SignatureCB:             s.leaf.answer,
		IgnoreDiscoveredServers: true,
		Compression:             server.CompressionOpts{Mode: server.CompressionOff},
		FirstInfoTimeout:        leafTimeout,
		DialTimeout:             leafTimeout,
	}
	if !guards.NoDeny {
		r.DenyExports, r.DenyImports = s.cfg.Transport.deny(s.cfg.Region, s.cfg.Regions)
	}
	o.LeafNode.Remotes = []*server.RemoteLeafOpts{r}
	if guards.NoTLS {
		return nil
	}
	var err error
	r.TLS, r.TLSHandshakeFirst = true, true
	r.TLSConfig, err = s.authority.root.region(s.cfg.Region)
	r.TLSTimeout = leafTimeout.Seconds()
	return err
}
