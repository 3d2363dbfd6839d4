package containers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/moby/moby/client"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/testcontainers/testcontainers-go"
)

// left is one thing that a run left behind.
type left struct {
	what, name string
	remove     func(context.Context) error
}

// Leftovers reports what runs left behind that were killed: containers with their
// volumes, networks, images and folders. It removes them if clean is set. What a
// living process of this machine owns is left alone, and so is what a process of
// another machine made on this daemon. Without a daemon there is nothing.
func Leftovers(w io.Writer, clean bool) error {
	quiet()
	ctx, cancel := context.WithTimeout(context.Background(), removeMax)
	defer cancel()
	docker, err := dial(ctx)
	if err != nil {
		fmt.Fprintln(w, "left by interrupted runs of world containers: no Docker daemon to ask")
		return nil
	}
	defer docker.Close()
	found, err := abandoned(ctx, docker)
	if err != nil {
		return fmt.Errorf("look for containers that were left: %w", err)
	}
	for _, l := range found {
		if !clean {
			fmt.Fprintf(w, "left by an interrupted run: %s %s (doctor --clean removes it)\n", l.what, l.name)
			continue
		}
		if err := l.remove(ctx); err != nil && !gone(err) {
			return fmt.Errorf("clean up: remove %s %s: %w", l.what, l.name, err)
		}
		fmt.Fprintf(w, "removed %s %s\n", l.what, l.name)
	}
	if len(found) == 0 {
		fmt.Fprintln(w, "left by interrupted runs of world containers: nothing")
	}
	return nil
}

// abandoned lists what nobody owns any more, in the order in which it can be
// removed.
func abandoned(ctx context.Context, docker *testcontainers.DockerClient) ([]left, error) {
	host, err := os.Hostname()
	if err != nil {
		return nil, err
	}
	var out []left
	for _, look := range []func(context.Context, *testcontainers.DockerClient, string) ([]left, error){leftContainers, leftNetworks, leftImages} {
		found, err := look(ctx, docker, host)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	folders, err := live.Abandoned(prefix)
	if err != nil {
		return nil, err
	}
	for _, dir := range folders {
		out = append(out, left{"folder", dir, func(context.Context) error { return os.RemoveAll(dir) }})
	}
	return out, nil
}

// ours filters what carries the labels of a machine.
func ours(host string) client.Filters {
	return make(client.Filters).Add("label", labelHost+"="+host)
}

func leftContainers(ctx context.Context, docker *testcontainers.DockerClient, host string) ([]left, error) {
	found, err := docker.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: ours(host)})
	if err != nil {
		return nil, err
	}
	var out []left
	for _, c := range found.Items {
		if live.Owned(c.Labels[labelOwner]) {
			continue
		}
		out = append(out, left{"container", strings.TrimPrefix(strings.Join(c.Names, " "), "/"), func(ctx context.Context) error {
			_, err := docker.ContainerRemove(ctx, c.ID, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
			return err
		}})
	}
	return out, nil
}

func leftNetworks(ctx context.Context, docker *testcontainers.DockerClient, host string) ([]left, error) {
	found, err := docker.NetworkList(ctx, client.NetworkListOptions{Filters: ours(host)})
	if err != nil {
		return nil, err
	}
	var out []left
	for _, n := range found.Items {
		if live.Owned(n.Labels[labelOwner]) {
			continue
		}
		out = append(out, left{"network", n.Name, func(ctx context.Context) error {
			_, err := docker.NetworkRemove(ctx, n.ID, client.NetworkRemoveOptions{})
			return err
		}})
	}
	return out, nil
}

// leftImages lists the tags of processes that are gone. With its last tag goes
// the image; one without any was left in the middle of being built.
func leftImages(ctx context.Context, docker *testcontainers.DockerClient, host string) ([]left, error) {
	found, err := docker.ImageList(ctx, client.ImageListOptions{All: true, Filters: ours(host)})
	if err != nil {
		return nil, err
	}
	folders, err := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	if err != nil {
		return nil, err
	}
	busy := slices.ContainsFunc(folders, live.Owned) // one without a tag may be in the making
	var out []left
	for _, i := range found.Items {
		names := slices.DeleteFunc(slices.Clone(i.RepoTags), func(name string) bool { return strings.HasPrefix(name, "<none>") })
		if len(names) == 0 && !busy {
			names = []string{i.ID}
		}
		for _, name := range names {
			_, tag, _ := strings.Cut(name, ":")
			if owner, known := ownerOf(tag); known && live.Owned(owner) {
				continue
			}
			out = append(out, left{"image", name, func(ctx context.Context) error {
				_, err := docker.ImageRemove(ctx, name, client.ImageRemoveOptions{Force: true, PruneChildren: true})
				return err
			}})
		}
	}
	return out, nil
}

// Examine says in a line whether this machine can run the world, and if not, what
// to do.
func Examine(ctx context.Context) string {
	e, err := Open(ctx)
	if err != nil {
		return "no: " + err.Error()
	}
	version, err := e.Version(ctx)
	if err = errors.Join(err, e.Close()); err != nil {
		return "no: " + err.Error()
	}
	return "yes, " + version
}
