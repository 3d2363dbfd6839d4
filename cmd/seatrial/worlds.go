package main

import (
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

// pickWorlds returns the worlds that a command line names, one or two, which
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
	if len(out) > 2 {
		return nil, invalid(fmt.Errorf("--world %s: want one world, or two to compare", list))
	}
	return out, nil
}
