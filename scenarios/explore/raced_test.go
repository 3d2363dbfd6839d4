//go:build race

package explore_test

// raced: the race detector watches. It makes a virtual run five to ten times as long,
// and sees nothing there: a virtual world has one goroutine. Tests that repeat such
// runs for what they decide repeat fewer.
const raced = true
