package containers

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
)

// Memory returns how many bytes each container holds now, without what the kernel
// only keeps of files.
func (w *World) Memory(ctx context.Context) (map[string]int64, error) {
	out := map[string]int64{}
	var mu sync.Mutex
	err := w.each(func(p *part) error {
		n, err := p.vessel.memory(ctx)
		mu.Lock()
		defer mu.Unlock()
		out[p.vessel.name] = n
		return err
	})
	return out, err
}

// memory returns how many bytes the container holds.
func (v *vessel) memory(ctx context.Context) (int64, error) {
	got, err := v.engine.docker.ContainerStats(ctx, v.id, client.ContainerStatsOptions{})
	if err != nil {
		return 0, fmt.Errorf("ask how much container %s holds: %w", v.name, err)
	}
	defer got.Body.Close()
	var s container.StatsResponse
	if err := json.NewDecoder(got.Body).Decode(&s); err != nil {
		return 0, fmt.Errorf("ask how much container %s holds: %w", v.name, err)
	}
	used := int64(s.MemoryStats.Usage)
	for _, cached := range []string{"total_inactive_file", "inactive_file"} { // of the first and the second version of control groups
		if n, ok := s.MemoryStats.Stats[cached]; ok {
			return used - int64(n), nil
		}
	}
	return used, nil
}

// Took returns how long networks, containers and machines took to come up, without
// the image.
func (w *World) Took() time.Duration { return w.took }

// Clocks returns how far the clocks of the containers may be apart, as measured
// before the run began.
func (w *World) Clocks() time.Duration { return w.clocks }
