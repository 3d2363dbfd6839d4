// Package consumer puts anybody's consumer of a NATS stream on trial: it sends
// the traffic a consumer meets in a bad week, watches from outside what takes
// effect, and says promise by promise what held.
//
// In a Go test it is one line, as with the conformance kits of the standard
// library:
//
//	func TestConsumer(t *testing.T) { consumer.Test(t, handle) }
//
// A process in any language is tried by [Run], which is what `seatrial bench
// consumer` calls. The contract, for every language, is docs/consumer.md.
//
// What the kit saw becomes a history, and the promises of every other run judge
// it. The kit never asks a consumer how it is doing. Start at [Test].
package consumer
