package reports

import (
	"fmt"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/scenarios/run"
)

// expectation is what people should see of a kind of fault, if the system does
// what it is built for.
type expectation struct {
	Text   string   // in words
	Signs  []string // one of which should show; none = nothing needs to
	Revert string   // what taking it back means
}

// expectations are by kind. A kind that is not here is expected to do what its
// proof says.
var expectations = map[faults.Kind]expectation{
	faults.Duplicate: {"Copies are recognised and ignored; no figure moves twice.",
		[]string{run.SignDuplicate, run.SignRedelivery}, "every message is delivered once again"},
	faults.Delay: {"Consumers lag behind; orders are taken as before.",
		[]string{run.SignLag, run.SignParked, run.SignRedelivery, run.SignDuplicate}, "messages come at their time"},
	faults.Reorder: {"Events that come too early are parked until the gap closes.",
		[]string{run.SignParked, run.SignStale, run.SignLag, run.SignRedelivery}, "messages come in their order"},
	faults.Drop: {"What was lost is delivered again after the ack wait; nothing is missing at the end.",
		[]string{run.SignRedelivery, run.SignLag, run.SignParked}, "nothing is lost any more"},
	faults.SlowConsumer: {"The consumer lags behind and catches up afterwards; nobody else waits for it.",
		[]string{run.SignLag, run.SignRedelivery}, "it works at its own speed"},
	faults.Partition: {"Both sides go on. The hub's figures of the region grow old, and it catches up by itself.",
		[]string{run.SignLag, run.SignOld}, "the link carries messages both ways"},
	faults.OneWay: {"The side that is not heard keeps what it could not hand over and sends it again.",
		[]string{run.SignLag, run.SignOld}, "the link carries messages both ways"},
	faults.Partial: {"The region goes on and catches up with those it lost sight of.",
		[]string{run.SignLag, run.SignOld}, "all its links carry messages"},
	faults.Latency: {"The hub sees things later; local work keeps its speed.", nil, "the link has its own speed"},
	faults.Loss:    {"What was lost is sent again; local work keeps its speed.", nil, "the link loses nothing"},
	faults.Bandwidth: {"The hub falls behind while the link is thin, and catches up.",
		[]string{run.SignLag, run.SignOld}, "the link has its own width"},
	faults.LinkDown: {"Both sides are refused and know it at once; they go on, and the hub catches up by itself.",
		[]string{run.SignLag, run.SignOld}, "connections are taken again"},
	faults.LinkReset: {"Connections break and are made again; what was under way is sent once more and counted once.", nil, "connections last"},
	faults.Kill: {"The process recovers from its ledger; clients ask again and nothing is done twice.",
		[]string{run.SignUnanswered, run.SignLag, run.SignRedelivery, run.SignDuplicate, run.SignGivenUp}, "the process is started again"},
	faults.Pause: {"Nobody takes its place by mistake; it goes on where it stood.",
		[]string{run.SignUnanswered, run.SignLag, run.SignRedelivery, run.SignGivenUp}, "the process goes on"},
	faults.PowerLoss: {"What was acknowledged is still there; the bus is fed again.",
		[]string{run.SignUnanswered, run.SignLag, run.SignBacklog, run.SignGivenUp, run.SignDuplicate}, "the region has power and recovers"},
	faults.RegionKill: {"The others go on; the region recovers from what it had written, and nothing is done twice.",
		[]string{run.SignUnanswered, run.SignLag, run.SignRedelivery, run.SignDuplicate, run.SignGivenUp}, "the region's processes are started again"},
	faults.RegionPause: {"The others go on; the region goes on where it stood, and what it believes is old does no harm.",
		[]string{run.SignUnanswered, run.SignLag, run.SignRedelivery, run.SignGivenUp}, "the region's processes go on"},
	faults.RegionOutage: {"The others go on; the region returns with everything it acknowledged.",
		[]string{run.SignUnanswered, run.SignGivenUp, run.SignLag}, "the region is up and connected"},
	faults.BusOutage: {"Orders are taken up to the declared bound, then refused with a reason; the bus is fed afterwards.",
		[]string{run.SignBacklog, run.SignRefused, run.SignLag}, "the bus is up"},
	faults.HubOutage: {"No region notices; the hub counts what it missed when it is back.",
		[]string{run.SignLag, run.SignOld}, "the aggregator is up"},
	faults.CarrierDown:       {"Shipments wait and are asked for again; none is made twice.", nil, "the carrier answers"},
	faults.SupplierOutage:    {"Purchase orders wait in a bounded queue; the supplier sees a probe now and then, and others go on.", nil, "the supplier answers"},
	faults.SupplierSlow:      {"What is asked again is not ordered twice; after a few calls the supplier is left alone.", nil, "the supplier answers in time"},
	faults.SupplierThrottle:  {"Calls are spaced out and left off; critical orders go first.", nil, "the supplier takes calls again"},
	faults.SupplierError:     {"Retries stay within their budget.", nil, "calls succeed"},
	faults.SupplierHalfDone:  {"Orders are asked for again under their keys; none is in the supplier's books twice.", nil, "the supplier answers"},
	faults.SupplierReject:    {"Each rejected order is reversed, the forecast and the planner know, and the next one goes elsewhere.", nil, "the supplier accepts again"},
	faults.SupplierPartial:   {"What is not taken is no longer on order, its planner knows, and it is ordered elsewhere; what comes of it after all is taken in, once.", nil, "the supplier takes whole orders"},
	faults.SupplierNoAck:     {"Orders time out and are compensated; goods that come all the same are taken in.", nil, "the supplier acknowledges again"},
	faults.ASNLate:           {"The goods are taken in without it; the notice changes nothing.", nil, "notices come in time"},
	faults.ASNRepeated:       {"The second notice changes nothing.", nil, "notices come once"},
	faults.StolenCredential:  {"Every attempt is refused and on record.", nil, "nobody has it any more"},
	faults.ExpiredCredential: {"Every attempt is refused and on record.", nil, "nobody tries any more"},
	faults.ClockSkew:         {"Labels are wrong, decisions are not: nothing is ordered by wall clocks.", nil, "the clock is right"},
	faults.ClockJump:         {"Labels are wrong, decisions are not: nothing is ordered by wall clocks.", nil, "the clock is right"},
	faults.SlowDisk: {"Commands wait for the disk; group commit keeps them from queueing up.",
		[]string{run.SignUnanswered, run.SignBacklog, run.SignLag}, "the disks have their own speed"},
	faults.BundleLate:        {"The region decides by the last good policy until the next one comes.", nil, "policies come in time"},
	faults.BundleLost:        {"The region decides by the last good policy; the next one is sent again.", nil, "policies arrive"},
	faults.BundleCorrupt:     {"What is garbled is refused, and the last good policy stays in force.", nil, "policies arrive whole"},
	faults.BundleSuperseded:  {"The older policy changes nothing once a later one is there.", nil, "policies come in order"},
	faults.BundleForged:      {"What no authority signed is refused, and the last good policy stays in force.", nil, "nobody forges"},
	faults.HostileProducer:   {"Nothing of it leaves the region; each attempt is written down and set aside.", nil, "the program stops"},
	faults.BatchLate:         {"What comes late is taken when it comes, and the gap before it is reported.", nil, "files come in time"},
	faults.BatchResent:       {"Each order is taken once, and the file is answered as before.", nil, "files come once"},
	faults.BatchWrongTotals:  {"What is miscounted is set aside with a reason and acknowledged as rejected.", nil, "files are right"},
	faults.BatchGarbage:      {"Everything is set aside with a reason; nobody else notices.", nil, "files are right"},
	faults.AdapterHang:       {"Files wait and are sent again; whatever comes another way goes on.", nil, "the adapter goes on"},
	faults.UnknownTier:       {"What nobody has classified stays in the region.", nil, "the program stops"},
	faults.WrongSubscription: {"Whoever asks gets nothing, and that it asked is written down.", nil, "nobody asks"},
	faults.DebugTap:          {"The tap shows what leaves anyway, and nothing of who bought what.", nil, "the tap is closed"},
	faults.VerboseLogging:    {"The log has a line for every command, and none says who bought what.", nil, "the log says what it always says"},
	faults.CopyDrift:         {"The next run of reconciliation repairs every such row, and nothing else.", nil, "nobody touches the copy"},
	faults.ConfigDrift:       {"Where the region is watched somebody is told, with what differs. Commands are taken, or refused a little earlier.", nil, "the pod runs as declared"},
}

// expected returns what should be seen of a fault.
func expected(f faults.Fault) expectation {
	if e, ok := expectations[f.Kind]; ok {
		return e
	}
	e := expectation{Revert: "the lever is let go"}
	if spec, ok := faults.Of(f.Kind); ok {
		e.Text = fmt.Sprintf("At least once %s.", spec.Proof)
	}
	return e
}

// abortIf says when to end a fault before its time: it should stay where it is.
func (g gazetteer) abortIf(f faults.Fault) string {
	switch f.Kind {
	case faults.Partition, faults.OneWay, faults.Partial, faults.Latency, faults.Loss, faults.Bandwidth, faults.LinkDown, faults.LinkReset, faults.HubOutage:
		return "commands go unanswered in any region"
	case faults.Kill, faults.Pause, faults.RegionKill, faults.RegionPause, faults.PowerLoss, faults.RegionOutage, faults.BusOutage, faults.SlowDisk:
		at := f.Region
		if places := struck(f); at == "" && len(places) > 0 {
			at = places[len(places)-1]
		}
		return "commands go unanswered outside " + g.place(at)
	}
	return "a promise is violated"
}
