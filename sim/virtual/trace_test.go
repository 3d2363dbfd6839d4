package virtual

import (
	"reflect"
	"testing"

	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
)

// change sets a field of a struct to another value than its zero.
func change(f reflect.Value) {
	switch f.Interface().(type) {
	case *sim.Message:
		f.Set(reflect.ValueOf(message("m")))
		return
	case []*sim.Message:
		f.Set(reflect.ValueOf([]*sim.Message{message("m")}))
		return
	case history.Name:
		f.Set(reflect.ValueOf(history.N("name")))
		return
	case history.Book:
		f.Set(reflect.ValueOf(history.Book{OnHand: 1, Allocated: 2, Held: 3}))
		return
	case []string:
		f.Set(reflect.ValueOf([]string{"a"}))
		return
	case []byte:
		f.Set(reflect.ValueOf([]byte("b")))
		return
	}
	switch {
	case f.CanInt():
		f.SetInt(5)
	case f.CanUint():
		f.SetUint(5)
	case f.Kind() == reflect.Bool:
		f.SetBool(true)
	case f.Kind() == reflect.String:
		f.SetString("s")
	}
}

// covers checks that every field of a struct changes the hash, but for those
// that the world fills in or that are no more than a place in memory.
func covers[T any](t *testing.T, hash func(*T) uint64, except ...string) {
	t.Helper()
	typ := reflect.TypeFor[T]()
	seen := map[uint64]string{hash(new(T)): "nothing"}
	for i := range typ.NumField() {
		v := new(T)
		change(reflect.ValueOf(v).Elem().Field(i))
		h, name := hash(v), typ.Field(i).Name
		skip := false
		for _, e := range except {
			skip = skip || e == name
		}
		if before, ok := seen[h]; ok && !skip {
			t.Errorf("trace of %s with a change of %s = with a change of %s, want another", typ, name, before)
		}
		seen[h] = name
	}
}

// TestTraceCoversEverything changes inputs, effects and records field by field. A
// field that is added to the contract and forgotten in the hash fails here.
func TestTraceCoversEverything(t *testing.T) {
	covers(t, func(in *sim.Input) uint64 {
		var tr trace
		tr.input(1, 2, in)
		return tr.hash
	})
	covers(t, func(e *sim.Effect) uint64 {
		var tr trace
		tr.effect(e)
		return tr.hash
	}, "Record")
	covers(t, func(r *history.Record) uint64 {
		var tr trace
		tr.record(r)
		return tr.hash
	}, "Seq", "At", "Witness", "Region")
}
