// Package defect plants bugs in the reference on purpose, to prove that a
// promise catches them. A defect is a number of the list in the promises'
// documents (M01); the code asks for each at one place, by a method whose name
// says what it breaks, and none is ever on unless it was asked for.
//
// Each file says what its defect breaks, which promise must fire and what kind
// of scenario triggers it. Start at [Set].
package defect

import (
	"fmt"
	"strings"
)

// Set is a set of planted defects. The zero value plants nothing.
type Set uint64

// Defect describes one planted bug.
type Defect struct {
	ID       string   // "M01"
	Name     string   // "no-dedup"
	Breaks   string   // what the code then does wrong, a sentence
	Promises []string // those that name it; each must catch it in some scenario of Shows
	Trigger  string   // what a scenario needs for it to show
	Shows    []Sight  // where it is expected to show
}

// Sight is a scenario of the library in which a defect must be caught, by every
// promise listed.
type Sight struct {
	Scenario string
	Promises []string
}

// all lists the defects in the order of their numbers; bit i of a [Set] stands
// for the i-th.
var all = [...]Defect{noDedup, markApart, acceptStale, staleCopy, missingReservation, lostCompensation, genericEvent, freshKey, plainToken,
	oneTokenKey, foreignLetters, priceLabel, extraField, noExpiry, looseFirst, brokerKeys, unboundSeal, earlyTakeover, takeoverAnywhere, wallClock, unboundedQueue, silentShed,
	sharedBreaker, shutBreaker, limiterPerPod, layeredRetries, auditGap, replayCalls, inFlight, ownerOverwritten, resentBatch, fewCustomers, growingFigure, staleLabel,
	arrivalTime, hubInThePath, expiredCredential, ownApproval, lostOwner, skippedDrain, answerFirst, silentFlow, firstRights, alarmFlood, closedBreaker, lostUpdate, swallowedCount, thawedAnalytics,
	noFence, noDrain, clockMerge, silentTakeover, staleTakeover}

const (
	bitNoDedup Set = 1 << iota
	bitMarkApart
	bitAcceptStale
	bitStaleCopy
	bitMissingReservation
	bitLostCompensation
	bitGenericEvent
	bitFreshKey
	bitPlainToken
	bitOneTokenKey
	bitForeignLetters
	bitPriceLabel
	bitExtraField
	bitNoExpiry
	bitLooseFirst
	bitBrokerKeys
	bitUnboundSeal
	bitEarlyTakeover
	bitTakeoverAnywhere
	bitWallClock
	bitUnboundedQueue
	bitSilentShed
	bitSharedBreaker
	bitShutBreaker
	bitLimiterPerPod
	bitLayeredRetries
	bitAuditGap
	bitReplayCalls
	bitInFlight
	bitOwnerOverwritten
	bitResentBatch
	bitFewCustomers
	bitGrowingFigure
	bitStaleLabel
	bitArrivalTime
	bitHubInThePath
	bitExpiredCredential
	bitOwnApproval
	bitLostOwner
	bitSkippedDrain
	bitAnswerFirst
	bitSilentFlow
	bitFirstRights
	bitAlarmFlood
	bitClosedBreaker
	bitLostUpdate
	bitSwallowedCount
	bitThawedAnalytics
	bitNoFence
	bitNoDrain
	bitClockMerge
	bitSilentTakeover
	bitStaleTakeover
)

// All returns every defect, in the order of their numbers.
func All() []Defect { return append([]Defect(nil), all[:]...) }

// Parse returns the set of a list of numbers, "M01,M04". The empty text is the
// empty set. An unknown number is an error that lists the known ones.
func Parse(list string) (Set, error) {
	var s Set
	for _, id := range strings.Split(list, ",") {
		if id = strings.ToUpper(strings.TrimSpace(id)); id == "" {
			continue
		}
		bit, ok := find(id)
		if !ok {
			return 0, fmt.Errorf("parse defects %q: %s is not planted: want one of %s", list, id, Set(1<<len(all)-1))
		}
		s |= bit
	}
	return s, nil
}

func find(id string) (Set, bool) {
	for i, d := range all {
		if d.ID == id {
			return 1 << i, true
		}
	}
	return 0, false
}

// String returns the list that [Parse] reads.
func (s Set) String() string {
	var ids []string
	for i, d := range all {
		if s&(1<<i) != 0 {
			ids = append(ids, d.ID)
		}
	}
	return strings.Join(ids, ",")
}

func (s Set) has(bit Set) bool { return s&bit != 0 }
