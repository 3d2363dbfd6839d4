package live

import (
	"github.com/nats-io/nats.go"
	"github.com/seatrial/seatrial/sim/live/bus"
	"github.com/seatrial/seatrial/sim/live/store"
)

// Port is how the machines of a region reach their bus, and where their ledgers
// lie.
type Port struct {
	Region string
	// Connect returns a connection of an account; it keeps trying while the
	// server is down.
	Connect func(account bus.Account, name string, options ...nats.Option) (*nats.Conn, error)
	Store   *store.Store
	Listen  string // address without a port at which outside parties are called; "" = the loopback address
	Puts    string // folder of what machines put down beside their ledgers; it is made if need be
	Drops   string // folder in which files are dropped for outside parties; it is made if need be
}
