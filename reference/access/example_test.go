package access_test

import (
	"fmt"

	"github.com/seatrial/seatrial/reference/access"
)

func Example() {
	book, err := access.Compile(`
@id("night-shift")
permit (principal in Role::"region-operator", action == Action::"pause", resource)
when { context.why != "" };`)
	if err != nil {
		panic(err)
	}
	r := access.Request{Subject: "dana", Role: "region-operator", Action: "pause", Resource: "pod/tx", Why: "conveyor stuck"}
	fmt.Println(book.Decide(&r))
	r.Why = ""
	fmt.Println(book.Decide(&r))
	// Output:
	// {true [night-shift]}
	// {false []}
}
