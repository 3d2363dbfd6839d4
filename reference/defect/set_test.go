package defect_test

import (
	"strings"
	"testing"

	"github.com/seatrial/seatrial/reference/defect"
)

func TestParseReadsWhatStringWrites(t *testing.T) {
	for _, list := range []string{"", "M01", "M48", "M01,M02,M03,M04,M05,M06,M07,M08,M09,M10,M13,M14,M15,M16,M17,M25,M26,M27,M28,M29,M30,M31,M32,M33,M34,M35,M36,M38,M39,M40,M41,M43,M44,M45,M47,M48,M49,M50,M51,M52,M53,M54,M55"} {
		s, err := defect.Parse(list)
		if err != nil || s.String() != list {
			t.Errorf("Parse(%q) = %q, %v, want the same list", list, s, err)
		}
	}
	if s, err := defect.Parse(" m04 ,, M01"); err != nil || s.String() != "M01,M04" {
		t.Errorf("Parse(m04, M01) = %q, %v, want M01,M04", s, err)
	}
	if _, err := defect.Parse("M99"); err == nil || !strings.Contains(err.Error(), "want one of M01,M02") {
		t.Errorf("Parse(M99) = %v, want an error that lists what there is", err)
	}
}

// Each question is answered yes by the defect of its number and by no other.
func TestEveryDefectAnswersToOneQuestion(t *testing.T) {
	for _, q := range []struct {
		id  string
		ask func(defect.Set) bool
	}{
		{"M01", defect.Set.NoDedup}, {"M02", defect.Set.MarkApart}, {"M03", defect.Set.AcceptsStale}, {"M04", defect.Set.AllocatesFromCopy},
		{"M05", defect.Set.SkipsReservation}, {"M07", defect.Set.SaysUpdated}, {"M08", defect.Set.KeyPerAttempt}, {"M09", defect.Set.HashesPlainly}, {"M10", defect.Set.SharesTokenKey}, {"M13", defect.Set.ExportsEverything},
		{"M16", defect.Set.HandsOutKeys}, {"M17", defect.Set.LeavesUnbound}, {"M25", defect.Set.ComparesClocks},
		{"M26", defect.Set.UnboundedQueue}, {"M27", defect.Set.ShedsSilently}, {"M32", defect.Set.AuditsLater}, {"M33", defect.Set.ReplayCallsPartners}, {"M34", defect.Set.RepairsInFlight}, {"M35", defect.Set.OverwritesOwner},
		{"M06", defect.Set.LosesCompensation}, {"M28", defect.Set.SharesBreaker}, {"M29", defect.Set.NeverProbes}, {"M30", defect.Set.LimitsPerPod}, {"M31", defect.Set.RetriesInLayers},
		{"M36", defect.Set.CountsResent}, {"M37", defect.Set.ReleasesFew}, {"M38", defect.Set.ReleasesGrowing},
		{"M39", defect.Set.LabelsStale}, {"M40", defect.Set.MeasuresArrival}, {"M45", defect.Set.WiresAFeed}, {"M41", defect.Set.AsksHub}, {"M43", defect.Set.HonoursExpired}, {"M44", defect.Set.ApprovesOwn}, {"M48", defect.Set.AnswersFirst}, {"M49", defect.Set.LeavesOut}, {"M50", defect.Set.KeepsFirstRights}, {"M51", defect.Set.TellsAgain}, {"M52", defect.Set.NeverOpens}, {"M53", defect.Set.LosesUpdates}, {"M54", defect.Set.SwallowsCounts}, {"M47", defect.Set.SkipsDrain}, {"M55", defect.Set.GoesOnFrozen},
	} {
		for _, d := range defect.All() {
			s, err := defect.Parse(d.ID)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := q.ask(s), d.ID == q.id; got != want {
				t.Errorf("question of %s with %s planted = %v, want %v", q.id, d.ID, got, want)
			}
		}
	}
}

func TestEveryDefectIsDescribed(t *testing.T) {
	for _, d := range defect.All() {
		if d.Name == "" || d.Breaks == "" || d.Trigger == "" || len(d.Promises) == 0 {
			t.Errorf("defect %s = %+v, want a name, what it breaks, its trigger and its promises", d.ID, d)
		}
	}
}
