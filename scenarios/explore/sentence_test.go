package explore

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/scenarios"
	"github.com/seatrial/seatrial/sim/topology"
)

var update = flag.Bool("update", false, "write testdata/sentences.txt anew")

// evidence is what each promise says of a breach, in the order of their numbers.
var evidence = []struct{ promise, text string }{
	{"I-01", `book of s-0001 in tx claims on hand 3, allocated 2 after InventoryReserved on hand 0, allocated 1; its own entries add up to on hand 3, allocated 1`},
	{"I-01", `book of s-0001 in tx says 2 on hand; 1 stand on the shelf and 0 in staging`},
	{"I-01", `book of s-0001 in or shipped 3; 4 really left`},
	{"I-01", `a movement of 3 s-0002 from "staged/tx/s-0002" to "shelf/tx/s-0002": goods out of nothing`},
	{"I-01", `3 s-0002 in tx taken from shelf/tx/s-0002, which held 2`},
	{"I-01", `PlaceOrder client/va/17 was answered ok, and no ledger has anything of it`},
	{"I-02", `by the book 6 units of s-0001 in tx came, and 3 really did`},
	{"I-02", `of s-0001 in tx 0 units that came, 0 that were shipped and 1 that were lost are in no book`},
	{"I-11", `12 units of s-0001 in tx are promised beyond what there is, allowed are 10`},
	{"I-11", `units were promised that are not there, for more than 1m0s, summed over them`},
	{"I-11", `64 of 1230 promises were broken, 2 units were lost, allowed are 10000 in a million more`},
	{"I-03", `s-0001 in tx: allocated fell to -1`},
	{"I-03", `s-0001 in tx: 2 allocated, but only 1 on hand, 0 of them held, 0 allowed beyond`},
	{"I-03", `s-0001 in tx: 9 allocated, but only 8 on hand, 3 of them held, 0 allowed beyond`},
	{"I-04", `order/tx/4 line 1 is closed and settled, and ReservationReleased changes its reservation by -2`},
	{"I-04", `order/tx/4 line 1 has given back 1 more than it reserved: InventoryShipped of -1`},
	{"I-04", `order/tx/4 line 1 is closed and still holds 3`},
	{"I-04", `order/tx/4 line 1 holds 3 and does not exist`},
	{"I-05", `order/va/17 line 1: shipment happened twice: keys order/va/17#1 and order/va/17#1~2`},
	{"I-05", `order/va/17 line 1: the shipment asked for with key order/va/17#1 happened twice`},
	{"I-05", `command client/va/17 created something twice; the second is order/va/18`},
	{"I-05", `event id 5f0c9e3a7b1d2468 stands for two events; the second is order/va/18 OrderCreated v1`},
	{"I-05", `dashboard/or applied order/or/5 OrderCreated v1 twice (position 2 of pod/or)`},
	{"I-05", `aggregator applied sku/tx/s-0001 InventoryReserved v7 twice (position 12 of pod/tx)`},
	{"I-05", `planner/va never settled 3 events of pod/va, the first at position 9`},
	{"I-06", `pod/tx: position 5 of epoch 1 written after position 9 of epoch 2`},
	{"I-06", `order/tx/4: the owner wrote v3 after v3`},
	{"I-06", `planner/or accepted sku/or/s-0001 v1 of epoch 1 after v2 of epoch 1`},
	{"I-06", `planner/or accepted sku/or/s-0001 v5 after v3 and parked nothing`},
	{"I-06", `planner/or refused sku/or/s-0001 v5 as stale; it has v3`},
	{"I-06", `planner/or has parked 201 events, allowed are 200`},
	{"I-06", `2 events are still parked, the first is order/tx/4 v3 at dashboard/tx`},
	{"I-07", `order/tx/4 line 1: Packed is no step of the process`},
	{"I-07", `order/tx/4 line 1: ShipConfirmed, but it does not exist`},
	{"I-07", `order/tx/4 line 1: ShipConfirmed is not allowed when it is Released`},
	{"I-07", `order/tx/4 claims to be Shipped; its least advanced open line is Picked`},
	{"I-08", `planner/va applied sku/va/s-0003 InventoryReserved v4 before its cause 5f0c9e3a7b1d2468`},
	{"I-09", `event 212 of pod/tx reached aggregator 45s after the last fault was gone, later than 30s`},
	{"I-09", `dashboard/va shows on hand 3, allocated 2 for s-0001 in va; the owner's book says on hand 3, allocated 1 since 12s`},
	{"I-12", `OrderBackordered order/tx/4 to hub carries ship_to of tx (plain, at byte 12 of 90)`},
	{"I-12", "with other secrets, byte 459 of 1007 of ExportBatch va > hub at 119 ms differs"},
	{"I-12", "with other secrets, ExportBatch va > hub at 119 ms is seen at another instant: 0.120s va tap va>hub: va>hub ExportBatch 90 bytes"},
	{"I-12", "with other secrets, the log of tx in hub at 119 ms is something else: 0.119s hub egress/tx: puts down metric of tx 9 bytes"},
	{"I-12", "with other secrets 119 things could be seen outside of their region, not 120"},
	{"I-29", "pod/tx took client/tx/64, which was asked for while standby/tx had the commands of tx, in term 2"},
	{"I-29", "term 4 of tx was granted after term 2"},
	{"I-29", "term 3 of tx changed no hands"},
	{"I-29", "standby/tx took over and lacks 300 events that pod/tx had written when it was last heard of, allowed are 256"},
	{"I-29", "standby/tx took over, and pod/tx was never heard of"},
	{"I-29", "standby/tx took over under policy 1, and tx had policy 2 when it was last heard of"},
	{"I-29", "standby/or took over in tx, where no policy of or lets an order be"},
	{"I-29", "standby/tx opened in term 2, and term 3 is in force, of pod/tx"},
	{"I-29", "pod/tx opened in term 3, and standby/tx has not closed term 2"},
	{"I-29", "pod/tx opened while 3 commands that standby/tx took were not handed back"},
	{"I-29", "standby/tx took client/tx/64 in term 2, in which it is not open"},
	{"I-29", "standby/tx took client/tx/64 and answered ok, and pod/tx neither did it nor listed it"},
	{"I-29", "pod/tx was down for 45s, and its standby was not open after 20s"},
	{"I-29", "line 2 of order/tx/64 was shipped at home, and again as order/va/1073741825"},
	{"I-29", "standing-in of va was raised, and no standby of it says so"},
	{"I-29", "standing-in of va should be resolved, and nobody was told"},
	{"I-29", "2 of the 3 changes of who takes the orders of tx are not on record in a chained log"},
	{"I-29", "standby/tx took client/tx/cancel/64, a CancelOrder, and nobody has shown that those come home"},
	{"I-45", "standby/tx took client/tx/64 twice"},
	{"I-45", "client/tx/64 was handed back, and no standby took it"},
	{"I-45", "client/tx/64 was handed back twice"},
	{"I-45", "client/tx/cancel/64 is listed for somebody, and nothing says why"},
	{"I-45", "client/tx/64 was taken by a standby, and is neither done nor listed"},
	{"I-45", "client/tx/64 was returned, and its owner created the order 2 times"},
	{"I-45", "client/tx/cancel/64 was returned, and its owner's ledger has nothing of it"},
	{"I-31", "a metric of pod/tx in hub carries price of tx (raw, at byte 49 of 69)"},
	{"I-44", "demand/tx/1-32 says 6, and 5 were applied"},
	{"I-44", "demand/tx/1-32 is about 3, it takes 5 to be released"},
	{"I-44", "demand/tx/1-64 and an earlier release differ by 1, it takes 5"},
	{"I-13", "desk/hub opened terms of order/tx/1 from hub, where confidential data of tx may not be"},
	{"I-13", "terms s1-cgLGYYPZ opened as that of order/tx/2, and was opened as that of another before"},
	{"I-13", "ExportBatch to hub carries the secret of tx, from which its keys are derived (raw, at byte 234 of 297)"},
	{"I-13", "terms of OrderCreated tx-2f653d is sealed as s1-cgLGYYPZ, as that of another event was: it is bound to neither"},
	{"I-14", `token order/va/t1-af39d4 of entity in va>hub demand-planning entity t1 is sha256(value) of "order/va/1", which anybody can guess`},
	{"I-14", `token order/va/t1-af39d4 of entity in va>hub demand-planning entity t1 is sha1(value+salt), the salt being "hub" of "order/va/1", which anybody can guess`},
	{"I-14", "token t1-277f of customer in or>hub demand-planning customer t1 is also one of va>hub demand-planning customer t1: whoever sees both links them"},
	{"I-14", "token t1-277f of entity stands for two in tx>hub demand-planning entity t1"},
	{"I-14", "entity of event tx-5 is token order/tx/t1-2 in tx>hub demand-planning entity t1, and was another one before under the same keys"},
	{"I-14", "in tx>hub demand-planning customer t1, 19 of 40 tokens stand alone in how often they came, which tells what they stand for: want a field whose values come more evenly"},
	{"I-15", `OrderCreated to hub for "demand-planning" has no contract and carries 3 fields`},
	{"I-15", `InventoryReserved to hub for "demand-planning" carries price, which its contract does not name`},
	{"I-15", `4000 bytes crossed and 5000 stayed: more than 600 per thousand`},
	{"I-16", `OrderBackordered tx-00 at 9 of pod/tx, to hub for "demand-planning", was decided on after it had left`},
	{"I-16", `OrderBackordered tx-00 at 9 of pod/tx, to hub for "demand-planning", was decided on twice under bundle 2`},
	{"I-16", `OrderBackordered tx-00 at 9 of pod/tx, to hub for "demand-planning", was decided on by bundle 2, and then by the older bundle 1`},
	{"I-16", `OrderBackordered tx-00 at 9 of pod/tx, to hub for "demand-planning", was decided on by bundle 7 with hash h7, which nobody published`},
	{"I-16", `OrderBackordered tx-00 at 9 of pod/tx, to hub for "demand-planning", was decided on by bundle 1, and bundle 2 had to be in force at egress/tx`},
	{"I-16", `OrderBackordered tx-00 at 9 of pod/tx, to hub for "demand-planning", left, and the decision was to keep it`},
	{"I-16", `OrderBackordered tx-00 at 9 of pod/tx, to hub for "demand-planning", left with more than the decision allowed: [sku qty], not [sku]`},
	{"I-16", `OrderBackordered tx-00 at 9 of pod/tx, to hub for "demand-planning", is confidential and was let go by bundle 1, which could not be used for that since 3.5s`},
	{"I-16", `OrderBackordered tx-00 at 9 of pod/tx, to hub for "demand-planning", may go with sku by bundle 2, and bundle 3, which is stricter, waits at egress/tx`},
	{"I-16", `OrderBackordered tx-00 at 9 of pod/tx, to hub for "demand-planning", is of tier "unknown", which is unknown, and may go`},
	{"I-16", `OrderBackordered tx-00 at 9 of pod/tx, to hub for "demand-planning", may go with price, which no contract of bundle 1 lets out`},
	{"I-16", `bundle 8 with hash h8 is in force at egress/tx, and nobody published it`},
	{"I-16", `bundle 1 came into force at egress/tx after bundle 2`},
	{"I-16", `bundle 2 allows more than bundle 1 and is in force at egress/tx 1s before its effective instant`},
	{"I-16", `an event left that no edge had decided on`},
	{"I-20", `customer of OrderCreated is restricted at home in tx, and went to hub`},
	{"I-20", `a dead-letter in hub holds what is restricted at home in tx`},
	{"I-21", `audit/tx: link 3 follows on link 1`},
	{"I-21", `audit/tx: link 2 names another hash than that of link 1`},
	{"I-21", `audit/tx: the hash of link 2 is not that of its text and of link 1`},
	{"I-21", `audit/tx: link 2 has another hash than the one given away`},
	{"I-21", `order/tx/4: the record of 5f0c9e3a7b1d2468 differs from what happened`},
	{"I-21", `an event was decided and is not on record, with 3 others`},
	{"I-21", `an event is on record and never happened, with 0 others`},
	{"I-21", `client/va/17 was accepted or done, and is not on record`},
	{"I-21", `audit/tx: link 5 was given away, and the log ends at 4`},
	{"I-21", `audit/tx: 2 links after the last one given away could be cut off unseen`},
	{"I-22", `po/tx/17: ReplenishmentReversed without a failure`},
	{"I-22", `po/tx/17: ReplenishmentReversed happened twice`},
	{"I-22", `po-rest/tx/17: the partner refused 4 units, and 5 are made up for`},
	{"I-22", `po/tx/17: PlannerNotified before ForecastAdjusted`},
	{"I-22", `po/tx/17: it failed, and ReplenishmentReversed never followed`},
	{"I-22", `po/tx/17: it was compensated, and the partner still holds it`},
	{"I-23", `order/tx/17 was repaired as stale, and did not differ: what was on its way is no discrepancy`},
	{"I-23", `sku/tx/s-0001 of register/tx is conflicting since before the run, and the run has ended without repairing it`},
	{"I-23", `pod/tx wrote of sku/tx/s-0001 on the word of a repair: the copy has overwritten its owner`},
	{"I-23", `order/tx/17 of a copy is missing, and was repaired as stale`},
	{"I-23", `a repair makes order/tx/17 version 4, which is not what its owner had written`},
	{"I-23", `a repair of order/tx/17 goes to pod/tx, which owns it`},
	{"I-23", `order/tx/17 was repaired outside of any run`},
	{"I-23", `order/tx/17 was repaired, and no repair of it is on record`},
	{"I-23", `a run took 3 pages and 12 rows, allowed are 2 pages of 4`},
	{"I-23", `a run says that it made 0 repairs, and 1 are on record`},
	{"I-24", `buyer/tx has 6 messages for alternate, which did not fail when it was last called, and has not called it for 61 s: allowed are 60`},
	{"I-24", `supplier is called 9 times with po/tx/17, allowed are 8`},
	{"I-24", `supplier is called 240 times with 200 messages, allowed are 230`},
	{"I-24", `supplier is called more often than it can answer, 300 s after the last fault was over`},
	{"I-24", `buyer/tx calls supplier again after 800 ms, though every call has failed for 14 s: its breaker must be open, for 5000 ms at least`},
	{"I-24", `supplier fails 31 of the 40 calls of minute 9, although every fault was over for long enough`},
	{"I-25", `supplier is called more often than its contract allows, which is 1.600 calls per second and 8 at once, all callers together`},
	{"I-26", `buyer/tx has 66 messages for supplier in its queue and 3 parked, allowed are 64 and 32`},
	{"I-26", `buyer/tx: 12 messages for supplier were neither called with nor shed, the first po/tx/17`},
	{"I-26", `buyer/tx: urgent messages for supplier wait 13000 ms (99th percentile of 120), allowed are 12000`},
	{"I-26", `pod/tx holds back 401 events from its bus, allowed are 400`},
	{"I-26", `dashboard/tx settled 9 events of pod/tx, which wrote only 8 for it`},
	{"I-26", `dashboard/tx: pod/tx wrote 113 events for it, 111 are settled or parked; 2 are gone without a trace, the first at position 102`},
	{"I-27", `dashboard/tx applied e-17, which nobody can read`},
	{"I-27", `dashboard/tx was handed e-17 6 times and has not put it away, allowed are 5`},
	{"I-27", `dashboard/tx keeps e-17 2 times`},
	{"I-27", `dashboard/tx keeps e-17 and does not say why`},
	{"I-27", `dashboard/tx was handed e-17, which nobody can read, and kept it nowhere (3 such)`},
	{"I-33", `planner/va applied notice/3 NoticePosted, a type that it does not know`},
	{"I-33", `planner/va passed order/va/4 OrderAllocated v2 on without the "gift" it came with`},
	{"I-33", `planner/va threw notice/3 NoticePosted away: it does not know the type`},
	{"I-33", `planner/va refused order/va/4 OrderAllocated v2 (dead-letter): its fields are those of another schema`},
	{"I-33", `planner/va was handed e-9 of the unknown type NoticePosted and dropped it (1 such)`},
	{"I-28", `tx sent event 17 of pod/tx to hub, and its analytics are frozen`},
	{"I-28", `tx called supplier with po/tx/17, which can wait, and its suppliers are queued`},
	{"I-28", `tx left freeze-analytics, and 31 events that it held back are not at hub`},
	{"I-28", `tx left queue-suppliers, and 3 orders to suppliers that it held back were not sent`},
	{"I-28", `tx left freeze-analytics at once, with all that it held back`},
	{"I-28", `po/tx/17 was held back and then sent twice`},
	{"I-28", `tx never sent 3 orders to suppliers that it had held back`},
	{"I-28", `2 of the 6 changes of the stage of tx are not on record in its chained log`},
	{"I-28", `tx is still at reroute, and nothing is broken any more`},
	{"I-28", `tx changed to reroute by change 4, after 2`},
	{"I-28", `tx entered reroute from normal`},
	{"I-28", `tx let go of reroute at normal`},
	{"I-28", `tx left reroute at normal`},
	{"I-28", `tx changed its stage 1s after it had, allowed is 3s`},
	{"I-28", `tx changed to reroute, and no guard of it is about "mood"`},
	{"I-28", `tx has entered reroute with bus-queue at 17, against its guard`},
	{"I-28", `tx entered queue-suppliers as supplier-silent, which nobody else saw`},
	{"I-28", `bus-queue asks for reroute in tx since 17s, and it is at normal`},
	{"I-28", `tx has let go of reroute, and its bus is 400 events behind`},
	{"I-28", `line 1 of order/tx/17 is at OrderReleased for 6s, and tx is at reroute: it picks and packs no more`},
	{"I-28", `stage-reroute of tx was raised, and no change of its stage says so`},
	{"I-28", `stage-reroute of tx should be raised, and nobody was told`},
	{"I-30", `tx answered 90 of 100 local commands while cut off (90.00 %), promised are 99.00 %`},
	{"I-30", `tx took 45ms for 99 of 100 local commands while cut off, 12ms before`},
	{"I-32", `planner/tx applied position 4 of pod/tx again after a replay`},
	{"I-32", `order/va/17 line 1: shipment happened again after a replay, with key order/va/17#1~replay`},
	{"I-34", `dana as analyst: pause is granted to no such role`},
	{"I-34", `dana: pause in va with a credential of tx`},
	{"I-34", `dana: pause asked for 2s after the credential had expired, allowed are 1s`},
	{"I-35", `dana approved what they had asked for themselves: approve-export on export/tx/1`},
	{"I-35", `dana: export on export/tx/1, which nobody else approved`},
	{"I-35", `dana: export on export/tx/1 asked for 2s after the approval had ended`},
	{"I-35", `dana: export on export/tx/1 without a reason`},
	{"I-03", `s-0001 in tx: what was decided does not fit the 7 that were free`},
	{"I-03", `no order of the 12 operations on s-0001 in tx explains what was decided`},
	{"I-10", `planner/tx shows s-0001 in tx as authoritative, and is not the owner`},
	{"I-10", `aggregator shows s-0001 in tx and does not say whose word that is`},
	{"I-10", `aggregator shows s-0001 in tx as it was 9s ago, allowed are 5s`},
	{"I-36", `feed/tx is at work, and nobody owns it`},
	{"I-36", `planner/tx is at work without any rota`},
	{"I-36", `the configuration of tx has changed, and the alert does not say how`},
	{"I-36", `the configuration of tx is said to be as declared again, and is not`},
	{"I-36", `the configuration of tx is said to have changed, and has not`},
	{"I-36", `the configuration of tx was changed by hand, and nobody was told`},
	{"I-37", `nothing-ships of tx is broken since 12s, and nobody was told`},
	{"I-37", `hunch was alarmed of tx, which no rule asks for`},
	{"I-37", `nothing-ships of tx was alarmed without an owner`},
	{"I-37", `nothing-ships of tx was alarmed twice`},
	{"I-37", `nothing-ships of tx was alarmed, and is as it should be`},
	{"I-37", `nothing-ships of tx was called over, and nobody was alarmed`},
	{"I-37", `nothing-ships of tx was called over, and is broken since 6s`},
	{"I-37", `nothing-ships of tx is kept since 9s, and its alarm never ended`},
	{"I-38", `a report about pod/tx leaves out fill-rate, which can be told`},
	{"I-38", `the monitor of tx is called silent, and is not`},
	{"I-38", `the monitor of tx has said nothing since 12s, and nobody was told`},
	{"I-38", `fill-rate of pod/tx is reported as not-applicable, and it can be told: true`},
	{"I-38", `inventory-freshness of pod/tx is reported as 1500, and is 1900 to 2100`},
	{"I-39", `command PlaceOrder client/va/17 crossed to another region before it was decided`},
	{"I-39", `99 of 100 of the local commands took up to 90ms with round trips ten times as long, 12ms without`},
	{"I-40", `po/va/7 was counted twice`},
	{"I-40", `po/va/7 line 1: sent were 5 s-0001, and 4 s-0002 came through`},
	{"I-40", `erp/va/12 was set aside without a reason`},
	{"I-40", `erp/va/12 (torn) was never set aside`},
	{"I-40", `somebody opened a connection to erp/va`},
	{"I-40", `va answered 17 of 20 commands while its partner misbehaved (85.00 %), promised are 99.00 %`},
	{"I-41", `po/va/7 of ERP-VA/SEATRIAL/000000004 was accepted, and is wrong: torn`},
	{"I-41", `po/va/7 of ERP-VA/SEATRIAL/000000004 was acknowledged as good, and is not: torn`},
	{"I-41", `po/va/7 of ERP-VA/SEATRIAL/000000004 was acknowledged twice`},
	{"I-41", `po/va/7 of ERP-VA/SEATRIAL/000000004 was never acknowledged (997), and nobody gave it up`},
	{"I-41", `po/va/7 was never answered (855), and nobody gave it up`},
	{"I-41", `po/va/7 was answered twice (855)`},
	{"I-41", `the 855 to po/va/7 came 5s after its time, and nobody gave it up`},
	{"I-41", `the 997 to po/va/7 was given up after 2s, before its time`},
	{"I-41", `the 997 to po/va/7 was given up twice`},
	{"I-41", `po/va/7 line 1: 6 promised, 5 ordered`},
	{"I-41", `po/va/7 line 1: 6 shipped, and nothing was promised`},
	{"I-41", `control number SEATRIAL/ERP-VA/000000009 was used for two answers`},
	{"I-41", `control number 2 of ERP-VA/SEATRIAL was never used, and nobody was told`},
	{"I-41", `997 was received and is not valid`},
	{"I-46", `no-oversell (I-03) broke after the clock of tx was 1m30s off`},
	{"I-46", `pod/tx: 90 decisions with right clocks, 91 with wrong ones`},
	{"I-46", `planner/tx of pod/tx: 4 decisions with right clocks, 2 with wrong ones`},
	{"I-46", `pod/tx: as many decisions with wrong clocks, but others`},
	{"I-46", `pod/tx: 90 decisions with right clocks, none with wrong ones`},
	{"I-47", `the same seed gave trace 00000000000000aa and then 00000000000000ab`},
}

