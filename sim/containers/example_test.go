package containers_test

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/seatrial/seatrial/sim/containers"
)

// Where no daemon answers nothing is started, and the error says what to do.
func ExampleOpen() {
	was, set := os.LookupEnv("DOCKER_HOST")
	os.Setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
	_, err := containers.Open(context.Background())
	fmt.Println(errors.Is(err, containers.ErrNoDaemon))
	os.Unsetenv("DOCKER_HOST")
	if set {
		os.Setenv("DOCKER_HOST", was)
	}
	// Output: true
}
