// Package assembly puts together what every command needs of the reference and of
// the virtual world: [System] for what runs, [Virtual] for where. It links no real
// server, so that a small program can be built from it alone. Start at [System].
package assembly
