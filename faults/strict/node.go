package strict

import (
	"fmt"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// Node is a place in a file: a value, with the position at which a problem
// about it is reported.
type Node struct {
	file *file
	node ast.Node
	at   *token.Position
}

type file struct {
	name     string
	problems Problems
}

func (f *file) node(n ast.Node) Node {
	node := Node{file: f, node: n}
	if tok := first(n).GetToken(); tok != nil {
		node.at = tok.Position
	}
	return node
}

// first returns the node at whose token n begins: a mapping begins at its first
// key, not at its first colon.
func first(n ast.Node) ast.Node {
	switch n := n.(type) {
	case *ast.MappingNode:
		if len(n.Values) > 0 && !n.IsFlowStyle {
			return n.Values[0].Key
		}
	case *ast.MappingValueNode:
		return n.Key
	}
	return n
}

// Report adds a problem at this place. The fix may be empty. Of a single value
// only the first problem is kept: what follows from it would confuse.
func (n Node) Report(fix, format string, args ...any) {
	if n.Scalar() && n.reported() {
		return
	}
	p := Problem{File: n.file.name, What: fmt.Sprintf(format, args...), Fix: fix}
	if n.at != nil {
		p.Line, p.Column = n.at.Line, n.at.Column
	}
	n.file.problems = append(n.file.problems, p)
}

// reported reports whether there is a problem at this place already.
func (n Node) reported() bool {
	for _, p := range n.file.problems {
		if n.at != nil && p.Line == n.at.Line && p.Column == n.at.Column {
			return true
		}
	}
	return false
}

// Line returns the line of the place, from 1.
func (n Node) Line() int {
	if n.at == nil {
		return 0
	}
	return n.at.Line
}

// Scalar reports whether the value is a single one: no list, no mapping.
func (n Node) Scalar() bool {
	_, ok := scalar(n.node)
	return ok
}

// text returns a single value as it was written, or reports what is there
// instead of it.
func (n Node) text(want string) (string, bool) {
	if s, ok := scalar(n.node); ok && s != "" {
		return s, true
	}
	n.Report("write "+want, "%s where %s is expected", kindOf(n.node), want)
	return "", false
}

// scalar returns the text of a value whatever YAML takes it for, so that a
// region may be called "no" and a version 1.10 stays 1.10.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// kindOf names what stands in a file, for people.
func kindOf(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	case *ast.AnchorNode, *ast.AliasNode:
		return "an anchor or alias (not read here)"
	case *ast.TagNode:
		return "a tag (not read here)"
	}
	if s, ok := scalar(n); ok && s != "" {
		return fmt.Sprintf("%q", s)
	}
	return "nothing"
}
