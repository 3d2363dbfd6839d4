// Package x12 reads purchase orders from ANSI X12 850 files, the form in which
// trading partners have sent them for forty years, and what partners answer to
// them; and writes clean ones.
//
// An X12 file is a list of segments, each a tag and its elements. Envelopes
// nest, and each trailer repeats the control number of its header and counts
// what lay between:
//
//	ISA ........ interchange: who to whom, ISA13 = control number
//	  GS ....... functional group: GS06
//	    ST ..... transaction set: ST01 = 850, ST02 = control number
//	      BEG    the order's purpose, type, number and date
//	      N1*ST  where the goods go, with N3 and N4
//	      PO1    one line: number, quantity, unit, price, part ids
//	      CTT    CTT01 = lines
//	    SE ..... SE01 = segments from ST to SE, SE02 = ST02
//	  GE ....... GE01 = sets, GE02 = GS06
//	IEA ........ IEA01 = groups, IEA02 = ISA13
//
// Partners break these rules often, so there are two modes. [Strict] withholds
// every unit (set, group or interchange) that has a fault, as a [Quarantine]
// with a reason. [Tolerant] mends what is safe to mend, and counts it as a
// [Mend]; it still withholds what is not safe. Each [Reason] says which it is.
// The trailers are witnesses: Tolerant overrules one that disagrees, never two
// of the same unit, since two mean that a segment was lost or two sets ran
// together. Damage that leaves every witness in agreement cannot be seen.
//
// A broken interchange (no ISA, no GS, no ST, cut off) is withheld whole, and
// reading goes on at the next one. A file without any readable interchange is
// an [Error] with file, line and segment.
//
// Quantities are whole numbers and prices ten-thousandths; nothing here is a
// float. The package does no I/O but reading from its reader, keeps no state
// between calls, and gives the same result for the same bytes. Time and memory
// are linear in the input, which is at most [MaxBytes].
//
// [Parse] reads orders alone. [ParseDocuments] also reads what partners answer:
// 997 ([FunctionalAck]), 855 ([OrderAck]), 856 ([ShipNotice]) and changes, 860
// ([OrderChange]). It keeps a [Receipt] of every interchange, and [Receipt.Answer]
// makes the 997 and TA1 of it. [Write] writes all of them.
//
// Not read: ship-to per line (N1 or SDQ after PO1), the
// hash total CTT02, and repeats of one order across files: whoever keeps the
// orders knows which numbers it has seen.
//
// Start at [Read].
package x12
