package containers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/moby/moby/client"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/testcontainers/testcontainers-go"
	tclog "github.com/testcontainers/testcontainers-go/log"
)

// ErrNoDaemon says that no Docker daemon answers here.
var ErrNoDaemon = errors.New("no Docker daemon answers")

// prefix is what the folders of engines begin with, below the one for temporary
// files.
const prefix = "seatrial-containers-"

// Labels of everything that a run makes.
const (
	labelOwner  = "dev.seatrial.owner"  // folder that the process holds which made it
	labelHost   = "dev.seatrial.host"   // where that folder is
	labelBinary = "dev.seatrial.binary" // SHA-256 of the program in an image
)

// Engine is a Docker daemon as this process uses it, with one image of one
// program for all its worlds. It may be used concurrently.
type Engine struct {
	provider *testcontainers.DockerProvider
	docker   *testcontainers.DockerClient
	owner    string // folder
	own      io.Closer
	host     string
	worlds   atomic.Int64 // how many were started, for names

	mu    sync.Mutex
	image string // id; "" = not built yet
	tag   string // of this process on it
	built time.Duration
}

// pingMax is how long a daemon may take to say that it is there.
const pingMax = 10 * time.Second

// Open finds the daemon. The error wraps [ErrNoDaemon] and says what to do if
// none answers.
func Open(ctx context.Context) (*Engine, error) {
	quiet()
	docker, err := dial(ctx)
	if err != nil {
		return nil, err
	}
	provider, err := testcontainers.NewDockerProvider()
	if err != nil {
		return nil, errors.Join(noDaemon(err), docker.Close())
	}
	e := &Engine{docker: docker, provider: provider}
	if e.host, err = os.Hostname(); err != nil {
		return nil, errors.Join(fmt.Errorf("open engine: %w", err), docker.Close())
	}
	if e.owner, e.own, err = live.NewFolder(prefix); err != nil {
		return nil, errors.Join(err, docker.Close())
	}
	if n := len(tagOf(e.owner)); n > tagMax {
		return nil, errors.Join(fmt.Errorf("open engine: the name of folder %s is too long for a tag", e.owner), e.Close())
	}
	return e, nil
}

// dial returns a client of a daemon that has answered.
func dial(ctx context.Context) (*testcontainers.DockerClient, error) {
	if err := named(ctx); err != nil {
		return nil, err
	}
	docker, err := testcontainers.NewDockerClientWithOpts(ctx)
	if err != nil {
		return nil, noDaemon(err)
	}
	ctx, cancel := context.WithTimeout(ctx, pingMax)
	defer cancel()
	if _, err := docker.Ping(ctx, client.PingOptions{}); err != nil {
		return nil, errors.Join(noDaemon(err), docker.Close())
	}
	return docker, nil
}

// named refuses a daemon that DOCKER_HOST names and that does not answer; the
// library would look for another.
func named(ctx context.Context) error {
	if os.Getenv(client.EnvOverrideHost) == "" {
		return nil
	}
	docker, err := client.New(client.FromEnv)
	if err != nil {
		return noDaemon(err)
	}
	defer docker.Close()
	ctx, cancel := context.WithTimeout(ctx, pingMax)
	defer cancel()
	if _, err := docker.Ping(ctx, client.PingOptions{}); err != nil {
		return noDaemon(err)
	}
	return nil
}

// quiet tells the library what it has to know before its first use: there is no
// registry to have a reaper from, so leftovers are ours to sweep, and published
// ports are on the loopback address.
var quiet = sync.OnceFunc(func() {
	tclog.SetDefault(tclog.NewNoopLogger())
	for name, value := range map[string]string{
		"TESTCONTAINERS_RYUK_DISABLED": "true",
		"TESTCONTAINERS_HOST_OVERRIDE": loopback,
		"DOCKER_AUTH_CONFIG":           "{}", // a helper for credentials that nobody needs could only fail
	} {
		if _, set := os.LookupEnv(name); !set {
			_ = os.Setenv(name, value) // it fails for names that are none
		}
	}
})

const loopback = "127.0.0.1"

func noDaemon(err error) error {
	first, _, _ := strings.Cut(err.Error(), "\n")
	return fmt.Errorf("%w (%s): start one (Debian: apt-get install docker.io, then systemctl start docker), "+
		"or let DOCKER_HOST name one on this machine", ErrNoDaemon, first)
}

// Version says which daemon answers.
func (e *Engine) Version(ctx context.Context) (string, error) {
	v, err := e.docker.ServerVersion(ctx, client.ServerVersionOptions{})
	if err != nil {
		return "", fmt.Errorf("ask the Docker daemon: %w", err)
	}
	return fmt.Sprintf("Docker %s, API %s", v.Version, v.APIVersion), nil
}

// labels are what everything carries that this process makes.
func (e *Engine) labels() map[string]string {
	return map[string]string{labelOwner: e.owner, labelHost: e.host}
}

// name makes a name that no other run has.
func (e *Engine) name(world int64, what string) string {
	return fmt.Sprintf("%s-%d-%s", filepath.Base(e.owner), world, strings.NewReplacer(">", "-to-", " ", "-").Replace(what))
}

// Close removes the image and lets go of the daemon. Worlds are closed before.
func (e *Engine) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), removeMax)
	defer cancel()
	err := e.dropImage(ctx)
	return errors.Join(err, os.RemoveAll(e.owner), e.own.Close(), e.docker.Close())
}

// removeMax is how long removing things may take.
const removeMax = 60 * time.Second
