package pod

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/seatrial/seatrial/reference/defect"
	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// rig is a register, its reconciler and an owner that is only a list of rows: each
// article was counted once, and nothing happens any more.
type rig struct {
	site     *Site
	register *Register
	recon    *Reconciler
	at       int64 // now, of the clock
	hands    int
	found    map[string]string // what the last run repaired: kind by row
	toOwner  int               // calls of the reconciler that would change something there
	scribe
}

const (
	rigOwner = iota
	rigRegister
	rigRecon
)

func newRig(articles int, defects string) *rig {
	set, err := defect.Parse(defects)
	if err != nil {
		panic(err)
	}
	r := &rig{site: &Site{Region: "tx", Pod: rigOwner, Catalog: event.NewCatalog("tx", articles), Stock: 10, Defects: set}}
	r.register = NewRegister(r.site)
	r.recon = NewReconciler(r.site, &history.Reconcile{EveryNano: 1, PageRows: 64, PagesMax: 1000}, rigRegister, sim.Nowhere)
	r.step(rigRegister, sim.Input{Kind: sim.InRecover})
	r.step(rigRecon, sim.Input{Kind: sim.InRecover})
	for i := range articles {
		r.step(rigRegister, sim.Input{Kind: sim.InDeliver, Token: uint64(i + 1), Msg: r.counted(i)})
	}
	return r
}

// counted is the only event of an article.
func (r *rig) counted(i int) *sim.Message {
	b := &event.Body{SKU: r.site.Catalog.Articles[i], Qty: 1, Change: history.Book{OnHand: 1}, After: history.Book{OnHand: 11}}
	return r.message(&sim.Head{ID: "e" + strconv.Itoa(i), Type: event.InventoryAdjusted, Entity: r.site.Catalog.Entities[i], Version: 1, Region: "tx",
		Ledger: "pod/tx", Pos: uint64(i + 1)}, b)
}

// step gives one machine an input and carries out what it asks of the others.
func (r *rig) step(to sim.Addr, in sim.Input) {
	var out sim.Effects
	clock := sim.Clock{Mono: r.at, Wall: r.at}
	if to == rigRegister {
		r.register.Step(clock, &in, &out)
	} else {
		r.recon.Step(clock, &in, &out)
	}
	for _, e := range out.List() {
		switch {
		case e.Kind == sim.EffAppend && e.Msg.Head.Type == event.RepairOrdered:
			b, _ := event.View(e.Msg.View, e.Msg.Body)
			r.found[b.Batch.Items[0].Entity] = b.Batch.Label
		case e.Kind == sim.EffCall && e.To == rigOwner:
			r.own(e)
		case e.Kind == sim.EffCall:
			r.step(e.To, sim.Input{Kind: sim.InCall, From: to, ID: e.ID, Msg: e.Msg})
		case e.Kind == sim.EffReply && e.To == rigRecon:
			r.step(rigRecon, sim.Input{Kind: sim.InReply, From: to, ID: e.ID, Msg: e.Msg})
		}
	}
}

// own answers for the owner.
func (r *rig) own(e sim.Effect) {
	b, _ := event.View(e.Msg.View, e.Msg.Body)
	a := &event.Body{Status: event.OK}
	if e.Msg.Head.Type == event.ReadRows {
		n := len(r.site.Catalog.Articles)
		keys := make([]uint64, n)
		for i := range keys {
			keys[i] = uint64(i) + 1
		}
		from, until, most := bounds(b)
		keys, last := page(keys, from, until, most)
		a.Pos, a.Batch = uint64(n), &event.Batch{Until: last}
		for _, k := range keys {
			a.Batch.Items = append(a.Batch.Items, event.Item{Entity: r.site.Catalog.Entities[k-1], SKU: r.site.Catalog.Articles[k-1], Version: 1, OnHand: 11})
		}
	} else {
		r.toOwner++
	}
	r.step(rigRecon, sim.Input{Kind: sim.InReply, From: rigOwner, ID: e.ID, Msg: r.message(&e.Msg.Head, a)})
}

// run lets a run happen and returns what it repaired.
func (r *rig) run() map[string]string {
	r.found = map[string]string{}
	r.step(rigRecon, sim.Input{Kind: sim.InTimer, ID: timerRun})
	return r.found
}

// meddle makes the row of an article differ in the n-th way.
func (r *rig) meddle(i, way int) (row, kind string) {
	r.hands++
	it := event.Item{Entity: r.site.Catalog.Entities[i], SKU: r.site.Catalog.Articles[i], Version: 1, Pos: uint64(i + 1), OnHand: 11}
	kind = []string{history.DriftMissing, history.DriftStale, history.DriftConflicting, history.DriftExtra}[way%4]
	switch kind {
	case history.DriftStale:
		it.Version, it.OnHand = 0, 10
	case history.DriftConflicting:
		it.OnHand = 12
	case history.DriftExtra:
		it = event.Item{Entity: event.OrderName("tx", uint64(i)), Version: 1, State: event.StateCreated}
	}
	b := &event.Body{Key: "hand/" + strconv.Itoa(r.hands), Batch: &event.Batch{Label: kind, Items: []event.Item{it}}}
	r.step(rigRegister, sim.Input{Kind: sim.InCall, From: 9, Msg: r.message(&sim.Head{ID: b.Key, Type: event.AlterRow, Region: "tx"}, b)})
	return it.Entity, kind
}

