// Package bus runs the nats-servers of a world inside its process: one per
// region, one at the hub, joined by leaf links, with streams and durable
// consumers on disk.
//
//	region tx                                 hub
//	TX      private.tx.>   stream BUS         TX      private.hub.>
//	EXPORT  export.tx.hub.>  ── leaf link ──  EXPORT  export.*.hub.>
//	                 TLS both ways, JWT per connect, allow-lists
//
// What a region keeps to itself lives in account TX, which no link is bound to;
// what may leave lives in account EXPORT. Each way out is closed by at least two
// guards that do not know of each other ([Guards]).
//
// It never decides what a message means, and it never dials anything but the
// address it is given: faults live in whatever stands at that address. Start at
// [Authority].
package bus