// accident is a fault of a kind, over after 3 s.
func accident(k faults.Kind) faults.Fault {
	f := faults.Fault{ID: "f", Kind: k, At: 2 * time.Second, Hold: 3 * time.Second, Region: "va"}
	switch k {
	case faults.Partition, faults.OneWay, faults.Latency, faults.Loss, faults.Bandwidth, faults.LinkDown, faults.LinkReset:
		f.Peer, f.Amount, f.Rate = "hub", 500*time.Millisecond, 64_000
	case faults.Partial:
		f.Peers = []string{"tx", "or", "hub"}
	case faults.Kill, faults.Pause, faults.SlowConsumer:
		f.Target, f.Amount = "planner/va", 40*time.Millisecond
	case faults.BusOutage:
		f.Lossy = true
	case faults.ClockJump:
		f.Amount = -90 * time.Minute
	default:
		f.Amount = 90 * time.Second
	}
	f.Chance = 355_000
	return f
}

// told is a case with these faults whose promise broke as the evidence says.
func told(promise, text string, at time.Duration, list ...faults.Fault) string {
	us, err := topology.US(3)
	if err != nil {
		panic(err)
	}
	found := invariants.Finding{ID: promise, Name: "no-oversell", First: &invariants.Breach{At: int64(at), Seq: 1, Text: text}}
	return Sentence(Case{Scenario: &scenarios.Scenario{Topology: us}, Plan: faults.Plan{Faults: list}},
		Outcome{Broken: []invariants.Finding{found}}, promise)
}

