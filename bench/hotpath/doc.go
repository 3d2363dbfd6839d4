// Package hotpath measures the way of a command through a system in real time:
// client, durable ledger, reply; relay, bus, consumer; egress, hub.
//
// It measures two programs in turn: the system, and a ceiling that moves the same
// messages over the same parts and decides nothing. Commands are numbered, and a
// [Track] follows each over the legs of its way. The highest rate comes from a
// closed loop, latencies from an open one at half of it, both programs at the same
// rate. Start at [Measure].
package hotpath
