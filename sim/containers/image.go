package containers

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"debug/elf"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
)

// repository is the name of the images.
const repository = "seatrial"

// program is where the program is in an image.
const program = "/seatrial"

// ErrDynamic says that a program needs files of the system it was built on, which
// an image from scratch has not.
var ErrDynamic = errors.New("it is linked to libraries of this system")

// Image returns the id of an image with a program and nothing else. It is built
// once: an image of the same bytes that is there gets one more tag. By its id no
// registry is ever asked for it, not even if it is gone. The error
// wraps [ErrDynamic] if the program would not start in it.
func (e *Engine) Image(ctx context.Context, path string) (string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.image != "" {
		return e.image, nil
	}
	begun := time.Now()
	if err := Static(path); err != nil {
		return "", err
	}
	hash, err := digest(path)
	if err != nil {
		return "", fmt.Errorf("make image: %w", err)
	}
	tag := tagOf(e.owner)
	if err = e.adopt(ctx, hash, tag); errors.Is(err, errNoImage) {
		err = e.build(ctx, path, hash, tag)
	}
	if err != nil {
		return "", fmt.Errorf("make image of %s: %w", path, err)
	}
	e.tag = repository + ":" + tag
	found, err := e.docker.ImageInspect(ctx, e.tag)
	if err != nil {
		return "", fmt.Errorf("make image of %s: %w", path, err)
	}
	e.image, e.built = found.ID, time.Since(begun)
	return e.image, nil
}

// coding writes the name of a folder in a tag, which has no capitals.
var coding = base32.StdEncoding.WithPadding(base32.NoPadding)

// tagOf returns the tag of whoever owns a folder, from which anybody can tell
// which folder that is.
func tagOf(owner string) string {
	dir, name := filepath.Split(owner)
	return "of-" + strings.ToLower(coding.EncodeToString([]byte(dir))) + "-" + strings.TrimPrefix(name, prefix)
}

// ownerOf returns the folder of whose tag it is; false = of nobody we know.
func ownerOf(tag string) (string, bool) {
	parts := strings.Split(tag, "-")
	if len(parts) != 3 || parts[0] != "of" {
		return "", false
	}
	dir, err := coding.DecodeString(strings.ToUpper(parts[1]))
	return string(dir) + prefix + parts[2], err == nil
}

// tagMax is how long a tag may be.
const tagMax = 128

// Built returns how long making the image took.
func (e *Engine) Built() time.Duration {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.built
}

// Static refuses a program that would look for a loader, with an error that wraps
// [ErrDynamic] and says how to build one that does not.
func Static(path string) error {
	f, err := elf.Open(path)
	if err != nil {
		return fmt.Errorf("make image of %s: it is no program for Linux: %w", path, err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			return fmt.Errorf("make image of %s: %w; build it with CGO_ENABLED=0 go build ./cmd/seatrial", path, ErrDynamic)
		}
	}
	return nil
}

var errNoImage = errors.New("there is no image of these bytes")

// adopt gives an image of the same bytes, which another run has built, a tag of
// this process.
func (e *Engine) adopt(ctx context.Context, hash, tag string) error {
	found, err := e.docker.ImageList(ctx, client.ImageListOptions{Filters: make(client.Filters).Add("label", labelBinary+"="+hash)})
	if err != nil {
		return err
	}
	if len(found.Items) == 0 {
		return errNoImage
	}
	_, err = e.docker.ImageTag(ctx, client.ImageTagOptions{Source: found.Items[0].ID, Target: repository + ":" + tag})
	if err != nil { // it was removed meanwhile
		return errNoImage
	}
	return nil
}

// build builds the image. Its labels say what is in it and not whose it is: it
// belongs to whoever has a tag on it.
func (e *Engine) build(ctx context.Context, path, hash, tag string) error {
	archive, err := e.pack(path)
	if err != nil {
		return err
	}
	defer os.Remove(archive.Name())
	defer archive.Close()
	var said bytes.Buffer
	req := &testcontainers.ContainerRequest{FromDockerfile: testcontainers.FromDockerfile{
		ContextArchive: archive, Repo: repository, Tag: tag, KeepImage: true, BuildLogWriter: &said,
		BuildOptionsModifier: func(o *client.ImageBuildOptions) {
			o.Labels = map[string]string{labelBinary: hash, labelHost: e.host}
		}}}
	if _, err := e.provider.BuildImage(ctx, req); err != nil {
		return fmt.Errorf("%w; the daemon said: %q", err, said.String())
	}
	return nil
}

// pack returns the file that the daemon builds from.
func (e *Engine) pack(path string) (*os.File, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	size, err := in.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = in.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, err
	}
	out, err := os.Create(filepath.Join(e.owner, "image.tar"))
	if err != nil {
		return nil, err
	}
	recipe := "FROM scratch\nCOPY seatrial " + program + "\nENTRYPOINT [\"" + program + "\"]\n"
	w := tar.NewWriter(out)
	err = errors.Join(add(w, "Dockerfile", 0o644, int64(len(recipe)), strings.NewReader(recipe)), add(w, "seatrial", 0o755, size, in), w.Close())
	if err == nil {
		_, err = out.Seek(0, io.SeekStart)
	}
	return out, err
}

// add adds a file to an archive.
func add(w *tar.Writer, name string, mode, size int64, from io.Reader) error {
	if err := w.WriteHeader(&tar.Header{Name: name, Mode: mode, Size: size}); err != nil {
		return err
	}
	_, err := io.Copy(w, from)
	return err
}

// digest returns the SHA-256 of a file.
func digest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// dropImage takes the tag of this process off, and with the last one the image.
func (e *Engine) dropImage(ctx context.Context) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.tag == "" {
		return nil
	}
	if _, err := e.docker.ImageRemove(ctx, e.tag, client.ImageRemoveOptions{PruneChildren: true}); err != nil && !gone(err) {
		return fmt.Errorf("remove image %s: %w", e.tag, err)
	}
	e.tag, e.image = "", ""
	return nil
}
