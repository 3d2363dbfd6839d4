package bus_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/live/bus"
)

// A region and the hub, joined by a leaf link; a message on the region's bus.
func ExampleAuthority() {
	dir, err := os.MkdirTemp("", "bus")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	authority, err := bus.NewAuthority(bus.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	regions := []string{"tx"}
	hub, err := authority.StartHub(bus.ServerConfig{Dir: filepath.Join(dir, "hub"), Regions: regions})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = hub.Close() }()
	tx, err := authority.StartRegion(bus.ServerConfig{Region: "tx", Dir: filepath.Join(dir, "tx"), Leaf: hub.LeafAddr(), Regions: regions})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = tx.Close() }()
	fmt.Println("link:", hub.WaitLeaf(ctx, 1))

	fmt.Println("bus:", tx.EnsureBus(ctx, sim.BusSpec{Name: "bus/tx", Region: "tx"}))
	nc, err := tx.Connect(bus.TX, "pod/tx")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		fmt.Println(err)
		return
	}
	ack, err := js.Publish(ctx, bus.BusSubject("tx", "order/tx/17"), []byte("placed"))
	fmt.Println("stored:", ack.Sequence, err)
	// Output:
	// link: <nil>
	// bus: <nil>
	// stored: 1 <nil>
}
