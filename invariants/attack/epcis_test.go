package attack_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/seatrial/seatrial/invariants/attack"
)

// sample reads a file of the sanitised EPCIS set, which lies outside the project.
func sample(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../../shared/data/epcis-sanitised", name))
	if err != nil {
		t.Skip("the sanitised EPCIS set is not beside the project; the other tests have samples of their own")
	}
	return b
}

// The positive control: a published sanitiser whose pseudonyms are plain SHA-256,
// some salted with the number of a shared purchase order. If the attack does not
// recover all 21 of them, that it recovers none of ours says nothing.
func TestEveryPseudonymOfThePublishedSampleIsRecovered(t *testing.T) {
	clear, _ := attack.Texts(sample(t, "SanitisationEventDataset.xml"))
	hidden, err := attack.Pseudonyms(sample(t, "SanitisationEventDataset.sanitised.json"))
	if err != nil {
		t.Fatal(err)
	}
	of, recovered, salted, events := 0, 0, 0, 0
	for _, trial := range attack.Try(clear, hidden) {
		if trial.Field == "eventId" { // a digest of a whole event, which is no pseudonym of a value
			events = trial.Of
			continue
		}
		of += trial.Of
		recovered += trial.Recovered
		for _, f := range trial.Found {
			if f.Guess.Salt != "" {
				salted++
			}
		}
	}
	if len(clear) < 80 || events != 33 || of != 21 || recovered != 21 || salted != 5 {
		t.Errorf("attack with %d values recovered %d of %d pseudonyms, %d of them salted, beside %d event ids; want 21 of 21, 5 salted, beside 33",
			len(clear), recovered, of, salted, events)
	}
}
