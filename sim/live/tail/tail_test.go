package tail_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim/live/tail"
)

func ExampleTail() {
	var t tail.Tail
	fmt.Fprintln(&t, "cannot open the store")
	fmt.Println(t.Text())
	// Output: cannot open the store
}

// However much is said, the end of it is kept.
func TestTailKeepsTheEnd(t *testing.T) {
	var kept tail.Tail
	for range 100 {
		fmt.Fprint(&kept, strings.Repeat("x", 100))
	}
	fmt.Fprint(&kept, "the end")
	if text := kept.Text(); len(text) > 5000 || !strings.HasSuffix(text, "xthe end") {
		t.Errorf("%d bytes are kept that end in %q, want at most 4 KiB with the end", len(text), text[max(0, len(text)-8):])
	}
}
