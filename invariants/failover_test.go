package invariants

import (
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// stoodBy is a header in which va theStandby by for tx. A lease lasts 10 s.
func stoodBy() history.Header {
	return with(func(h *history.Header) {
		h.Failover = &history.Failover{LeaseNano: int64(10 * time.Second), RenewNano: int64(time.Second), MarginNano: int64(time.Second),
			TakeoverNano: int64(20 * time.Second), LagMax: 1, Purpose: "continuity", Commands: []string{"PlaceOrder"},
			Standbys: []history.Standby{{Of: "pod/tx", Name: "standby/tx", Home: "tx", Region: "va"}}}
		h.Consumers = append(h.Consumers, history.Consumer{Name: "standby/tx", Region: "va", Sources: []string{"pod/tx"}, Types: []string{"OrderCreated"}})
		h.Policies = []history.Policy{
			{Version: 1, Classes: []history.Class{{Field: "entity", Tier: "confidential"}}, Residency: []history.Residency{{Tier: "confidential", Home: "tx", Regions: []string{"va"}}}},
			{Version: 2, Classes: []history.Class{{Field: "entity", Tier: "confidential"}}}}
	})
}

// Records of a takeover, in parts.
func leased(label, who, rest string) string {
	return "lease stream=pod/tx consumer=" + who + " label=" + label + " " + rest
}

const (
	inForceAll = "bundle consumer=egress/tx v=1 reason=in-force\nbundle consumer=egress/va v=1 reason=in-force"
	theStandby = "standby/tx"
	theOwner   = "pod/tx"
)

var (
	grantedIt  = leased("granted", theStandby, "v=2 at=30s")
	openedIt   = leased("opened", theStandby, "v=2 at=31s")
	tookIt     = leased("taken", theStandby, "v=2 op=c/1 type=PlaceOrder entity=order/tx/1 at=32s") + "\nok op=c/1 region=tx"
	closedIt   = leased("closed", theStandby, "v=2 at=40s")
	cameBack   = leased("returned", theOwner, "v=2 op=c/1 type=PlaceOrder entity=order/tx/1 at=41s")
	handedAll  = leased("handed", theOwner, "v=2 at=42s")
	regained   = leased("granted", theOwner, "v=3 at=43s")
	reopened   = leased("opened", theOwner, "v=3 at=44s")
	openedIt2  = leased("opened", theStandby, "v=2 pos=1 at=31s")
	closedIt2  = leased("closed", theStandby, "v=2 pos=2 at=40s")
	reopened2  = leased("opened", theOwner, "v=3 pos=1 at=44s")
	raisedIt   = "alert region=va type=standing-in label=raised at=32s"
	resolvedIt = "alert region=va type=standing-in label=resolved at=41s"
	onRecord   = "audit region=va type=HandsChanged entity=hands/tx/va v=1 at=60s\naudit region=va type=HandsChanged entity=hands/tx/va v=2 at=60s\naudit region=tx type=HandsChanged entity=hands/tx/tx v=1 at=60s"
	madeIt     = "append stream=pod/tx pos=9 type=OrderCreated entity=order/tx/1 v=1 op=c/1 at=41s"
)

func TestFailover(t *testing.T) {
	h := stoodBy()
	own := func(at string) string {
		return "append stream=pod/tx pos=8 type=OrderCreated entity=order/tx/2 v=1 op=c/2 at=" + at
	}
	heard := stoodBy()
	heard.Failover.Renewal = "RenewLease"
	renewed := func(op, at string) string {
		return "cross from=tx to=hub type=RenewLease entity=pod/tx op=" + op + " at=" + at + "\ncross from=hub to=tx type=RenewLease entity=pod/tx op=" + op
	}
	home := stoodBy()
	home.Policies = home.Policies[1:]
	told := stoodBy()
	told.Failover.ToldNano, told.Failover.Record = int64(5*time.Second), "HandsChanged"
	told.Watch = &history.Watch{}
	bare := with(func(*history.Header) {})
	missing := "append stream=pod/tx pos=3 type=OrderCreated entity=order/tx/7 v=1 at=1s\nappend stream=pod/tx pos=4 type=OrderCreated entity=order/tx/8 v=1 at=2s"
	try(t, FailoverSafety, []trial{
		{"away and back", h, lines(inForceAll, grantedIt, openedIt, tookIt, closedIt, madeIt, cameBack, handedAll, regained, reopened), Held, ""},
		{"listed is settled, too", h, lines(inForceAll, grantedIt, openedIt, tookIt, closedIt, leased("listed", theOwner, "v=2 op=c/1 reason=released at=41s"), handedAll, regained, reopened), Held, ""},
		{"both take orders", h, lines(inForceAll, grantedIt, openedIt, "invoke op=c/2 at=33s", own("34s")), Violated, "pod/tx took c/2, which was asked for while standby/tx had the commands of tx"},
		{"asked for before", h, lines("invoke op=c/2 at=1s", inForceAll, grantedIt, openedIt, own("32s")), Held, ""},
		{"nobody had waited", h, lines(inForceAll, leased("granted", theStandby, "v=4")), Violated, "term 4 of tx was granted after term 1"},
		{"no change of hands", h, lines(inForceAll, leased("granted", theOwner, "v=2")), Violated, "changed no hands"},
		{"opened too late", h, lines(inForceAll, grantedIt, regained, leased("opened", theStandby, "v=2")), Violated, "standby/tx opened in term 2, and term 3 is in force, of pod/tx"},
		{"nobody has shown that they come home", h, lines(inForceAll, grantedIt, openedIt, leased("taken", theStandby, "v=2 op=c/3 type=CancelOrder entity=order/tx/1")), Violated, "standby/tx took c/3, a CancelOrder, and nobody has shown that those come home"},
		{"took when closed", h, lines(inForceAll, grantedIt, openedIt, closedIt, tookIt), Violated, "took c/1 in term 2, in which it is not open"},
		{"opened undrained", h, lines(inForceAll, grantedIt, openedIt, tookIt, closedIt, regained, reopened), Violated, "pod/tx opened while 1 commands that standby/tx took were not handed back"},
		{"opened beside the standby", h, lines(inForceAll, grantedIt, openedIt, regained, reopened), Violated, "standby/tx has not closed term 2"},
		{"lost", h, lines(inForceAll, grantedIt, openedIt, tookIt), Violated, "standby/tx took c/1 and answered ok, and pod/tx neither did it nor listed it"},
		{"one is missing, as allowed", h, lines(inForceAll, missing, "apply consumer=standby/tx source=pod/tx spos=3 at=3s", grantedIt, openedIt), Held, ""},
		{"the copy is stale", h, lines(inForceAll, missing, grantedIt), Violated, "lacks 2 events that pod/tx had written when it was last heard of, allowed are 1"},
		{"what came since does not count", h, lines(inForceAll, "append stream=pod/tx pos=3 type=OrderCreated entity=order/tx/7 v=1 at=25s\nappend stream=pod/tx pos=4 type=OrderCreated entity=order/tx/8 v=1 at=26s", grantedIt), Held, ""},
		{"what it had written when it was heard of counts", heard, lines(inForceAll, missing, renewed("q/1", "20s"), grantedIt), Violated, "lacks 2 events"},
		{"a question that nobody answered tells nothing", heard, lines(inForceAll, renewed("q/0", "0s"), missing, "cross from=tx to=hub type=RenewLease entity=pod/tx op=q/1 at=20s", grantedIt), Held, ""},
		{"nobody had heard of the owner", heard, lines(inForceAll, "cross from=tx to=hub type=RenewLease entity=pod/tx op=q/1 at=20s", grantedIt), Violated, "standby/tx took over, and pod/tx was never heard of"},
		{"what came since does not count here either", heard, lines(inForceAll, renewed("q/0", "0s"), missing, grantedIt), Held, ""},
		{"the policy there is older", h, lines("bundle consumer=egress/tx v=1 reason=in-force", grantedIt), Violated, "took over under policy 0, and tx had policy 1 when it was last heard of"},
		{"no order may be there", home, lines("bundle consumer=egress/tx v=2 reason=in-force\nbundle consumer=egress/va v=2 reason=in-force", grantedIt), Violated, "where no policy of tx lets an order be"},
		{"nobody took over", h, lines("append stream=pod/tx pos=1 type=OrderCreated entity=order/tx/1 v=1 op=c/1"), Unknown, "lease"},
		{"nobody took over in time", h, lines(inForceAll, "down witness=pod/tx reason=kill at=5s", "up witness=pod/tx at=29s", grantedIt), Violated, "pod/tx was down for 24s, and its standby was not open after 20s"},
		{"it was refused", h, lines(inForceAll, "down witness=pod/tx reason=kill at=5s", leased("withheld", theStandby, "v=1 reason=stale at=9s"), "up witness=pod/tx at=29s"), Held, ""},
		{"whoever grants was down as well", h, lines(inForceAll, "down witness=pod/tx reason=kill at=5s", "down witness=leases reason=kill at=6s", "up witness=leases at=28s", "up witness=pod/tx at=29s", grantedIt), Held, ""},
		{"it was soon back", h, lines(inForceAll, "down witness=pod/tx reason=kill at=5s", "up witness=pod/tx at=9s", grantedIt), Held, ""},
		{"on record and alarmed", told, lines(inForceAll, grantedIt, openedIt2, raisedIt, closedIt2, resolvedIt, regained, reopened2, onRecord), Held, ""},
		{"not on record", told, lines(inForceAll, grantedIt, openedIt2, raisedIt), Violated, "1 of the 1 changes of who takes the orders of tx are not on record in a chained log"},
		{"nobody was told", told, lines(inForceAll, grantedIt, openedIt2, onRecord, "invoke op=c/9 at=38s"), Violated, "standing-in of va should be raised, and nobody was told"},
		{"nobody was told that it is over", told, lines(inForceAll, grantedIt, openedIt2, raisedIt, closedIt2, onRecord), Violated, "standing-in of va should be resolved, and nobody was told"},
		{"who tells was down", told, lines(inForceAll, grantedIt, openedIt2, "down witness=pager/va region=va at=32s\nup witness=pager/va region=va at=50s", "alert region=va type=standing-in label=raised at=51s", onRecord), Held, ""},
		{"alarmed for nothing", told, lines(inForceAll, raisedIt), Violated, "standing-in of va was raised, and no standby of it says so"},
		{"nobody stands by", bare, grantedIt, Unknown, "the header does not say who stands by"},
	})
}

func TestConflictMerge(t *testing.T) {
	h := stoodBy()
	try(t, ConflictMerge, []trial{
		{"it came home", h, lines(tookIt, madeIt, cameBack), Held, ""},
		{"the owner had it", h, lines(madeIt, tookIt, cameBack), Held, ""},
		{"it is listed", h, lines(tookIt, leased("listed", theOwner, "op=c/1 reason=released")), Held, ""},
		{"it is lost", h, tookIt, Violated, "c/1 was taken by a standby, and is neither done nor listed"},
		{"it came home and was forgotten", h, lines(tookIt, cameBack), Violated, "c/1 was returned, and its owner created the order 0 times"},
		{"it was made twice", h, lines(madeIt, tookIt, madeIt, cameBack), Violated, "created the order 2 times"},
		{"it came home twice", h, lines(tookIt, madeIt, cameBack, cameBack), Violated, "c/1 was handed back twice"},
		{"nobody took it", h, lines(tookIt, madeIt, cameBack, leased("returned", theOwner, "op=c/9")), Violated, "c/9 was handed back, and no standby took it"},
		{"it was taken twice", h, lines(tookIt, tookIt, madeIt, cameBack), Violated, "standby/tx took c/1 twice"},
		{"nobody says why", h, lines(tookIt, leased("listed", theOwner, "op=c/1")), Violated, "nothing says why"},
		{"a cancellation did nothing", h, lines(leased("taken", theStandby, "op=c/3 type=CancelOrder entity=order/tx/1"), leased("returned", theOwner, "op=c/3 type=CancelOrder entity=order/tx/1")), Violated, "c/3 was returned, and its owner's ledger has nothing of it"},
		{"nothing was taken", h, grantedIt, Unknown, ""},
	})
}
