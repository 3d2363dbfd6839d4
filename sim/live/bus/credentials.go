package bus

import (
	"fmt"

	"github.com/nats-io/jwt/v2"
)

// Credentials returns a credentials file (user JWT and seed) of a new user of an
// account of a region's server, for clients of other makers. It is good for the
// lifetime of a token from now.
func (a *Authority) Credentials(region string, account Account, name string) ([]byte, error) {
	acc, err := a.account(region, account)
	if err != nil {
		return nil, err
	}
	u, err := a.newUser(name, acc, jwt.ConnectionTypeStandard, jwt.ConnectionTypeInProcess)
	if err != nil {
		return nil, err
	}
	token, err := u.token()
	if err != nil {
		return nil, err
	}
	seed, err := u.key.Seed()
	if err != nil {
		return nil, fmt.Errorf("make user %s: %w", name, err)
	}
	return jwt.FormatUserConfig(token, seed)
}