// TestReconcilerFindsAThousand seeds a thousand discrepancies among four thousand
// rows: one run finds each, names it as it is and repairs no other, and the next one
// has nothing to do.
func TestReconcilerFindsAThousand(t *testing.T) {
	r := newRig(4000, "")
	if got := r.run(); len(got) != 0 {
		t.Fatalf("repairs of a copy that is right = %d, want 0", len(got))
	}
	want := map[string]string{}
	for n := range 1000 {
		row, kind := r.meddle(4*n, n)
		want[row] = kind
	}
	got := r.run()
	for row, kind := range want {
		if got[row] != kind {
			t.Errorf("repair of %s = %q, want %q", row, got[row], kind)
		}
	}
	if len(got) != len(want) || len(want) != 1000 {
		t.Errorf("repairs = %d, want %d: each discrepancy, and nothing else", len(got), len(want))
	}
	if again := r.run(); len(again) != 0 {
		t.Errorf("repairs of the next run = %d, want 0", len(again))
	}
	if r.toOwner != 0 {
		t.Errorf("the reconciler called the owner %d times to change something, want never", r.toOwner)
	}
	if f := r.recon.figure; f.Known {
		t.Errorf("figure of a run that found nothing = %+v, want not known", f)
	}
}

// TestReconcilerWaitsForTheCopy compares a copy that is behind only when M34 is
// planted.
func TestReconcilerWaitsForTheCopy(t *testing.T) {
	for _, c := range []struct {
		defects string
		want    int
	}{{"", 0}, {"M34", 1}} {
		r := newRig(8, c.defects)
		r.register.mark, r.register.stock[7] = 7, row{onHand: 10} // the last event is on its way
		if got := r.run(); len(got) != c.want {
			t.Errorf("repairs of a copy that is behind, planted %q = %v, want %d", c.defects, got, c.want)
		}
	}
}

// TestReconcilerLeavesTheOwnerAlone calls the owner to change something only when
// M35 is planted.
func TestReconcilerLeavesTheOwnerAlone(t *testing.T) {
	for _, c := range []struct {
		defects string
		want    int
	}{{"", 0}, {"M35", 1}} {
		r := newRig(8, c.defects)
		r.meddle(3, 2)
		if r.run(); r.toOwner != c.want {
			t.Errorf("changes at the owner, planted %q = %d, want %d", c.defects, r.toOwner, c.want)
		}
	}
}

// TestRegisterKeepsWhatItHolds comes back from its snapshot with every row, also
// those that a hand has changed.
func TestRegisterKeepsWhatItHolds(t *testing.T) {
	r := newRig(600, "")
	for n := range 8 {
		r.meddle(n, n)
	}
	again := NewRegister(r.site)
	var out sim.Effects
	again.Step(sim.Clock{}, &sim.Input{Kind: sim.InRecover, Snapshot: r.register.pack(), Pos: r.register.pos}, &out)
	if got, want := string(again.pack()), string(r.register.pack()); got != want {
		t.Errorf("packed after a recovery = %d bytes, want the same %d", len(got), len(want))
	}
}

// The longer nobody compares, the longer rows stay wrong, and whoever needs them
// right has to do it by hand: a week in which three rows of an hour go wrong.
func ExampleReconciler() {
	fmt.Println("cadence  rows wrong at the end  row-hours wrong  repairs  runs  left to people, of 1,000")
	for _, c := range []struct {
		name  string
		every int
	}{{"none", 0}, {"daily", 24}, {"hourly", 1}} {
		r := newRig(600, "")
		wrong, hours, repairs, runs, seeded := 0, 0, 0, 0, 0
		for hour := 1; hour <= 7*24; hour++ {
			for range 3 {
				r.meddle(seeded, seeded)
				seeded++
				wrong++
			}
			if c.every > 0 && hour%c.every == 0 {
				n := len(r.run())
				repairs, wrong, runs = repairs+n, wrong-n, runs+1
			}
			hours += wrong
		}
		fmt.Printf("%-7s  %21d  %15d  %7d  %4d  %24d\n", c.name, wrong, hours, repairs, runs, wrong*1000/seeded)
	}
	// Output:
	// cadence  rows wrong at the end  row-hours wrong  repairs  runs  left to people, of 1,000
	// none                       504            42588        0     0                      1000
	// daily                        0             5796      504     7                         0
	// hourly                       0                0      504   168                         0
}
