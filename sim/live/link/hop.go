package link

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/Shopify/toxiproxy/v2/stream"
	"github.com/Shopify/toxiproxy/v2/toxics"
)

// hop is one toxiproxy proxy, from its start until it is thrown away. It carries
// connections of one stretch of the link's life.
type hop struct {
	link  *Link
	proxy *toxiproxy.Proxy
	dead  chan struct{} // closed when it is thrown away
	pipes sync.WaitGroup

	pair   *pair // of the connection that is being started; guarded by the proxy's collection
	broken bool  // a cut swallowed bytes of a connection; guarded by the link's mutex
}

// pair is what the two directions of one connection tell each other: its
// channels, by direction, are closed when no more will come from there.
type pair [stream.NumDirections]chan struct{}

// register makes the toxic known to toxiproxy, once in a process.
var register = sync.OnceFunc(func() { toxics.Register(toxicName, new(toxic)) })

const toxicName = "seatrial_lane"

// startHop starts a proxy with one toxic in each direction. If it is abrupt, it
// closes connections with RST: toxiproxy does so where it has a reset_peer, and
// one of no toxicity does nothing else.
func (l *Link) startHop(abrupt bool) (*hop, error) {
	register()
	h := &hop{link: l, dead: make(chan struct{})}
	h.proxy = toxiproxy.NewProxy(l.server, l.cfg.Near+"-"+l.cfg.Far, "127.0.0.1:0", l.cfg.Upstream)
	for _, d := range []stream.Direction{stream.Upstream, stream.Downstream} {
		if abrupt {
			if _, err := h.add("reset_peer", d, 0); err != nil {
				return nil, err
			}
		}
		w, err := h.add(toxicName, d, 1)
		if err != nil {
			return nil, err
		}
		t := w.Toxic.(*toxic)
		t.hop, t.direction = h, d
	}
	var err error
	if !within(patience, func() { err = h.proxy.Start() }) {
		return nil, errors.New("start proxy: no answer in time")
	}
	if err != nil {
		return nil, fmt.Errorf("start proxy: %w", err)
	}
	return h, nil
}

// add puts a toxic into a direction of the proxy, which is not started yet.
func (h *hop) add(kind string, d stream.Direction, toxicity int) (*toxics.ToxicWrapper, error) {
	w, err := h.proxy.Toxics.AddToxicJson(strings.NewReader(fmt.Sprintf(
		`{"name":"%s_%s","type":"%[1]s","stream":"%[2]s","toxicity":%d,"attributes":{}}`, kind, d, toxicity)))
	if err != nil {
		return nil, fmt.Errorf("add toxic %s: %w", kind, err)
	}
	return w, nil
}

// stopHop throws a proxy away without waiting for its end. A stop that hangs is
// given up: nothing reaches that proxy any more.
func (l *Link) stopHop(h *hop) {
	close(h.dead)
	l.stopping.Go(func() {
		within(patience, h.proxy.Stop)
		within(patience, h.pipes.Wait)
	})
}
