package outside

import (
	"strings"
	"testing"

	"github.com/seatrial/seatrial/reference/x12"
)

// Every trap is one that strict withholds and tolerant mends, with all orders.
func TestDirtyFilesCanBeMended(t *testing.T) {
	for n := range 5 {
		text := dirty(x12.Sample, n)
		strict, err := x12.ParseDocuments("dirty", text, x12.Strict)
		if err == nil && len(strict.Quarantines) == 0 {
			t.Errorf("trap %d: strict withholds nothing of\n%s", n, text)
		}
		got, err := x12.ParseDocuments("dirty", text, x12.Tolerant)
		if err != nil || len(got.Orders()) != 3 || len(got.Quarantines) > 0 || len(got.Mends) == 0 {
			t.Errorf("trap %d: tolerant = %v, %d orders, %v, want three orders, mended", n, err, len(got.Orders()), got.Quarantines)
		}
	}
	if Legacy("tx") != "LEGACY-TX" || strings.Contains(Legacy("tx"), " ") {
		t.Errorf("Legacy(tx) = %q", Legacy("tx"))
	}
}
