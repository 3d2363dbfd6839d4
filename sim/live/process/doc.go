// Package process runs a region in a process of its own, so that it can be killed
// and stopped by the operating system: its bus, its store and its machines end in
// one instant, or stand still in one.
//
//	parent                                  child
//	[Process]  -- setup, levers (stdin) --> [Main]: nats-server, Pebble, host
//	log        <-- what it saw (pipe) ----- witnesses, counts, "all up to here"
//
// What a witness in the child sees is in the pipe before it has any consequence,
// and what is in a pipe survives who wrote it. What was on the disk of a killed
// child and not in the pipe is shown by the next one. Outside parties stay with
// the parent. A child ends with its parent: when its stdin ends, and where the
// system can do that, by a signal, also if it stands still. Start at [Process].
package process
