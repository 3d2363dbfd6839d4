package bus

import (
	"fmt"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nkeys"
)

// account is an account of a server and the key that signs its users.
type account struct {
	id     string // public key
	key    nkeys.KeyPair
	signed string // claims, signed by the operator
}

func (a *Authority) newAccount(name string) (*account, error) {
	key, err := nkeys.CreateAccount()
	if err != nil {
		return nil, fmt.Errorf("make account %s: %w", name, err)
	}
	return a.signAccount(name, key)
}

// oldAccount returns the account of a seed, signed once more.
func (a *Authority) oldAccount(name string, seed []byte) (*account, error) {
	key, err := nkeys.FromSeed(seed)
	if err != nil {
		return nil, fmt.Errorf("make account %s: %w", name, err)
	}
	return a.signAccount(name, key)
}

func (a *Authority) signAccount(name string, key nkeys.KeyPair) (*account, error) {
	id, err := key.PublicKey()
	if err != nil {
		return nil, fmt.Errorf("make account %s: %w", name, err)
	}
	c := jwt.NewAccountClaims(id)
	c.Name = name
	if name != "SYS" {
		c.Limits.JetStreamLimits = jwt.JetStreamLimits{MemoryStorage: -1, DiskStorage: -1, Streams: -1, Consumer: -1}
	}
	signed, err := c.Encode(a.operator)
	if err != nil {
		return nil, fmt.Errorf("sign account %s: %w", name, err)
	}
	return &account{id: id, key: key, signed: signed}, nil
}

// user is a party that connects: a client, or a region's end of a leaf link. Its
// key stays, its token is made anew for every connection.
type user struct {
	name               string
	id                 string
	key                nkeys.KeyPair
	account            *account
	publish, subscribe []string // empty = everything
	kinds              []string // of connections
	lifetime           time.Duration
}

func (a *Authority) newUser(name string, acc *account, kinds ...string) (*user, error) {
	key, err := nkeys.CreateUser()
	if err != nil {
		return nil, fmt.Errorf("make user %s: %w", name, err)
	}
	id, err := key.PublicKey()
	if err != nil {
		return nil, fmt.Errorf("make user %s: %w", name, err)
	}
	u := &user{name: name, id: id, key: key, account: acc, kinds: kinds}
	if !a.guards.NoExpiry {
		u.lifetime = a.lifetime
	}
	return u, nil
}

// leafUser returns the user that a region's leaf link connects as, at the hub.
func (a *Authority) leafUser(region string, t Transport) (*user, error) {
	acc, err := a.account(Hub, EXPORT)
	if err != nil {
		return nil, err
	}
	u, err := a.newUser("leaf/"+region, acc, jwt.ConnectionTypeLeafnode)
	if err == nil && !a.guards.NoAllowList {
		u.publish, u.subscribe = t.may(region)
	}
	return u, err
}

// mint returns a token that was made at an instant. Tokens expire on the second.
func (u *user) mint(at time.Time) (string, error) {
	c := jwt.NewUserClaims(u.id)
	c.Name = u.name
	if u.lifetime > 0 {
		c.Expires = at.Add(u.lifetime + time.Second - 1).Unix()
	}
	c.AllowedConnectionTypes.Add(u.kinds...)
	c.Permissions.Pub.Allow.Add(u.publish...)
	c.Permissions.Sub.Allow.Add(u.subscribe...)
	token, err := c.Encode(u.account.key)
	if err != nil {
		return "", fmt.Errorf("sign user %s: %w", u.name, err)
	}
	return token, nil
}

// token mints a token now.
func (u *user) token() (string, error) { return u.mint(time.Now()) }

// answer mints a token and signs a server's challenge.
func (u *user) answer(nonce []byte) (string, []byte, error) {
	token, err := u.token()
	if err != nil {
		return "", nil, err
	}
	sig, err := u.key.Sign(nonce)
	return token, sig, err
}
