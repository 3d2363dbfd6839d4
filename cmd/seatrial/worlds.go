package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seatrial/seatrial/cmd/seatrial/internal/assembly"
	"github.com/seatrial/seatrial/scenarios/run"
)

// worlds are the worlds of this version, by name.
var worlds = map[string]run.World{"virtual": assembly.Virtual{}, "embedded": embeddedWorld{}, "containers": containersWorld{}}

// worldNames lists them, the repeatable ones first.
func worldNames() []string {
	return slices.SortedFunc(maps.Keys(worlds), func(a, b string) int {
		if worlds[a].Real() != worlds[b].Real() {
			return map[bool]int{false: -1, true: 1}[worlds[a].Real()]
		}
		return strings.Compare(a, b)
	})
}

func pickWorld(name string) (run.World, error) {
	w, ok := worlds[name]
	if !ok {
		return nil, invalid(fmt.Errorf("no world %q in this version: have %s", name, strings.Join(worldNames(), ", ")))
	}
	return w, nil
}

// pickWorlds returns the worlds that a command line names, one or several, which
// have accepted the terms.
func pickWorlds(list string, terms run.Terms) ([]run.World, error) {
	var out []run.World
	for name := range strings.SplitSeq(list, ",") {
		w, err := pickWorld(strings.TrimSpace(name))
		if err != nil {
			return nil, err
		}
		if err := w.Check(terms); err != nil {
			return nil, invalid(err)
		}
		if slices.Contains(out, w) {
			return nil, invalid(fmt.Errorf("--world %s: a world is compared with another, not with itself", list))
		}
		out = append(out, w)
	}
	return out, nil
}

// prepared is a world that needs something of the machine.
type prepared interface {
	// Ready returns what is missing, and what to do about it, or nil.
	Ready(ctx context.Context) error
}

// ready refuses worlds that this machine cannot run, before anything starts.
func ready(ctx context.Context, list []run.World) error {
	for _, w := range list {
		if p, needs := w.(prepared); needs {
			if err := p.Ready(ctx); err != nil {
				return invalid(fmt.Errorf("world %s: %w", w.Name(), err))
			}
		}
	}
	return nil
}
