// Package ceiling does the work of a system's hot path without the system: the
// same messages in number and size, with the same headers, over the same servers,
// links and stores, with the same group commit and acknowledgements. It decides
// nothing, forgets what it has seen, checks no contract, and nobody watches it.
// What a system reaches of its rate is what is left by domain logic, duplicate
// detection, policy, witnesses and the way they are put together.
//
//	client ──> pod ──> ledger ──> answer
//	                      └─────> stream ──> planner, dashboard ──> ledger, ack
//	                                   ├───> audit log ──> a stretch ──> ledger, ack
//	                                   └───> egress ──> ledger ──> batch ──> hub ──> ledger, answer, ack
//
// The stages can be measured each for itself: what the program reaches of the rate
// that they predict says how good a ceiling it is. Start at [New].
package ceiling
