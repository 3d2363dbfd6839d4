//go:build !race

package explore_test

// raced: no race detector watches.
const raced = false
