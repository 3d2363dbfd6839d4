package strict

import (
	"maps"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Form is one way to write a value of type V: it reads the value from a file
// and describes itself for the schema. It holds no state.
type Form[V any] struct {
	schema map[string]any
	read   func(Node, *V)
}

// Schema returns the form as a JSON Schema. The caller must not change it.
func Schema[V any](f Form[V]) map[string]any { return f.schema }

// Scalar returns the form of a single value: what it is ("a duration such as
// 30s"), its schema, and how its text is understood.
func Scalar[V any](what string, schema map[string]any, parse func(text string) (V, bool)) Form[V] {
	return Form[V]{schema: schema, read: func(n Node, out *V) {
		text, ok := n.text(what)
		if !ok {
			return
		}
		v, ok := parse(text)
		if !ok {
			n.Report("write "+what, "%q is not %s", text, cut(what))
			return
		}
		*out = v
	}}
}

// cut leaves the examples out of a description.
func cut(what string) string {
	before, _, _ := strings.Cut(what, " such as ")
	return before
}

// Text is any text on one or more lines.
var Text = Scalar("text", map[string]any{"type": "string", "minLength": 1},
	func(s string) (string, bool) { return strings.TrimSpace(s), strings.TrimSpace(s) != "" })

// Flag is true or false.
var Flag = Scalar("true or false", map[string]any{"type": "boolean"},
	func(s string) (bool, bool) { return s == "true", s == "true" || s == "false" })

// Choice is one of a few words. What names the kind of word: "fault".
func Choice[V ~string](what string, words []string) Form[V] {
	form := Form[V]{schema: map[string]any{"type": "string", "enum": words}}
	form.read = func(n Node, out *V) {
		text, ok := n.text("a " + what)
		if !ok {
			return
		}
		for _, w := range words {
			if w == text {
				*out = V(w)
				return
			}
		}
		n.Report(Suggest(text, words), "unknown %s %q", what, text)
	}
	return form
}

// Whole is a whole number from low to high.
func Whole[V ~int | ~int64](low, high int64) Form[V] {
	what := "a whole number from " + strconv.FormatInt(low, 10) + " to " + strconv.FormatInt(high, 10)
	return Scalar(what, map[string]any{"type": "integer", "minimum": low, "maximum": high}, func(s string) (V, bool) {
		n, err := strconv.ParseInt(s, 10, 64)
		return V(n), err == nil && n >= low && n <= high
	})
}

// Seed is a whole number that is not negative, up to 64 bits.
var Seed = Scalar("a whole number from 0 on", map[string]any{"type": "integer", "minimum": 0},
	func(s string) (uint64, bool) {
		n, err := strconv.ParseUint(s, 10, 64)
		return n, err == nil
	})

// List is a list of values, at most 1000. It adds to what is already there, so
// that several keys may fill one list.
func List[E any](element Form[E]) Form[[]E] {
	const most = 1000
	schema := map[string]any{"type": "array", "items": element.schema, "maxItems": most}
	return Form[[]E]{schema: schema, read: func(n Node, out *[]E) {
		seq, ok := n.node.(*ast.SequenceNode)
		if !ok {
			n.Report("write a list: [a, b] or one \"- \" line each", "%s where a list is expected", kindOf(n.node))
			return
		}
		if len(seq.Values) > most {
			n.Report("", "a list of %d entries, at most %d are read", len(seq.Values), most)
			return
		}
		for _, v := range seq.Values {
			var e E
			element.read(n.file.node(v), &e)
			*out = append(*out, e)
		}
	}}
}

// Pair is a list of exactly two values: the ends of a link.
func Pair[E any](element Form[E]) Form[[2]E] {
	list := List(element)
	schema := map[string]any{"type": "array", "items": element.schema, "minItems": 2, "maxItems": 2}
	return Form[[2]E]{schema: schema, read: func(n Node, out *[2]E) {
		var both []E
		before := len(n.file.problems)
		list.read(n, &both)
		switch {
		case len(n.file.problems) > before:
		case len(both) != 2:
			n.Report("write exactly two: [tx, hub]", "a list of %d where two are expected", len(both))
		default:
			*out = [2]E(both)
		}
	}}
}

// Either reads a single value by the first form and anything else by the second.
func Either[V any](single, other Form[V]) Form[V] {
	schema := map[string]any{"oneOf": []any{single.schema, other.schema}}
	return Form[V]{schema: schema, read: func(n Node, out *V) {
		if n.Scalar() {
			single.read(n, out)
			return
		}
		other.read(n, out)
	}}
}

// Lift returns the form of an inner value as a form of the outer one.
func Lift[T, V any](form Form[V], place func(*T) *V) Form[T] {
	return Form[T]{schema: form.schema, read: func(n Node, t *T) { form.read(n, place(t)) }}
}

// Described returns the form with more in its schema: rules that the check of
// the form makes, as far as a schema can say them.
func Described[V any](form Form[V], more map[string]any) Form[V] {
	schema := maps.Clone(form.schema)
	maps.Copy(schema, more)
	return Form[V]{schema: schema, read: form.read}
}

// Checked returns the form with a check that runs after a value was read
// without a problem.
func Checked[V any](form Form[V], check func(Node, *V)) Form[V] {
	return Form[V]{schema: form.schema, read: func(n Node, out *V) {
		before := len(n.file.problems)
		form.read(n, out)
		if len(n.file.problems) == before {
			check(n, out)
		}
	}}
}
