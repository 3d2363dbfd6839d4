package history_test

import (
	"bytes"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/seatrial/seatrial/sim/history"
)

// TestRoundTripProperty writes drawn records and reads them back.
func TestRoundTripProperty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		records := rapid.SliceOfN(rapid.Custom(drawRecord), 0, 5).Draw(rt, "records")
		var want []history.Record
		for i, r := range records {
			r.Seq = uint64(i + 1)
			want = append(want, r)
		}
		_, got, err := read(bytes.NewReader(write(t, &history.Header{}, want...)))
		if err != nil {
			rt.Fatalf("read(write(%+v)) = %v, want no error", want, err)
		}
		if got = got[:len(got)-1]; len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
			rt.Fatalf("read(write(x)) = %+v, want %+v", got, want)
		}
	})
}

// drawRecord draws every field by its type, through the struct itself, so that
// a new field is drawn as soon as it exists.
func drawRecord(t *rapid.T) history.Record {
	r := fullRecord()
	v := reflect.ValueOf(&r).Elem()
	for i := range v.NumField() {
		drawField(t, v.Field(i).Addr().Interface(), v.Type().Field(i).Name)
	}
	r.Kind = history.Kind(rapid.IntRange(1, int(history.KindEnd)-1).Draw(t, "Kind"))
	full := fullRecord() // keys that some kind needs stay filled
	for _, fix := range []struct{ at, from *history.Name }{
		{&r.Op, &full.Op}, {&r.Stream, &full.Stream}, {&r.Event, &full.Event}, {&r.Type, &full.Type}, {&r.Source, &full.Source},
		{&r.Consumer, &full.Consumer}, {&r.SKU, &full.SKU}, {&r.From, &full.From}, {&r.To, &full.To},
		{&r.Witness, &full.Witness}, {&r.Region, &full.Region},
	} {
		if fix.at.IsZero() {
			*fix.at = *fix.from
		}
	}
	r.Pos, r.SourcePos = max(r.Pos, 1), max(r.SourcePos, 1)
	if r.Qty == 0 {
		r.Qty = 1
	}
	r.Reason, r.Note = r.Reason+"r", r.Note+"n"
	return r
}

func drawField(t *rapid.T, at any, name string) {
	switch p := at.(type) {
	case *history.Name:
		*p = history.N(rapid.String().Draw(t, name))
	case *string:
		*p = rapid.String().Draw(t, name)
	case *int64:
		*p = rapid.Int64().Draw(t, name)
	case *uint64:
		*p = rapid.Uint64().Draw(t, name)
	case *uint32:
		*p = rapid.Uint32().Draw(t, name)
	case *history.Book:
		*p = history.Book{OnHand: rapid.Int64().Draw(t, name), Allocated: rapid.Int64().Draw(t, name), Held: rapid.Int64().Draw(t, name)}
	case *[]string:
		*p = rapid.SliceOfN(rapid.String(), 1, 3).Draw(t, name)
	case *[]byte:
		*p = rapid.SliceOfN(rapid.Byte(), 1, 20).Draw(t, name)
	}
}
