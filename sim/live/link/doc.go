// Package link is one TCP link between a region and the hub, with faults that
// are directed, proved by counting and taken back without a trace, and with a
// wiretap. The region's server dials the link; the hub's server listens behind
// it.
//
//	Near ──► gate ──► toxiproxy ──► Far's listener
//	          │           │
//	         tap       the faults
//
// The gate owns the address that Near dials, for the life of the link. It
// terminates TLS if it is given certificates, and it taps. What Near sends is
// seen before any fault can lose it, because what left a region counts even if
// nobody received it; what Far sends is seen as it arrives.
//
// Toxiproxy carries the bytes through one toxic of this package per direction,
// put in before the proxy starts and never added, changed or removed after: that
// is where toxiproxy can hang. The toxic keeps a queue of its own, so that a
// delay holds back as many chunks as there are, and every one of its sends can be
// given up, so that no goroutine outlives a connection. A proxy that has done its
// work is thrown away and another takes its place behind the same gate.
//
// A message of 256 bytes from server to server costs 3.1 µs of processor time in
// all, with a tap 3.3 µs; over TLS 5.2 µs, and 6.8 µs with a tap that terminates
// it twice (medians of six runs, see BenchmarkLeaf).
//
// A link never reorders, repeats or alters bytes. Loss of single messages does
// not exist on it: TCP would repair it. Bytes that a cut swallowed leave a hole in
// their stream, so connections with a hole are closed when the last cut lets go,
// and the dialer comes back with a new one. A connection half closed counts as
// closed, as toxiproxy closes the other half too. Start at [Open].
package link
