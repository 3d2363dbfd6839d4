package bench_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/bench"
)

func TestAcceptedIsReadBack(t *testing.T) {
	want := &bench.Accepted{Schema: bench.AcceptedSchema, Changes: []bench.Change{{Profile: engine().Profile, Counter: "messages_per_order",
		From: 31, To: 32, Reason: "orders carry lots", Revision: "0123abcd"}}}
	var b strings.Builder
	if err := want.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, err := bench.ReadAccepted(strings.NewReader(b.String()))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("ReadAccepted(Write(a)) = %+v, %v, want %+v", got, err, want)
	}
	for old, c := range map[string]struct{ with, want string }{
		"orders carry lots":  {"", "line 14: column 17: a change without a reason: say why it is intended"},
		"messages_per_order": {"lost", "line 11: column 18: lost cannot be accepted"},
		`"to": 32`:           {`"too": 32`, `line 13: column 7: unknown key "too": did you mean to?`},
		"accepted/v1":        {"accepted/v2", "line 2: column 13: schema"},
	} {
		if _, err := bench.ReadAccepted(strings.NewReader(strings.Replace(b.String(), old, c.with, 1))); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("ReadAccepted(with %q) = %v, want %s", c.with, err, c.want)
		}
	}
}

func TestAcceptedRefusesALoss(t *testing.T) {
	a := &bench.Accepted{Schema: bench.AcceptedSchema, Changes: []bench.Change{{Counter: "lost", Reason: "it happens"}}}
	if err := a.Write(&strings.Builder{}); err == nil {
		t.Error("Write(an accepted loss) = nil, want an error")
	}
}

func TestPutReplacesTheSameChange(t *testing.T) {
	a, c := &bench.Accepted{}, bench.Change{Profile: engine().Profile, Counter: "bytes_per_event", From: 50, To: 60}
	a.Put(c)
	c.To = 70
	a.Put(c)
	c.From = 70
	a.Put(c)
	if len(a.Changes) != 2 || a.Changes[0].To != 70 {
		t.Errorf("Put() thrice = %+v, want two changes, the first to 70", a.Changes)
	}
}
