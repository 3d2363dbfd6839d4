package reports

import "github.com/seatrial/seatrial/scenarios/run"

// unexplained is what an account cannot explain: accepted without all that
// became of it, or negative, if more came out than went in. Duplicates were
// never accepted (I-26).
func unexplained(a run.Account) int64 {
	return a.Accepted - a.Applied - a.Parked - a.DeadLetter - a.Shed - max(0, a.InFlight)
}
