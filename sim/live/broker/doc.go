// Package broker runs one nats-server for a consumer that is on trial: a stream,
// a durable pull consumer, credentials, and the wire between the two.
//
//	consumer ──► wire ──► nats-server ◄── the kit: publishes, asks for figures
//	              │
//	          Watch sees every delivery, acknowledgement and effect, and
//	          decides whether what the consumer says goes on
//
// The wire is where the witness stands: it reads what passes, in order, and it
// can close behind any message, so that a crash hits the window between an effect
// and its acknowledgement however small that is. It alters no byte, and it knows
// nothing of events. Start at [Open].
package broker
