package bus

import (
	"fmt"
	"net"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nats.go"
)

// Connect returns a client of an account; see [Authority.Connect]. It connects
// over TCP, or within the process with the option nats.InProcessServer(s).
func (s *Server) Connect(account Account, name string, opts ...nats.Option) (*nats.Conn, error) {
	return s.authority.Connect(s.ClientURL(), s.cfg.Region, account, name, opts...)
}

// ConnectInside is [Server.Connect] without a socket.
func (s *Server) ConnectInside(account Account, name string, opts ...nats.Option) (*nats.Conn, error) {
	return s.Connect(account, name, append(opts, nats.InProcessServer(s))...)
}

// Connect returns a client of an account of a region's server, whatever process
// that runs in. It reconnects for ever, also when the server is down at the first
// try, keeps nothing to publish later, and gets a new token for every connection.
// The options given come last and win.
func (a *Authority) Connect(server, region string, account Account, name string, opts ...nats.Option) (*nats.Conn, error) {
	acc, err := a.account(region, account)
	if err != nil {
		return nil, err
	}
	u, err := a.newUser(name, acc, jwt.ConnectionTypeStandard, jwt.ConnectionTypeInProcess)
	if err != nil {
		return nil, err
	}
	all := []nats.Option{
		nats.Name(name),
		nats.UserJWT(u.token, u.key.Sign),
		nats.RetryOnFailedConnect(true),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(50 * time.Millisecond),
		nats.ReconnectJitter(10*time.Millisecond, 10*time.Millisecond),
		nats.ReconnectBufSize(-1),
		nats.IgnoreDiscoveredServers(),
		// Else the client gives up when it is refused twice, and an expiry counts.
		nats.IgnoreAuthErrorAbort(),
		// Errors come back from calls; the default prints them.
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}),
	}
	nc, err := nats.Connect(server, append(all, opts...)...)
	if err != nil {
		return nil, fmt.Errorf("connect %s to %s: %w", name, region, err)
	}
	return nc, nil
}

// Connector returns [Authority.Connect] for one server.
func (a *Authority) Connector(server, region string) func(account Account, name string, opts ...nats.Option) (*nats.Conn, error) {
	return func(account Account, name string, opts ...nats.Option) (*nats.Conn, error) {
		return a.Connect(server, region, account, name, opts...)
	}
}

// InProcessConn returns a connection to the server without a socket. The error
// wraps [ErrDown] while the server is down.
func (s *Server) InProcessConn() (net.Conn, error) {
	n := s.up()
	if n == nil {
		return nil, fmt.Errorf("connect to %s: %w", s.cfg.Region, ErrDown)
	}
	return n.InProcessConn()
}
