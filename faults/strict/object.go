package strict

import (
	"github.com/goccy/go-yaml/ast"
)

// Key is one key of a mapping that fills a T.
type Key[T any] struct {
	Name string
	Doc  string // one sentence for editors and documentation
	Need bool   // the mapping is refused without it

	schema map[string]any
	read   func(Node, *T)
}

// At returns the key whose value is read by the form into the given place.
func At[T, V any](name, doc string, form Form[V], place func(*T) *V) Key[T] {
	return Key[T]{Name: name, Doc: doc, schema: form.schema, read: func(n Node, t *T) { form.read(n, place(t)) }}
}

// Into returns the key whose value is read by the form and then handed to put.
func Into[T, V any](name, doc string, form Form[V], put func(*T, V)) Key[T] {
	return Key[T]{Name: name, Doc: doc, schema: form.schema, read: func(n Node, t *T) {
		var v V
		before := len(n.file.problems)
		if form.read(n, &v); len(n.file.problems) == before {
			put(t, v)
		}
	}}
}

// Needed returns the key as one that must be there.
func (k Key[T]) Needed() Key[T] {
	k.Need = true
	return k
}

// Within returns keys of an inner value as keys of the outer one.
func Within[T, U any](keys []Key[U], inner func(*T) *U) []Key[T] {
	out := make([]Key[T], len(keys))
	for i, k := range keys {
		out[i] = Key[T]{Name: k.Name, Doc: k.Doc, Need: k.Need, schema: k.schema,
			read: func(n Node, t *T) { k.read(n, inner(t)) }}
	}
	return out
}

// Mapping is what stood in a file where a mapping was read: which keys, and
// where.
type Mapping struct {
	Node
	keys map[string]Node
}

// Has reports whether the key was written.
func (m Mapping) Has(key string) bool {
	_, ok := m.keys[key]
	return ok
}

// Key returns the place of a key's value, or of the whole mapping if the key
// was not written.
func (m Mapping) Key(key string) Node {
	if n, ok := m.keys[key]; ok {
		return n
	}
	return m.Node
}

// Object is a mapping with the given keys and no others. The check, if any,
// runs after the keys were read, with or without problems.
func Object[T any](what string, keys []Key[T], check func(Mapping, *T)) Form[T] {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.Name
	}
	return Form[T]{schema: objectSchema(what, keys), read: func(n Node, out *T) {
		m, ok := n.mapping(what, names)
		if !ok {
			return
		}
		for _, k := range keys {
			if v, ok := m.keys[k.Name]; ok {
				k.read(v, out)
			} else if k.Need {
				n.Report("add \""+k.Name+":\" ("+k.Doc+")", "%s has no %s", what, k.Name)
			}
		}
		if check != nil {
			check(m, out)
		}
	}}
}

func objectSchema[T any](what string, keys []Key[T]) map[string]any {
	properties, need := map[string]any{}, []string{}
	for _, k := range keys {
		described := map[string]any{"description": k.Doc}
		for name, v := range k.schema {
			described[name] = v
		}
		properties[k.Name] = described
		if k.Need {
			need = append(need, k.Name)
		}
	}
	schema := map[string]any{"title": what, "type": "object", "additionalProperties": false, "properties": properties}
	if len(need) > 0 {
		schema["required"] = need
	}
	return schema
}

// mapping collects the keys that stand at n, and reports those that are unknown
// or written twice.
func (n Node) mapping(what string, names []string) (Mapping, bool) {
	m := Mapping{Node: n, keys: map[string]Node{}}
	var values []*ast.MappingValueNode
	switch node := n.node.(type) {
	case *ast.MappingNode:
		values = node.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{node}
	default:
		n.Report("write keys and values, one per line", "%s where a mapping (%s) is expected", kindOf(n.node), what)
		return m, false
	}
	for _, v := range values {
		m.add(n.file.node(v.Key), v.Value, what, names)
	}
	return m, true
}

func (m Mapping) add(key Node, value ast.Node, what string, names []string) {
	name := key.node.GetToken().Value
	if _, twice := m.keys[name]; twice {
		key.Report("remove one of them", "key %q is written twice", name)
		return
	}
	for _, known := range names {
		if known == name {
			m.keys[name] = m.file.node(value)
			return
		}
	}
	key.Report(Suggest(name, names), "unknown key %q in %s", name, what)
}
