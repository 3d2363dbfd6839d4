package scenarios

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/reference/x12"
)

// shippedOptions are what the command gives: the sample that the reference ships.
func shippedOptions() Options {
	return Options{Sample: func(name string) ([]byte, bool) { return []byte(x12.Sample), name == "clean-850" }}
}

func library(t testing.TB) []*Scenario {
	t.Helper()
	var out []*Scenario
	for _, e := range Library() {
		s, err := e.Load(shippedOptions())
		if err != nil {
			t.Fatalf("Load(%s) = %v, want a scenario", e.Path, err)
		}
		out = append(out, s)
	}
	return out
}

// slow are scenarios of suppliers, whose outages and lead times last as long as they
// do: minutes and hours.
var slow = map[string]bool{"po-rejected": true, "queued-suppliers": true, "region-lost": true, "supplier-outage": true, "supplier-storm": true}

func TestLibrary(t *testing.T) {
	all := library(t)
	if len(all) < 14 {
		t.Errorf("Library() = %d scenarios, want at least 14", len(all))
	}
	families := map[string]int{}
	for i, s := range all {
		families[s.Family]++
		if s.ID != Library()[i].ID || s.Path != "library:"+s.ID {
			t.Errorf("%s says it is %q, want its file's name", Library()[i].Path, s.ID)
		}
		if len(s.Reach) == 0 || s.Live.Factor < 1 || s.Length()/time.Duration(s.Live.Factor) > liveMax {
			t.Errorf("%s: must_reach %v, live %+v for %v, want points and at most two minutes", s.ID, s.Reach, s.Live, s.Length())
		}
		if n := s.Commands(); !slow[s.ID] && (n < 500 || n > 2500 || s.Length() > 3*time.Minute) {
			t.Errorf("%s: %d commands in %v, want 500 to 2500 in at most 3m, so that many seeds are quick", s.ID, n, s.Length())
		}
		if n := s.ForLive().Commands(); n > s.Live.Commands {
			t.Errorf("%s: ForLive offers %d commands, want at most %d", s.ID, n, s.Live.Commands)
		}
	}
	for _, f := range []string{"F1", "F2", "F3", "F4", "F6", "F8", "F9", "F16"} {
		if families[f] == 0 {
			t.Errorf("Library() has no scenario of family %s, want one", f)
		}
	}
}

// Each kind of fault happens somewhere in the library.
func TestLibraryUsesEveryFault(t *testing.T) {
	used := map[faults.Kind]bool{}
	for _, s := range library(t) {
		for _, step := range s.Timeline {
			used[step.Fault.Kind] = true
		}
	}
	for _, kind := range faults.Kinds() {
		if !used[kind] {
			t.Errorf("no scenario of the library uses %s, want one", kind)
		}
	}
}

// ofConsumers are promises whose premise no system of the library meets: messages
// that nobody can read, and neighbouring schemas. bench/consumer sends both to
// consumers on trial, and has each promise broken by one that is wrong.
var ofConsumers = map[string]bool{"I-27": true, "I-33": true}

// Each promise and each point is asked for by some scenario.
func TestLibraryAsksEverything(t *testing.T) {
	asked := map[string]bool{}
	for _, s := range library(t) {
		for _, id := range s.Promises {
			asked[id] = true
		}
		for _, r := range s.Reach {
			asked[r.Point] = true
		}
	}
	for _, want := range append(Promises(), Points()...) {
		if !asked[want] && !ofConsumers[want] {
			t.Errorf("no scenario of the library asks for %s, want one", want)
		}
		if asked[want] && ofConsumers[want] {
			t.Errorf("the library asks for %s by now, want it no longer left to bench/consumer", want)
		}
	}
}

var person = regexp.MustCompile(`[A-Z@]`)

// Owners are teams or roles, titles fit into a line, files begin with the schema.
func TestLibraryIsPresentable(t *testing.T) {
	for i, s := range library(t) {
		if person.MatchString(s.Owner) || !strings.Contains(s.Owner, "-") {
			t.Errorf("%s: owner %q, want a team or role", s.ID, s.Owner)
		}
		if len(s.Title) > 60 || !strings.HasSuffix(s.Hypothesis, ".") || len(s.Hypothesis) > 400 {
			t.Errorf("%s: title %q, hypothesis %q, want a line and a sentence or two", s.ID, s.Title, s.Hypothesis)
		}
		if !strings.HasPrefix(string(Library()[i].Source), "# yaml-language-server: $schema=../../docs/schema/scenario.schema.json\n") {
			t.Errorf("%s does not begin with the comment that tells editors its schema", s.ID)
		}
		if !slices.IsSorted(s.Covers) || !slices.IsSorted(s.Promises) {
			t.Errorf("%s: covers %v, promises %v, want them sorted", s.ID, s.Covers, s.Promises)
		}
	}
}

func TestFind(t *testing.T) {
	if e, ok := Find("tx-dc"); !ok || e.Path != "library:tx-dc" {
		t.Errorf("Find(tx-dc) = %q, %v, want library:tx-dc", e.Path, ok)
	}
	if _, ok := Find("nowhere"); ok {
		t.Error("Find(nowhere) = true, want false")
	}
}

// The damaged documents of the library are damaged in the way they are meant:
// one is mended in tolerant mode, one is withheld in both.
func TestLibraryDocuments(t *testing.T) {
	for _, test := range []struct {
		file                      string
		strict, tolerant          int // orders accepted
		mended, withheld, refused int // tolerant: mends and quarantines; strict: quarantines
	}{
		{"library/documents/miscounted.edi", 1, 2, 1, 0, 1},
		{"library/documents/torn.edi", 1, 1, 0, 1, 1},
	} {
		text, err := os.ReadFile(test.file)
		if err != nil {
			t.Fatal(err)
		}
		exact, err1 := x12.Read(test.file, bytes.NewReader(text), x12.Strict)
		loose, err2 := x12.Read(test.file, bytes.NewReader(text), x12.Tolerant)
		if err1 != nil || err2 != nil {
			t.Fatalf("Read(%s) = %v, %v, want quarantines", test.file, err1, err2)
		}
		got := []int{len(exact.Orders()), len(loose.Orders()), len(loose.Mends), len(loose.Quarantines), len(exact.Quarantines)}
		want := []int{test.strict, test.tolerant, test.mended, test.withheld, test.refused}
		if !slices.Equal(got, want) {
			t.Errorf("%s: orders strict and tolerant, mends, quarantines tolerant and strict = %v, want %v", test.file, got, want)
		}
	}
}
