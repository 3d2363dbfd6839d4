package hotpath_test

import (
	"context"
	"fmt"
	"time"

	"github.com/seatrial/seatrial/bench/hotpath"
	"github.com/seatrial/seatrial/sim/live/ceiling"
)

// instant is a program that is through with a command at once: three events for
// the first of a pair, one for the second.
type instant struct{ track *hotpath.Track }

func (p instant) Send(n uint64) error {
	p.track.Answered(n, nil)
	for range 1 + 2*(n%2) {
		p.track.Durable(n)
	}
	for range 1 + 2*(n%2) {
		p.track.Left(n)
		p.track.Applied(n)
		p.track.Folded(n)
	}
	return nil
}

func (instant) Close() error { return nil }

// lab measures that program against itself.
type lab struct{}

func (lab) System(t *hotpath.Track) (hotpath.Path, error)  { return instant{t}, nil }
func (lab) Ceiling(t *hotpath.Track) (hotpath.Path, error) { return instant{t}, nil }
func (lab) Stages(int, time.Duration) ([]ceiling.Stage, error) {
	return []ceiling.Stage{{Name: "all", Rate: 1e6}}, nil
}

// A program is measured against its ceiling. What comes out depends on the machine;
// what an order comes to, and that nothing is lost, does not.
func ExampleMeasure() {
	r, err := hotpath.Measure(context.Background(), lab{}, hotpath.Config{Rounds: 1, Each: 100 * time.Millisecond, Window: 4, Rate: 2000})
	if err != nil {
		fmt.Println(err)
		return
	}
	c := r.Result().Counters
	fmt.Println(*c.MessagesPerOrder, "events per order,", *c.Lost, "lost,", *c.Duplicated, "taken twice")
	fmt.Println(r.Offered, "events/s offered")
	// Output:
	// 4 events per order, 0 lost, 0 taken twice
	// 2000 events/s offered
}
