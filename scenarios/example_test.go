package scenarios_test

import (
	"fmt"

	"github.com/seatrial/seatrial/scenarios"
)

func ExampleLoad() {
	text := `schema: seatrial/scenario/v1
id: my-cut
title: Texas loses the hub
owner: network-operations
family: F3
covers: [R034]
hypothesis: Texas sells as before.
timeline:
  - {id: cut, fault: partition, between: [tx, hub], at: 10s, hold: 30s, spread: 5s}
promises: [I-05, {I-09: {within: 30s}}]
`
	s, err := scenarios.Load("my-cut.yaml", []byte(text), scenarios.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Title, "asks for", s.Promises)
	for _, f := range s.Plan(7).Faults {
		fmt.Println(f)
	}
	// Output:
	// Texas loses the hub asks for [I-05 I-09]
	// {id: cut, fault: partition, at: 10.965s, hold: 30s, between: [tx, hub]}
}

// A mistake is named with its place and what to write instead.
func ExampleLoad_problems() {
	_, err := scenarios.Load("my-cut.yaml", []byte("schema: seatrial/scenario/v1\nid: my-cut\ntimelin: []\n"), scenarios.Options{})
	fmt.Println(err)
	// Output:
	// my-cut.yaml:1:1: a scenario has no title; add "title:" (the trial in one line)
	// my-cut.yaml:1:1: a scenario has no owner; add "owner:" (the team or role that keeps it and answers for it)
	// my-cut.yaml:1:1: a scenario has no family; add "family:" (family of trials, F1 to F16)
	// my-cut.yaml:1:1: a scenario has no covers; add "covers:" (requirement rows that it shows, R001 to R136)
	// my-cut.yaml:1:1: a scenario has no hypothesis; add "hypothesis:" (what is expected, in a sentence a manager understands)
	// my-cut.yaml:1:1: a scenario has no timeline; add "timeline:" (what goes wrong, when and for how long)
	// my-cut.yaml:1:1: a scenario has no promises; add "promises:" (ids to be answered, each alone or with its bounds)
	// my-cut.yaml:3:1: unknown key "timelin" in a scenario; did you mean "timeline"?
}

func ExampleFind() {
	e, _ := scenarios.Find("tx-dc")
	s, err := e.Load(scenarios.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.ID, s.Owner)
	fmt.Println(s.Title)
	// Output:
	// tx-dc distribution-operations
	// The Texas distribution centre in a storm
}
