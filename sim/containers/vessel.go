package containers

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"
	"github.com/seatrial/seatrial/sim/live/process"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"
)

// Ports in every container.
const (
	controlPort = "7070"
	httpPort    = "8080"
	busPort     = 4222
	leafPort    = 7422
)

// dataDir is what a container keeps on disk: a volume that goes with it.
const dataDir = "/data"

// vessel is one container of a run. Its methods belong to one goroutine at a
// time.
type vessel struct {
	engine *Engine
	name   string // "bus.tx", by which others on its networks know it
	role   process.Role
	token  string
	it     testcontainers.Container
	id     string
	moored []*mooring // the control network first
	means  Means
}

// mooring is how a container is tied to a network. It keeps its address and its
// names when it is taken off and put back.
type mooring struct {
	wire    *wire
	at      netip.Addr
	aliases []string
	off     bool // it was taken off
}

// startedMax is how long a container may take to answer after it was started.
const startedMax = 30 * time.Second

// plan returns a container that is not made yet, with an address on each network.
func (e *Engine) plan(name string, role process.Role, wires ...*wire) *vessel {
	v := &vessel{engine: e, name: name, role: role, token: newToken()}
	for _, w := range wires {
		v.moored = append(v.moored, &mooring{wire: w, at: w.give(), aliases: []string{name}})
	}
	return v
}

// pace says how the programs of so many containers share this machine. A dozen of them
// that each run as many threads as it has cores, and collect garbage as if memory were
// scarce, keep each other waiting: commands took twice as long, and one in ten ten times.
func pace(parts int) map[string]string {
	return map[string]string{"GOMAXPROCS": strconv.Itoa(max(1, runtime.NumCPU()/parts)), "GOGC": "400"}
}

// make makes the container, with settings of the Go runtime; it has not started then.
func (v *vessel) make(ctx context.Context, world int64, image string, settings map[string]string) error {
	env := map[string]string{"SEATRIAL_TOKEN": v.token, "SEATRIAL_CONTROL": ":" + controlPort, "SEATRIAL_HTTP": ":" + httpPort}
	maps.Copy(env, settings)
	e, first := v.engine, v.moored[0]
	req := testcontainers.ContainerRequest{
		Image: image, Name: e.name(world, v.name), Cmd: []string{"serve", string(v.role)},
		Env: env, Labels: e.labels(), ExposedPorts: []string{controlPort + "/tcp", httpPort + "/tcp"},
		Networks: []string{e.name(world, first.wire.name)},
		EndpointSettingsModifier: func(settings map[string]*network.EndpointSettings) {
			for _, s := range settings {
				*s = *first.settings()
			}
		},
		ConfigModifier:     func(c *container.Config) { c.Volumes = map[string]struct{}{dataDir: {}} },
		HostConfigModifier: confine,
		WaitingFor:         wait.ForHTTP("/healthz").WithPort(httpPort + "/tcp").WithPollInterval(20 * time.Millisecond).WithStartupTimeout(startedMax),
	}
	it, err := e.provider.CreateContainer(ctx, req)
	if err != nil {
		return fmt.Errorf("make container %s: %w", v.name, err)
	}
	v.it, v.id = it, it.GetContainerID()
	for _, m := range v.moored[1:] {
		if err := v.tie(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// confine takes from a container what no part of a run needs, and publishes its
// ports on the loopback address alone.
func confine(h *container.HostConfig) {
	h.ReadonlyRootfs, h.CapDrop, h.SecurityOpt = true, []string{"ALL"}, []string{"no-new-privileges"}
	h.Tmpfs = map[string]string{"/tmp": ""}
	h.PortBindings = network.PortMap{}
	for _, port := range []string{controlPort, httpPort} {
		h.PortBindings[network.MustParsePort(port+"/tcp")] = []network.PortBinding{{HostIP: netip.MustParseAddr(loopback)}}
	}
}

// newToken returns what nobody guesses.
func newToken() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // it never fails
	return hex.EncodeToString(b)
}

// settings are what the daemon is told of a mooring, at first and again.
func (m *mooring) settings() *network.EndpointSettings {
	return &network.EndpointSettings{Aliases: slices.Clone(m.aliases), IPAMConfig: &network.EndpointIPAMConfig{IPv4Address: m.at}}
}

// tie puts the container on a network.
func (v *vessel) tie(ctx context.Context, m *mooring) error {
	o := client.NetworkConnectOptions{Container: v.id, EndpointConfig: m.settings()}
	if _, err := v.engine.docker.NetworkConnect(ctx, m.wire.id, o); err != nil {
		return fmt.Errorf("put %s on network %s: %w", v.name, m.wire.name, err)
	}
	return nil
}

// on returns the mooring at a network, or nil.
func (v *vessel) on(name string) *mooring {
	for _, m := range v.moored {
		if m.wire.name == name {
			return m
		}
	}
	return nil
}

// launch starts the container, if it does not run, and returns it as a child to
// be told what to be.
func (v *vessel) launch() (process.Peer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*startedMax)
	defer cancel()
	if err := v.it.Start(ctx); err != nil {
		return nil, fmt.Errorf("start container %s: %w; it said: %q", v.name, err, v.said())
	}
	nc, err := v.reach(ctx)
	if err == nil {
		err = process.Greet(nc, v.token)
	}
	if err != nil {
		return nil, fmt.Errorf("reach container %s: %w", v.name, err)
	}
	return &peer{Conn: nc, vessel: v}, nil
}

// reachMax is how long the container may take to answer at its own address, where
// that leads anywhere from here.
const reachMax = 500 * time.Millisecond

// reach connects to the container's control port: at its own address where this
// machine is the daemon's, and else at the published one.
func (v *vessel) reach(ctx context.Context) (net.Conn, error) {
	own := net.JoinHostPort(v.moored[0].at.String(), controlPort)
	nc, err := net.DialTimeout("tcp", own, reachMax)
	if err != nil {
		at, err := v.published(ctx, controlPort)
		if err != nil {
			return nil, err
		}
		if nc, err = net.DialTimeout("tcp", at, startedMax); err != nil {
			return nil, err
		}
	}
	return nc, nc.(*net.TCPConn).SetReadBuffer(unread)
}

// unread is how many bytes a container may be ahead of what the run has taken in
// of its words: some hundred records. It waits then, as a witness does whose pen
// is slow, rather than say things that come too late to be put in order.
const unread = 64 << 10

// published returns where a port of the container is reached from here. After
// every start it is another.
func (v *vessel) published(ctx context.Context, port string) (string, error) {
	p, err := v.it.MappedPort(ctx, port+"/tcp")
	if err != nil {
		return "", fmt.Errorf("reach container %s: %w", v.name, err)
	}
	host, err := v.it.Host(ctx)
	if err != nil {
		return "", fmt.Errorf("reach container %s: %w", v.name, err)
	}
	return net.JoinHostPort(host, p.Port()), nil
}

// remove removes the container with its volume, whatever it does.
func (v *vessel) remove(ctx context.Context) error {
	if v.id == "" {
		return nil
	}
	o := client.ContainerRemoveOptions{Force: true, RemoveVolumes: true}
	if _, err := v.engine.docker.ContainerRemove(ctx, v.id, o); err != nil && !gone(err) {
		return fmt.Errorf("remove container %s: %w", v.name, err)
	}
	return nil
}
