// Package live is what the real worlds share: it runs the machines of a system
// in real time, turns their effects into real messages, fsyncs and HTTP calls,
// and what comes back into inputs. The machines are those of the virtual world,
// unchanged.
//
//	          private.tx.call.pod.tx            HTTP
//	client/tx ----------------------> pod/tx --------> carrier/tx
//	                                  |    \
//	                        ledger (fsync)  publish --> stream BUS
//	                                                       | pull consumer
//	                                     planner/tx <------+
//
// One goroutine owns each machine: it alone calls Step, sends what the step
// wanted and holds back what waits for the disk. Faults pull levers of the [Host]
// and count what they really touched. It decides nothing about servers, links
// and directories; a world hands them in. Start at [Host].
package live
