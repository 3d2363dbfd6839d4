package house

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strconv"
)

// catalogue is the file that says what each point of the reference means.
const catalogue = "reference/reach.go"

// Reach finds points that a machine of the reference marks and its catalogue
// does not have, and the reverse.
func Reach(tree Tree) []Finding {
	listed, found := points(tree)
	marked := map[string]bool{}
	for _, p := range tree.Packages {
		if !under(p.Dir, "reference") {
			continue
		}
		for _, file := range p.Shipped() {
			ast.Inspect(file.Syntax, func(node ast.Node) bool {
				name, is, ok := mark(node)
				switch {
				case is && !ok:
					found = append(found, Finding{Place: tree.place(node.Pos()), Text: "marks a point without naming it: want a text in place",
						Why: "what is put together while it runs cannot be looked up"})
				case is && !slices.Contains(listed, name):
					found = append(found, Finding{Place: tree.place(node.Pos()), Text: fmt.Sprintf("marks the point %q, which %s does not have", name, catalogue)})
				}
				marked[name] = marked[name] || ok
				return true
			})
		}
	}
	for _, name := range listed {
		if !marked[name] {
			found = append(found, Finding{Place: catalogue, Text: fmt.Sprintf("lists the point %q, which no machine marks", name)})
		}
	}
	return found
}

// mark takes x.Reach("name") apart. is says that it is such a call, ok that the
// name is a text in place.
func mark(node ast.Node) (name string, is, ok bool) {
	call, fits := node.(*ast.CallExpr)
	if !fits || len(call.Args) != 1 {
		return "", false, false
	}
	f, fits := call.Fun.(*ast.SelectorExpr)
	if !fits || f.Sel.Name != "Reach" {
		return "", false, false
	}
	name, ok = text(call.Args[0])
	return name, true, ok
}

// points reads the names of the catalogue: every Name of its literals.
func points(tree Tree) (names []string, found []Finding) {
	for _, p := range tree.Packages {
		for _, file := range p.Files {
			if file.Path != catalogue {
				continue
			}
			ast.Inspect(file.Syntax, func(node ast.Node) bool {
				kv, fits := node.(*ast.KeyValueExpr)
				if !fits {
					return true
				}
				key, fits := kv.Key.(*ast.Ident)
				name, ok := text(kv.Value)
				if !fits || key.Name != "Name" || !ok {
					return true
				}
				if slices.Contains(names, name) {
					found = append(found, Finding{Place: tree.place(kv.Pos()), Text: fmt.Sprintf("lists the point %q twice", name)})
				}
				names = append(names, name)
				return true
			})
		}
	}
	return names, found
}

// text returns the value of a string literal.
func text(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
