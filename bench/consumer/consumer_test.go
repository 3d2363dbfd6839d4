package consumer_test

import (
	"testing"

	"github.com/seatrial/seatrial/bench/consumer"
)

func TestCleanHandler(t *testing.T) {
	consumer.Test(t, newShop().handle)
}
