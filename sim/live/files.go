package live

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/seatrial/seatrial/sim"
)

// lookEvery is how often an outside party looks into its drop folder.
const lookEvery = 20 * time.Millisecond

// folder is the drop folder of an outside party.
func (m *machine) folder() string {
	return filepath.Join(m.region.port.Drops, strings.ReplaceAll(m.spec.Name, "/", "_"))
}

// drop writes every file into the drop folder at its time. A file appears there
// whole: it is written under another name and renamed.
func (m *machine) drop(ctx context.Context) {
	if err := os.MkdirAll(m.folder(), 0o755); err != nil {
		m.host.Fail(fmt.Errorf("make drop folder of %s: %w", m.spec.Name, err))
		return
	}
	for left := m.spec.Files; len(left) > 0 && ctx.Err() == nil; {
		pauseFor(ctx, lookEvery)
		rest := left[:0:0]
		for _, f := range left {
			if f.At > m.now() {
				rest = append(rest, f)
				continue
			}
			path := filepath.Join(m.folder(), f.Name)
			part := filepath.Join(m.folder(), "."+f.Name)
			if err := os.WriteFile(part, f.Bytes, 0o644); err != nil {
				m.host.Fail(fmt.Errorf("drop file for %s: %w", m.spec.Name, err))
			}
			if err := os.Rename(part, path); err != nil {
				m.host.Fail(fmt.Errorf("drop file for %s: %w", m.spec.Name, err))
			}
		}
		left = rest
	}
}

// collect takes every file out of the drop folder, in the order of their names.
func (m *machine) collect(ctx context.Context) {
	for ctx.Err() == nil {
		pauseFor(ctx, lookEvery)
		found, err := os.ReadDir(m.folder())
		if err != nil {
			continue // not made yet
		}
		for _, entry := range found {
			if strings.HasPrefix(entry.Name(), ".") {
				continue // still being written
			}
			path := filepath.Join(m.folder(), entry.Name())
			body, err := os.ReadFile(path)
			if err == nil {
				err = os.Remove(path)
			}
			if err != nil {
				m.host.Fail(fmt.Errorf("take file of %s: %w", m.spec.Name, err))
				return
			}
			m.host.cfg.Log.move()
			m.box.put(arrival{in: sim.Input{Kind: sim.InFile, From: sim.Nowhere, OK: true,
				Msg: &sim.Message{Head: sim.Head{ID: entry.Name()}, Body: body}}})
		}
	}
}
