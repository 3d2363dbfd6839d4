package bus

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"sync"
	"time"
)

// hubName is what the hub's certificate is for. Regions insist on it whatever
// address they dial, as a link stands between.
const hubName = "hub.seatrial.test"

// errStranger refuses a certificate of the right authority and the wrong region.
var errStranger = errors.New("no region that may connect")

// root is a certificate authority for one run.
type root struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	pool *x509.CertPool

	mu     sync.Mutex
	serial int64
	leaves map[string]tls.Certificate // by name
}

func newRoot() (*root, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make certificate authority: %w", err)
	}
	c := stencil(1, "seatrial")
	c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("make certificate authority: %w", err)
	}
	if c, err = x509.ParseCertificate(der); err != nil {
		return nil, fmt.Errorf("make certificate authority: %w", err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(c)
	return &root{key: key, cert: c, pool: pool, serial: 1, leaves: map[string]tls.Certificate{}}, nil
}

// stencil is what all certificates have in common. They outlast any run.
func stencil(serial int64, name string) *x509.Certificate {
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: big.NewInt(serial),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(30 * 24 * time.Hour),
	}
}

// leaf returns the certificate of a name, made when first asked for.
func (r *root) leaf(name string, use x509.ExtKeyUsage) (tls.Certificate, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c, ok := r.leaves[name]; ok {
		return c, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make certificate of %s: %w", name, err)
	}
	r.serial++
	c := stencil(r.serial, name)
	c.KeyUsage, c.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{use}
	if use == x509.ExtKeyUsageServerAuth {
		c.DNSNames = []string{name}
	}
	der, err := x509.CreateCertificate(rand.Reader, c, r.cert, &key.PublicKey, r.key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make certificate of %s: %w", name, err)
	}
	made := tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	r.leaves[name] = made
	return made, nil
}

// hub returns the accepting end of a leaf link. Who dials must have a
// certificate of one of the regions; nil = of any.
func (r *root) hub(regions []string) (*tls.Config, error) {
	c, err := r.leaf(hubName, x509.ExtKeyUsageServerAuth)
	if err != nil {
		return nil, err
	}
	cfg := &tls.Config{
		MinVersion:   tls.VersionTLS13,
		Certificates: []tls.Certificate{c},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    r.pool,
	}
	if regions != nil {
		allowed := slices.Clone(regions)
		cfg.VerifyConnection = func(s tls.ConnectionState) error {
			if name := s.PeerCertificates[0].Subject.CommonName; !slices.Contains(allowed, name) {
				return fmt.Errorf("certificate of %q: %w", name, errStranger)
			}
			return nil
		}
	}
	return cfg, nil
}

// region returns the dialling end of a region's leaf link.
func (r *root) region(name string) (*tls.Config, error) {
	c, err := r.leaf(name, x509.ExtKeyUsageClientAuth)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion:   tls.VersionTLS13,
		Certificates: []tls.Certificate{c},
		RootCAs:      r.pool,
		ServerName:   hubName,
	}, nil
}
