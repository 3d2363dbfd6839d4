package attack_test

import (
	"fmt"

	"github.com/seatrial/seatrial/invariants/attack"
)

// Who knows which orders there may be needs no key to undo plain hashes.
func ExampleDictionary() {
	var d attack.Dictionary
	for n := range 100 {
		d.Add(fmt.Sprintf("order/tx/%d", n), "hub")
	}
	for _, text := range []string{"order/tx/t1-f1e20267fff1080be9b5", "order/tx/t1-15f0b3d9f4f3ab3a5a3c"} {
		g, ok := d.Recover(text)
		fmt.Println(ok, g.Value, g.How)
	}
	// Output:
	// true order/tx/17 sha256(value)
	// false
}
