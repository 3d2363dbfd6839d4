package faults

import (
	"strings"
	"testing"

	"github.com/seatrial/seatrial/faults/strict"
)

// example returns the fault that a spec shows.
func example(t *testing.T, s Spec) Fault {
	t.Helper()
	var f Fault
	if err := strict.Read(string(s.Kind), []byte(s.Example), faultForm, &f); err != nil {
		t.Fatalf("Read(%s) = %v, want a fault", s.Example, err)
	}
	return f
}

// levers is what each example asks of its target; reverting asks the same.
var levers = map[Kind]string{
	Duplicate:         "messages twice duplicate tx  300000 3 0s",
	Delay:             "messages late delay va  200000 1 2s",
	Reorder:           "messages shuffle reorder tx  250000 1 300ms",
	Drop:              "messages lost drop or  100000 1 0s",
	SlowConsumer:      "messages tired slow-consumer tx dashboard/tx 1000000 1 40ms",
	Partition:         "cut cut tx>hub,cut cut hub>tx",
	OneWay:            "cut mute hub>tx",
	Partial:           "cut some hub>tx,cut some tx>hub,cut some hub>va,cut some va>hub",
	Latency:           "shape far tx>hub 400ms 0 0 false 0s,shape far hub>tx 400ms 0 0 false 0s",
	Loss:              "shape leak va>hub 0s 200000 0 false 0s,shape leak hub>va 0s 200000 0 false 0s",
	Bandwidth:         "shape thin tx>hub 0s 0 64000 false 0s,shape thin hub>tx 0s 0 64000 false 0s",
	LinkDown:          "shape down tx>hub 0s 0 0 true 0s,shape down hub>tx 0s 0 0 true 0s",
	LinkReset:         "shape torn tx>hub 0s 0 0 false 500ms,shape torn hub>tx 0s 0 0 false 500ms",
	Kill:              "stop dead pod/tx kill",
	Pause:             "stop frozen aggregator pause",
	RegionKill:        "node wiped tx kill",
	RegionPause:       "node stalled va pause",
	PowerLoss:         "power dark va",
	RegionOutage:      "power gone or",
	BusOutage:         "bus silent tx true",
	HubOutage:         "stop blind aggregator kill",
	CarrierDown:       "silence hush carrier/tx",
	SupplierOutage:    "turn dark supplier/tx Outage tx",
	SupplierSlow:      "turn tardy supplier/tx Slow tx",
	SupplierThrottle:  "turn full supplier/tx Throttle tx",
	SupplierError:     "turn broken supplier/tx Error tx",
	SupplierHalfDone:  "turn mute supplier/tx HalfDone tx",
	SupplierReject:    "turn picky supplier/tx Reject tx",
	SupplierPartial:   "turn half supplier/tx Partial tx",
	SupplierNoAck:     "turn silent supplier/tx NoAck tx",
	ASNLate:           "turn behind supplier/tx LateASN tx",
	ASNRepeated:       "turn twice supplier/tx RepeatASN tx",
	ClockSkew:         "clock askew tx 1m30s",
	ClockJump:         "clock leap va -1h0m0s",
	SlowDisk:          "disk mud tx 60ms",
	StolenCredential:  "tell thief intruder/tx UseStolenCredential",
	ExpiredCredential: "tell stale intruder/va UseExpiredCredential",

	BundleLate:        "calls slow-post bundle-late authority>tx 4s",
	BundleLost:        "calls lost-post bundle-lost authority>tx 0s",
	BundleCorrupt:     "calls torn-post bundle-corrupt authority>tx 0s",
	BundleSuperseded:  "calls overtaken bundle-superseded authority>tx 0s",
	BundleForged:      "turn forged stranger Forge tx",
	HostileProducer:   "turn hostile producer/tx Unmask tx",
	UnknownTier:       "turn untold producer/tx Unlabel tx",
	WrongSubscription: "turn curious stranger Subscribe tx",
	BatchLate:         "turn overdue erp/tx BatchLate tx",
	BatchResent:       "turn twice erp/tx BatchAgain tx",
	BatchWrongTotals:  "turn miscounted erp/tx BatchMiscount tx",
	BatchGarbage:      "turn litter erp/tx BatchGarbage tx",
	AdapterHang:       "stop stuck adapter/tx pause",
	DebugTap:          "turn tapped egress/tx Tap tx",
	VerboseLogging:    "turn chatty pod/tx Verbose tx",
	ConfigDrift:       "turn tuned pod/tx ChangeLimit tx",
	CopyDrift:         "turn drifting meddler/tx Drift tx",
}

func TestEveryFaultPullsItsLever(t *testing.T) {
	for _, kind := range Kinds() {
		spec, _ := Of(kind)
		f := example(t, spec)
		if f.Kind != kind {
			t.Errorf("Of(%s).Example is a %s, want a %s", kind, f.Kind, kind)
		}
		for sign, act := range map[string]func(Fault, Target){"+": spec.Inject, "-": spec.Revert} {
			var got tape
			act(f, &got)
			want := sign + strings.ReplaceAll(levers[kind], ",", "\n"+sign)
			if got.String() != want {
				t.Errorf("%s pulls %s, want %s", kind, &got, want)
			}
		}
	}
}

func TestRegionOutageCutsItsPeers(t *testing.T) {
	spec, _ := Of(RegionOutage)
	var got tape
	spec.Inject(Fault{ID: "gone", Kind: RegionOutage, Region: "or", Peers: []string{"hub"}}, &got)
	if want := "+cut gone or>hub\n+cut gone hub>or\n+power gone or"; got.String() != want {
		t.Errorf("Inject pulls %s, want %s", &got, want)
	}
}

func TestRegistry(t *testing.T) {
	if len(levers) != len(Kinds()) {
		t.Errorf("Kinds() = %d kinds, want the %d that are tested", len(Kinds()), len(levers))
	}
	seen := map[Kind]bool{}
	for _, kind := range Kinds() {
		spec, ok := Of(kind)
		if !ok || spec.Kind != kind || seen[kind] {
			t.Errorf("Of(%s) = %s, %v, want itself, once", kind, spec.Kind, ok)
		}
		seen[kind] = true
		for _, name := range spec.takes() {
			if wordOf(name).given == nil {
				t.Errorf("%s takes %q, which is no word", kind, name)
			}
		}
	}
	if _, ok := Of("meteor"); ok {
		t.Error("Of(meteor) = true, want false")
	}
}

func TestProved(t *testing.T) {
	target := &tape{effects: map[string]int64{"cut": 3}}
	if !Proved(Fault{ID: "cut"}, target) || Proved(Fault{ID: "other"}, target) {
		t.Error("Proved(cut), Proved(other) = want true, false: 3 and 0 effects")
	}
}