// sentences says everything there is to say.
func sentences() string {
	var b strings.Builder
	for _, e := range evidence {
		fmt.Fprintf(&b, "%s %s\n", e.promise, told(e.promise, e.text, 9*time.Second))
	}
	const twice = `order/va/17 line 1: shipment happened twice: keys order/va/17#1 and order/va/17#1~2`
	for _, kind := range faults.Kinds() {
		for _, at := range []time.Duration{4 * time.Second, 9 * time.Second} {
			fmt.Fprintf(&b, "%s %s\n", kind, told("I-05", twice, at, accident(kind)))
		}
	}
	fmt.Fprintf(&b, "itself %s\n", told("I-05", "planner/va applied order/va/13 OrderReleased v4 twice (position 6 of pod/va)", 9*time.Second, accident(faults.Kill)))
	later := accident(faults.BusOutage)
	later.ID, later.At, later.Lossy = "g", 3*time.Second, false
	for _, at := range []time.Duration{2500 * time.Millisecond, 4 * time.Second, 9 * time.Second} {
		fmt.Fprintf(&b, "both %s\n", told("I-05", twice, at, accident(faults.PowerLoss), later))
	}
	return b.String()
}

// TestSentences compares every sentence with testdata; -update writes it anew.
func TestSentences(t *testing.T) {
	const file = "testdata/sentences.txt"
	got := "# What is said of each promise's evidence, and of each kind of fault, while it lasts and after.\n" + sentences()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("sentences =\n%s\nwant those of %s; after reading them: go test ./scenarios/explore -run TestSentences -update", got, file)
	}
}

