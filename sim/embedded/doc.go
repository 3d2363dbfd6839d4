// Package embedded is world 2: the same machines on real NATS servers, real
// ledgers with real fsyncs, real TCP links and HTTP, all on the loopback address
// and in this process, but for regions that are to be killed or stopped: each of
// these is a process. Nothing has to be installed.
//
//	region tx                          link tx>hub                 hub
//	nats-server (TX | EXPORT) --leaf--> tap --> toxiproxy --leaf--> nats-server
//	ledger store                                                    ledger store
//	one goroutine per machine                                       one goroutine per machine
//
// Time is real, so no two runs are alike and there is no trace hash; the plan,
// the draws of message faults and the promises are those of the virtual world.
// What a run makes on disk lies in one folder, which it removes. Start at [World].
package embedded
