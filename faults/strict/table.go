package strict

import "github.com/goccy/go-yaml/ast"

// Table is a mapping whose keys are names that only the file knows: {tx: [3, 17]}.
// What names what is for people: "a region". At most 100 entries.
func Table[E any](what string, element Form[E]) Form[map[string]E] {
	const most = 100
	schema := map[string]any{"title": what, "type": "object", "additionalProperties": element.schema, "maxProperties": most}
	return Form[map[string]E]{schema: schema, read: func(n Node, out *map[string]E) {
		names := n.names()
		m, ok := n.mapping(what, names)
		if !ok {
			return
		}
		if len(names) > most {
			n.Report("", "a mapping of %d entries, at most %d are read", len(names), most)
			return
		}
		*out = make(map[string]E, len(names))
		for _, name := range names {
			var e E
			element.read(m.keys[name], &e)
			(*out)[name] = e
		}
	}}
}

// names lists the keys that stand at a place.
func (n Node) names() []string {
	var values []*ast.MappingValueNode
	switch node := n.node.(type) {
	case *ast.MappingNode:
		values = node.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{node}
	}
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = v.Key.GetToken().Value
	}
	return out
}
