package store_test

import (
	"fmt"
	"os"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live/store"
)

func Example() {
	dir, err := os.MkdirTemp("", "tx")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	s, err := store.Open(store.Config{Dir: dir, Name: "tx"})
	if err != nil {
		panic(err)
	}
	defer s.Close()

	pod := s.Ledger("pod/tx")
	durable := make(chan uint64, 1)
	allocated := &sim.Message{Head: sim.Head{ID: "e1", Type: "OrderAllocated", Region: "tx", Tier: sim.Internal}}
	if err := pod.Append(1, []*sim.Message{allocated}, func(last uint64, _ error) { durable <- last }); err != nil {
		panic(err)
	}
	fmt.Println("durable up to", <-durable)

	loss, err := s.PowerLoss(sim.Chance{Seed: 7, Stream: sim.StreamDisk}, 0)
	if err != nil {
		panic(err)
	}
	if err := s.Reopen(); err != nil {
		panic(err)
	}
	saved, err := pod.Load()
	if err != nil {
		panic(err)
	}
	fmt.Println("lost", loss.Entries, "and kept", saved.Tail[0].Head.Type)
	// Output:
	// durable up to 1
	// lost 0 and kept OrderAllocated
}
