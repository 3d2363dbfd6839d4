package event_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/seatrial/seatrial/reference/event"
	"pgregory.net/rapid"
)

func TestQueueBehavesLikeASlice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q event.Queue[int]
		var model []int
		t.Repeat(map[string]func(*rapid.T){
			"push": func(t *rapid.T) {
				v := rapid.Int().Draw(t, "value")
				q.Push(v)
				model = append(model, v)
			},
			"pop": func(t *rapid.T) {
				if len(model) == 0 {
					t.Skip("empty")
				}
				if got := q.Pop(); got != model[0] {
					t.Fatalf("Pop() = %d, want %d", got, model[0])
				}
				model = model[1:]
			},
			"": func(t *rapid.T) {
				var got []int
				for i := range q.Len() {
					got = append(got, *q.At(i))
				}
				if !slices.Equal(got, model) {
					t.Fatalf("queue = %v, want %v", got, model)
				}
			},
		})
	})
}

func TestUnpackReadsWhatPackWrote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, i, s := rapid.Uint64().Draw(t, "uint"), rapid.Int64().Draw(t, "int"), rapid.String().Draw(t, "text")
		var p event.Pack
		p.Uint(n)
		p.Int(i)
		p.Text(s)
		u := event.NewUnpack(p.Bytes)
		if gn, gi, gs := u.Uint(), u.Int(), u.Text(); gn != n || gi != i || gs != s || u.Err != nil {
			t.Fatalf("unpack = %d, %d, %q, %v, want %d, %d, %q", gn, gi, gs, u.Err, n, i, s)
		}
		cut := event.NewUnpack(p.Bytes[:rapid.IntRange(0, len(p.Bytes)-1).Draw(t, "cut")])
		cut.Uint()
		cut.Int()
		cut.Text()
		if !errors.Is(cut.Err, event.ErrSnapshot) {
			t.Fatalf("unpack of a cut snapshot = %v, want %v", cut.Err, event.ErrSnapshot)
		}
	})
}

func TestInkNeverWritesAgain(t *testing.T) {
	var k event.Ink
	first := k.Body(&event.Body{Reason: "first"})
	kept := string(first)
	for range 2000 {
		k.Body(&event.Body{Reason: "another one, longer than the first"})
	}
	if string(first) != kept {
		t.Fatalf("bytes of the first body = %s, want %s", first, kept)
	}
}
