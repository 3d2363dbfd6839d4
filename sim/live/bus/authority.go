package bus

import (
	"crypto/tls"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nkeys"
)

// Config is what an [Authority] is made from.
type Config struct {
	Guards   Guards
	Lifetime time.Duration // of a user token, in whole seconds; 0 = 15 min
}

// Authority is the root of trust of one run: the keys of operator, accounts and
// users, and a certificate authority. Nothing of it outlives the run; another
// process of the same run may be handed its [Authority.Secrets]. It may be used
// concurrently.
type Authority struct {
	guards   Guards
	lifetime time.Duration
	operator nkeys.KeyPair
	trusted  *jwt.OperatorClaims
	system   *account
	root     *root

	mu       sync.Mutex
	accounts map[string]*account // by region and name
}

// NewAuthority returns an authority with new keys.
func NewAuthority(cfg Config) (*Authority, error) {
	a := &Authority{guards: cfg.Guards, lifetime: cfg.Lifetime, accounts: map[string]*account{}}
	if a.lifetime <= 0 {
		a.lifetime = 15 * time.Minute
	}
	var err error
	if a.root, err = newRoot(); err != nil {
		return nil, err
	}
	if a.operator, err = nkeys.CreateOperator(); err != nil {
		return nil, fmt.Errorf("make operator: %w", err)
	}
	if a.system, err = a.newAccount("SYS"); err != nil {
		return nil, err
	}
	if a.trusted, err = a.claims(); err != nil {
		return nil, fmt.Errorf("make operator: %w", err)
	}
	return a, nil
}

// claims returns what servers know of the operator.
func (a *Authority) claims() (*jwt.OperatorClaims, error) {
	id, err := a.operator.PublicKey()
	if err != nil {
		return nil, err
	}
	c := jwt.NewOperatorClaims(id)
	c.SystemAccount = a.system.id
	signed, err := c.Encode(a.operator)
	if err != nil {
		return nil, err
	}
	return jwt.DecodeOperatorClaims(signed)
}

// account returns an account of a server; it is made when first asked for.
func (a *Authority) account(region string, name Account) (*account, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := region + "/" + name.String()
	if acc := a.accounts[key]; acc != nil {
		return acc, nil
	}
	acc, err := a.newAccount(name.String())
	if err == nil {
		a.accounts[key] = acc
	}
	return acc, err
}

// InterceptAccept returns the configuration of a tap that stands in for the hub
// on a leaf link. TLS begins with the first byte. It is nil if the guards have no
// TLS.
func (a *Authority) InterceptAccept() (*tls.Config, error) {
	if a.guards.NoTLS {
		return nil, nil
	}
	return a.root.hub(nil)
}

// InterceptDial returns the configuration of a tap that stands in for a region.
// It is nil if the guards have no TLS.
func (a *Authority) InterceptDial(region string) (*tls.Config, error) {
	if a.guards.NoTLS {
		return nil, nil
	}
	return a.root.region(region)
}
