package bus

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nkeys"
)

// secrets are what an authority is made of. They are good for one run and go
// from process to process through a pipe, never by a file or a command line.
type secrets struct {
	Guards   Guards            `json:"guards"`
	Lifetime time.Duration     `json:"lifetime_ns"`
	Operator []byte            `json:"operator"` // seed
	System   []byte            `json:"system"`   // seed
	Accounts map[string][]byte `json:"accounts"` // seeds, by region and name
	RootKey  []byte            `json:"root_key"`
	Root     []byte            `json:"root"`
}

// Secrets returns all that another process needs to be the same authority for
// the servers of the given regions and of the hub. Whoever has it can sign
// anything of this run.
func (a *Authority) Secrets(regions ...string) ([]byte, error) {
	for _, region := range append([]string{Hub}, regions...) {
		for _, name := range []Account{TX, EXPORT} {
			if _, err := a.account(region, name); err != nil {
				return nil, err
			}
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	s := secrets{Guards: a.guards, Lifetime: a.lifetime, Accounts: map[string][]byte{}, Root: a.root.cert.Raw}
	var err error
	if s.Operator, err = a.operator.Seed(); err != nil {
		return nil, fmt.Errorf("hand over authority: %w", err)
	}
	if s.System, err = a.system.key.Seed(); err != nil {
		return nil, fmt.Errorf("hand over authority: %w", err)
	}
	for key, acc := range a.accounts {
		if s.Accounts[key], err = acc.key.Seed(); err != nil {
			return nil, fmt.Errorf("hand over authority: %w", err)
		}
	}
	if s.RootKey, err = x509.MarshalECPrivateKey(a.root.key); err != nil {
		return nil, fmt.Errorf("hand over authority: %w", err)
	}
	return json.Marshal(s)
}

// ParseAuthority returns the authority that [Authority.Secrets] describes.
func ParseAuthority(b []byte) (*Authority, error) {
	var s secrets
	if err := json.Unmarshal(b, &s); err != nil {
		return nil, fmt.Errorf("take over authority: %w", err)
	}
	a := &Authority{guards: s.Guards, lifetime: s.Lifetime, accounts: map[string]*account{}}
	var err error
	if a.root, err = s.root(); err != nil {
		return nil, fmt.Errorf("take over authority: %w", err)
	}
	if a.operator, err = nkeys.FromSeed(s.Operator); err != nil {
		return nil, fmt.Errorf("take over authority: %w", err)
	}
	if a.system, err = a.oldAccount("SYS", s.System); err != nil {
		return nil, fmt.Errorf("take over authority: %w", err)
	}
	for key, seed := range s.Accounts {
		_, name, _ := strings.Cut(key, "/")
		if a.accounts[key], err = a.oldAccount(name, seed); err != nil {
			return nil, fmt.Errorf("take over authority: %w", err)
		}
	}
	if a.trusted, err = a.claims(); err != nil {
		return nil, fmt.Errorf("take over authority: %w", err)
	}
	return a, nil
}

// root returns the certificate authority. Its certificates have other serial
// numbers than those that are made elsewhere from the same key: they count from
// an instant.
func (s *secrets) root() (*root, error) {
	key, err := x509.ParseECPrivateKey(s.RootKey)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(s.Root)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &root{key: key, cert: cert, pool: pool, serial: time.Now().UnixNano(), leaves: map[string]tls.Certificate{}}, nil
}