// Every promise has evidence here, every form of it has its phrase, and no phrase
// is left over.
func TestSentencesAreComplete(t *testing.T) {
	used := map[string]bool{}
	for _, e := range evidence {
		n := slices.IndexFunc(phrases, func(p phrase) bool { return p.form.MatchString(e.text) })
		if n < 0 {
			t.Errorf("evidence %q of %s has no phrase, want one", e.text, e.promise)
			continue
		}
		used[phrases[n].form.String()] = true
	}
	for _, p := range phrases {
		if !used[p.form.String()] {
			t.Errorf("phrase %s has no evidence here, want one", p.form)
		}
	}
	for _, p := range invariants.All() {
		if !slices.ContainsFunc(evidence, func(e struct{ promise, text string }) bool { return e.promise == p.ID }) {
			t.Errorf("promise %s has no evidence here, want some", p.ID)
		}
	}
}

// A region is said by its title, whatever word its name is.
func TestRegionsAreSaidByTitle(t *testing.T) {
	got := told("I-26", "pod/or holds back 11 events from its bus, allowed are 10", time.Minute)
	if want := "Without any fault, the pod of Oregon held back 11 events from its bus, 10 are allowed."; got != want {
		t.Errorf("Sentence = %q, want %q", got, want)
	}
	if got := told("I-99", "something or other happened", time.Minute); got != "Without any fault, something or other happened." {
		t.Errorf("Sentence of unknown evidence = %q, want it as it is", got)
	}
	if got := Sentence(Case{Scenario: &scenarios.Scenario{}}, Outcome{}, "I-05"); got != "Without any fault, the promise I-05 was broken." {
		t.Errorf("Sentence without evidence = %q, want the promise named", got)
	}
}
