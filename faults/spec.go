package faults

import (
	"slices"

	"github.com/seatrial/seatrial/faults/strict"
)

// Spec says everything there is to know about one kind of fault. The words of
// Needs and May are the keys of a scenario file; see [Words].
type Spec struct {
	Kind    Kind
	Title   string   // what goes wrong, for people
	Needs   []string // words that must be given
	May     []string // words that may be given
	Lever   string   // of the [Target]
	Proof   string   // what has happened if Effects is not zero
	Example string   // as it is written in a scenario

	pull  func(t Target, f Fault, on bool)
	check func(f Fault) error // beyond what the words say; may be nil
}

// specs is the registry: a fault that is not here does not exist.
var specs = [...]*Spec{
	&duplicate, &delay, &reorder, &drop, &slowConsumer,
	&partition, &oneWay, &partial, &latency, &loss, &bandwidth,
	&linkDown, &linkReset,
	&kill, &pause, &regionKill, &regionPause, &powerLoss, &regionOutage,
	&busOutage, &hubOutage, &carrierDown,
	&supplierOutage, &supplierSlow, &supplierThrottle, &supplierError, &supplierHalfDone, &supplierReject, &supplierPartial, &supplierNoAck,
	&asnLate, &asnRepeated,
	&stolenCredential, &expiredCredential,
	&clockSkew, &clockJump, &slowDisk,
	&bundleLate, &bundleLost, &bundleCorrupt, &bundleSuperseded, &bundleForged,
	&hostileProducer, &unknownTier, &wrongSubscription,
	&batchLate, &batchResent, &batchWrongTotals, &batchGarbage, &adapterHang,
	&debugTap, &verboseLogging, &configDrift, &copyDrift,
}

// Of returns the spec of a kind, and false if there is none.
func Of(kind Kind) (Spec, bool) {
	for _, s := range specs {
		if s.Kind == kind {
			return *s, true
		}
	}
	return Spec{}, false
}

// Kinds lists the kinds in the order of the documentation.
func Kinds() []Kind {
	out := make([]Kind, len(specs))
	for i, s := range specs {
		out[i] = s.Kind
	}
	return out
}

// kindWords lists the kinds as words.
func kindWords() []string {
	out := make([]string, len(specs))
	for i, s := range specs {
		out[i] = string(s.Kind)
	}
	return out
}

// Inject makes f happen. Whoever injects must revert; whether the fault touched
// anything is for [Proved] to say.
func (s Spec) Inject(f Fault, t Target) { s.pull(t, f, true) }

// Revert takes f back.
func (s Spec) Revert(f Fault, t Target) { s.pull(t, f, false) }

// Proved reports whether f has touched anything so far. What nobody noticed was
// no trial: a partition that lost no message, a clock that nobody read.
func Proved(f Fault, t Target) bool { return t.Effects(f.ID) > 0 }

// takes lists the words of the kind.
func (s Spec) takes() []string { return append(slices.Clone(s.Needs), s.May...) }

// unknownKind is the error of a kind that is not in the registry.
func unknownKind(f Fault) error {
	return &FieldError{Fault: f.ID, Word: "fault", What: "unknown fault \"" + string(f.Kind) + "\"",
		Fix: strict.Suggest(string(f.Kind), kindWords())}
}
