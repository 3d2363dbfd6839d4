package containers

import (
	"context"
	"fmt"
	"net/netip"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"
)

// wire is one private network of a run.
type wire struct {
	name  string // "control", "tx", "tx>hub"
	id    string
	block netip.Prefix
	next  int // address that is given out next
}

// openWire makes a network. Only the control network has a way out, to publish
// ports; its containers do not see each other there, and nothing they send is
// translated, so it never comes back from anywhere else.
func (e *Engine) openWire(ctx context.Context, world int64, name string) (*wire, error) {
	o := client.NetworkCreateOptions{Driver: "bridge", Internal: name != control, Labels: e.labels(), Options: map[string]string{}}
	if name == control {
		o.Options["com.docker.network.bridge.enable_icc"] = "false"
		o.Options["com.docker.network.bridge.enable_ip_masquerade"] = "false"
	}
	var last error
	for range blocks {
		w := &wire{name: name, block: newBlock(), next: 2}
		o.IPAM = &network.IPAM{Driver: "default", Config: []network.IPAMConfig{{Subnet: w.block, Gateway: nth(w.block, 1)}}}
		made, err := e.docker.NetworkCreate(ctx, e.name(world, name), o)
		if err == nil {
			w.id = made.ID
			return w, nil
		}
		if last = err; !strings.Contains(err.Error(), "overlap") {
			break
		}
	}
	return nil, fmt.Errorf("make network %s: %w", name, last)
}

// control is the name of the network that is never cut.
const control = "control"

// give returns the next free address. A run's containers are few.
func (w *wire) give() netip.Addr {
	w.next++
	return nth(w.block, w.next-1)
}

// closeWire removes a network that no container is on.
func (e *Engine) closeWire(ctx context.Context, w *wire) error {
	if _, err := e.docker.NetworkRemove(ctx, w.id, client.NetworkRemoveOptions{}); err != nil && !gone(err) {
		return fmt.Errorf("remove network %s: %w", w.name, err)
	}
	return nil
}

// gone reports whether an error says that something is not there any more.
func gone(err error) bool { return errdefs.IsNotFound(err) }
