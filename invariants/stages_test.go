package invariants

import (
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

func degrading() history.Header {
	return with(func(h *history.Header) {
		h.Hub, h.Consumers = "hub", []history.Consumer{{Name: "aggregator", Region: "hub", Sources: []string{"pod/tx"}, Types: []string{"OrderCreated"}}}
		sec := int64(time.Second)
		h.Stages = &history.Stages{EveryNano: sec / 10, DwellNano: 3 * sec, CalmNano: sec, GraceNano: sec, ToldNano: 2 * sec, PickNano: 2 * sec,
			Guards: []history.Guard{{Stage: 1, Figure: history.FigureExport, Above: 5 * sec, Below: sec},
				{Stage: 2, Figure: history.FigureSupplier, Above: 5 * sec, Below: sec},
				{Stage: 3, Figure: history.FigureQueue, Above: 400_000, Below: 50_000}},
			Tasks: []string{"OrderReleased"}, Record: "StageChanged"}
		h.Agreements = []history.Agreement{{Partner: "supplier", Callers: []string{"buyer/tx"}, Offers: []string{"POIssued"}, Sheds: []string{"POShed"}, Urgent: "critical"}}
		h.Sagas = []history.Saga{{Kind: "po", Done: "purchase-order"}}
		h.Bounds.QueueMax = 100
	})
}

// Parts of histories: what is written, stage 1 entered and left, by the rules.
const (
	stageHubGone  = `fault event=cut type=partition reason=injected at=9s`
	stageHubBack  = `fault event=cut type=partition reason=reverted at=40s`
	stageWritten  = "append stream=pod/tx pos=1 type=OrderCreated entity=order/tx/1 v=1 at=1s\ndecide consumer=egress/tx source=pod/tx spos=1 to=hub label=allow type=OrderCreated\napply consumer=aggregator source=pod/tx spos=1 region=hub"
	stageLater    = "append stream=pod/tx pos=2 type=OrderCreated entity=order/tx/2 v=1 at=16s\nappend stream=pod/tx pos=3 type=OrderCreated entity=order/tx/3 v=1 at=20s"
	stageFrozen   = `stage consumer=stages/tx label=entered state=freeze-analytics v=1 type=export-age qty=6000000000 at=15s`
	stageFrozenA  = `alert type=stage-freeze-analytics label=raised at=15100ms`
	stageThawing  = `stage consumer=stages/tx label=leaving state=freeze-analytics v=2 type=export-age qty=0 at=41s`
	stageExported = "decide consumer=egress/tx source=pod/tx spos=2 to=hub label=allow type=OrderCreated\napply consumer=aggregator source=pod/tx spos=2 region=hub\ndecide consumer=egress/tx source=pod/tx spos=3 to=hub label=deny type=OrderCreated"
	stageThawed   = `stage consumer=stages/tx label=left state=freeze-analytics v=3 at=42s`
	stageThawedA  = `alert type=stage-freeze-analytics label=resolved at=42100ms`
	stageRecorded = "audit stream=audit/tx pos=1 type=StageChanged entity=stage/tx v=1\naudit stream=audit/tx pos=2 type=StageChanged entity=stage/tx v=2\naudit stream=audit/tx pos=3 type=StageChanged entity=stage/tx v=3"
)

// Stage 2 on top of stage 1.
const (
	stageQueued   = `stage consumer=stages/tx label=entered state=queue-suppliers v=2 type=supplier-silent qty=6000000000 at=19s`
	stageQueuedA  = `alert type=stage-queue-suppliers label=raised at=19100ms`
	stageIssued   = `append stream=buyer/tx pos=1 type=POIssued entity=po/tx/1 to=supplier reason=normal at=21s`
	stageCalling  = `stage consumer=stages/tx label=leaving state=queue-suppliers v=3 type=supplier-silent qty=0 at=41s`
	stageCalled   = "attempt op=po/tx/1 entity=po/tx/1 consumer=supplier from=buyer/tx purpose=normal label=taken\neffect type=purchase-order entity=po/tx/1 op=po/tx/1"
	stageResumed  = `stage consumer=stages/tx label=left state=queue-suppliers v=4 at=42s`
	stageResumedA = `alert type=stage-queue-suppliers label=resolved at=42100ms`
	stageThawing2 = `stage consumer=stages/tx label=leaving state=freeze-analytics v=5 type=export-age qty=0 at=46s`
	stageThawed2  = `stage consumer=stages/tx label=left state=freeze-analytics v=6 at=47s`
	stageThawed2A = `alert type=stage-freeze-analytics label=resolved at=47100ms`
	stageMore     = "audit stream=audit/tx pos=4 type=StageChanged entity=stage/tx v=4\naudit stream=audit/tx pos=5 type=StageChanged entity=stage/tx v=5\naudit stream=audit/tx pos=6 type=StageChanged entity=stage/tx v=6"
)

func TestStages(t *testing.T) {
	h := degrading()
	up := []string{stageWritten, stageHubGone, stageFrozen, stageFrozenA}
	down := []string{stageThawed, stageThawedA, stageRecorded}
	visit := func(parts ...string) string {
		return lines(append(append(append([]string{}, up...), parts...), down...)...)
	}
	try(t, Stages, []trial{
		{"frozen, and made up for", h, visit(stageLater, stageHubBack, stageThawing, stageExported), Held, ""},
		{"a probe leaves", h, visit("cross from=tx to=hub at=18s", stageLater, stageHubBack, stageThawing, stageExported), Held, ""},
		{"an event was on its way", h, visit("cross from=tx to=hub source=pod/tx spos=1 at=15500ms", stageLater, stageHubBack, stageThawing, stageExported), Held, ""},
		{"an event leaves", h, visit(stageLater, "cross from=tx to=hub source=pod/tx spos=2 at=22s", stageHubBack, stageThawing, stageExported), Violated, "its analytics are frozen"},
		{"left with what it held back", h, visit(stageLater, stageHubBack, stageThawing), Violated, "left freeze-analytics, and 1 events that it held back are not at hub"},
		{"what was decided on never came", h, visit(stageLater, stageHubBack, stageThawing, "decide consumer=egress/tx source=pod/tx spos=2 to=hub label=allow type=OrderCreated"), Violated, "are not at hub"},
		{"left at once", h, visit(stageLater, stageHubBack), Violated, "by change 3, after 1"},
		{"never left", h, lines(append(up, stageLater, stageHubBack, "audit stream=audit/tx pos=1 type=StageChanged entity=stage/tx v=1")...), Violated, "is still at freeze-analytics"},
		{"at a stage when the history breaks off", h, lines(append(up, stageLater, "cut")...), Unknown, "breaks off"},
		{"nobody was told", h, lines(stageWritten, stageHubGone, stageFrozen, stageLater, stageHubBack, stageThawing, stageExported, stageThawed, stageThawedA, stageRecorded), Violated, "should be raised, and nobody was told"},
		{"told twice", h, visit(stageFrozenA, stageLater, stageHubBack, stageThawing, stageExported), Violated, "no change of its stage says so"},
		{"who tells was down", h, lines(stageWritten, stageHubGone, "down witness=pager/tx", stageFrozen, "up witness=pager/tx epoch=2 at=21s", "alert type=stage-freeze-analytics label=raised",
			stageHubBack, stageThawing, stageExported, stageThawed, stageThawedA, stageRecorded), Held, ""},
		{"not on record", h, lines(append(append(append([]string{}, up...), stageLater, stageHubBack, stageThawing, stageExported), stageThawed, stageThawedA)...), Violated, "are not on record in its chained log"},
		{"for no guard", h, lines(stageWritten, stageHubGone, `stage consumer=stages/tx label=entered state=freeze-analytics v=1 type=mood qty=9 at=15s`), Violated, "no guard of it is about"},
		{"below its guard", h, lines(stageWritten, stageHubGone, `stage consumer=stages/tx label=entered state=freeze-analytics v=1 type=export-age qty=9 at=15s`), Violated, "against its guard"},
		{"let go of above its lower bound", h, visit(stageLater, stageHubBack, `stage consumer=stages/tx label=leaving state=freeze-analytics v=2 type=export-age qty=2000000000 at=41s`), Violated, "against its guard"},
		{"nothing was wrong", h, lines(stageWritten, stageFrozen), Violated, "which nobody else saw"},
		{"two stages at once", h, lines(stageWritten, stageHubGone, `stage consumer=stages/tx label=entered state=queue-suppliers v=1 type=supplier-silent qty=6000000000 at=15s`), Violated, "entered queue-suppliers from normal"},
		{"too soon", h, lines(append(up, `stage consumer=stages/tx label=leaving state=freeze-analytics v=2 type=export-age qty=0 at=16s`)...), Violated, "changed its stage 1s after it had"},
		{"no stage at all", h, stageWritten, Unknown, "no stage record"},
		{"no rules", with(func(*history.Header) {}), stageFrozen, Unknown, "declares no stages"},
	})
}

func TestStagesOfSuppliers(t *testing.T) {
	h := degrading()
	visit := func(parts ...string) string {
		all := append([]string{stageWritten, stageHubGone, stageFrozen, stageFrozenA, stageQueued, stageQueuedA}, parts...)
		return lines(append(all, stageResumed, stageResumedA, stageThawing2, stageExported, stageThawed2, stageThawed2A, stageRecorded, stageMore)...)
	}
	try(t, Stages, []trial{
		{"held back and sent once", h, visit(stageIssued, stageHubBack, stageCalling, stageCalled), Held, ""},
		{"with a receipt", h, visit(stageIssued, stageHubBack, stageCalling, "append stream=buyer/tx pos=2 type=POShed entity=po/tx/1 to=supplier"), Held, ""},
		{"what is urgent goes", h, visit(stageIssued, "attempt op=po/tx/2 entity=po/tx/2 consumer=supplier from=buyer/tx purpose=critical label=taken at=25s", stageHubBack, stageCalling, stageCalled), Held, ""},
		{"called all the same", h, visit(stageIssued, "attempt op=po/tx/1 entity=po/tx/1 consumer=supplier from=buyer/tx purpose=normal label=taken at=25s", stageHubBack, stageCalling), Violated, "its suppliers are queued"},
		{"left with an order", h, visit(stageIssued, stageHubBack, stageCalling), Violated, "1 orders to suppliers that it held back were not sent"},
		{"sent twice", h, visit(stageIssued, stageHubBack, stageCalling, stageCalled, "effect type=purchase-order entity=po/tx/1 op=po/tx/1~2"), Violated, "sent twice"},
	})
}

func TestStagesPickAndPack(t *testing.T) {
	h := degrading()
	release := "append stream=pod/tx pos=2 type=OrderReleased entity=order/tx/1 line=1 v=2 at=18s"
	visit := func(parts ...string) string {
		elsewhere := "move sku=s-1 qty=1 from=shelf/tx/s-1 to=staged/tx/s-1 entity=order/tx/9 line=1"
		all := append([]string{stageWritten, elsewhere, stageHubGone, stageFrozen, stageFrozenA, release}, parts...)
		return lines(append(all, "append stream=pod/tx pos=3 type=OrderCreated entity=order/tx/3 v=1 at=25s", stageHubBack, stageThawing, stageExported, stageThawed, stageThawedA, stageRecorded)...)
	}
	try(t, Stages, []trial{
		{"picked", h, visit("move sku=s-1 qty=1 from=shelf/tx/s-1 to=staged/tx/s-1 entity=order/tx/1 line=1 at=19s"), Held, ""},
		{"the shelf was empty", h, visit("append stream=pod/tx pos=3 type=OrderCancelled entity=order/tx/1 line=1 v=3 at=19s"), Held, ""},
		{"the pod was down", h, visit("down witness=pod/tx at=18500ms", "up witness=pod/tx epoch=2 at=24s", "move sku=s-1 qty=1 from=shelf/tx/s-1 to=staged/tx/s-1 entity=order/tx/1 line=1 at=25s"), Held, ""},
		{"somebody let the region stop", h, visit("act consumer=ravi type=pause label=executed at=18500ms"), Held, ""},
		{"the site is lost", h, visit("stage consumer=standby/tx label=entered state=site-loss v=1 at=19s"), Held, ""},
		{"nobody saw a warehouse", h, lines(stageWritten, stageHubGone, stageFrozen, stageFrozenA, release, "append stream=pod/tx pos=3 type=PickConfirmed entity=order/tx/1 line=1 v=3 at=19s",
			stageHubBack, stageThawing, "decide consumer=egress/tx source=pod/tx spos=3 to=hub label=deny type=OrderCreated", stageThawed, stageThawedA, stageRecorded), Unknown, "nobody saw goods picked"},
		{"nobody picks", h, visit(), Violated, "it picks and packs no more"},
	})
}

func TestStagesAreHeeded(t *testing.T) {
	h := degrading()
	behind := "append stream=pod/tx pos=90 type=OrderCreated entity=order/tx/2 v=1 at=10s"
	reroute := `stage consumer=stages/tx label=entered state=reroute v=3 type=bus-queue qty=890000 at=23s`
	up := []string{stageWritten, stageHubGone, behind, stageFrozen, stageFrozenA, stageQueued, stageQueuedA, reroute, "alert type=stage-reroute label=raised at=23100ms"}
	caught := "store stream=bus/tx pos=90 source=pod/tx spos=90 at=34s"
	let := `stage consumer=stages/tx label=leaving state=reroute v=4 type=bus-queue qty=0 at=35s`
	try(t, Stages, []trial{
		{"nobody degrades", h, lines(stageWritten, behind, "append stream=pod/tx pos=91 type=OrderCreated entity=order/tx/3 v=1 at=40s"), Violated, "asks for reroute in tx since 10s, and it is at normal"},
		{"who decides was down", h, lines(stageWritten, "down witness=stages/tx", behind, "append stream=pod/tx pos=91 type=OrderCreated entity=order/tx/3 v=1 at=40s"), Unknown, "no stage record"},
		{"let go of too soon", h, lines(append(up, let)...), Violated, "its bus is 90 events behind"},
		{"let go of", h, lines(append(up, caught, let, "cut")...), Unknown, "breaks off"},
	})
}
