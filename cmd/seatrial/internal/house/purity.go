package house

import (
	"go/ast"
	"slices"
)

// impure are the packages through which chance or the outside world gets in.
var impure = []string{"math/rand", "math/rand/v2", "crypto/rand", "net", "net/http", "os", "os/exec", "syscall"}

// clocks are the functions of package time that read or follow the machine's
// clock. Durations and the formatting of instants are fine.
var clocks = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick"}

// Purity finds clocks, chance, goroutines and floating point in the shipped
// files of layers that step or judge.
func Purity(tree Tree) []Finding {
	var found []Finding
	for _, p := range tree.Packages {
		if layer, _ := layerOf(p.Dir); !layer.Pure {
			continue
		}
		for _, file := range p.Shipped() {
			found = append(found, impurities(tree, file)...)
		}
	}
	return found
}

func impurities(tree Tree, file File) []Finding {
	var found []Finding
	for _, spec := range file.Syntax.Imports {
		if imported := importPath(spec); slices.Contains(impure, imported) {
			found = append(found, Finding{Place: tree.place(spec.Pos()), Text: "imports " + imported,
				Why: "what steps or judges takes chance and the outside as inputs, or no run can be repeated"})
		}
	}
	ast.Inspect(file.Syntax, func(node ast.Node) bool {
		if node == nil {
			return false
		}
		if broken, ok := impurity(node); ok {
			broken.Place = tree.place(node.Pos())
			found = append(found, broken)
		}
		return true
	})
	return found
}

func impurity(node ast.Node) (Finding, bool) {
	switch n := node.(type) {
	case *ast.GoStmt:
		return Finding{Text: "starts a goroutine",
			Why: "the scheduler's order would become part of the result"}, true
	case *ast.SelectorExpr:
		if name, ok := clock(n); ok {
			return Finding{Text: "uses time." + name,
				Why: "time is an input: two runs of one seed must read the same clock"}, true
		}
	case *ast.Ident:
		if n.Name == "float64" || n.Name == "float32" {
			return Finding{Text: "uses " + n.Name,
				Why: "rounding differs between processors; count in integers and divide in the report"}, true
		}
	}
	return Finding{}, false
}

// clock returns the name of the clock function that e selects.
func clock(e *ast.SelectorExpr) (string, bool) {
	x, ok := e.X.(*ast.Ident)
	if !ok || x.Name != "time" || !slices.Contains(clocks, e.Sel.Name) {
		return "", false
	}
	return e.Sel.Name, true
}

// Sleep finds tests that call time.Sleep.
func Sleep(tree Tree) []Finding {
	var found []Finding
	for _, p := range tree.Packages {
		for _, file := range p.Tests() {
			ast.Inspect(file.Syntax, func(node ast.Node) bool {
				e, ok := node.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if name, ok := clock(e); ok && name == "Sleep" {
					found = append(found, Finding{Place: tree.place(e.Pos()), Text: "sleeps; poll to a deadline, or wait for the event"})
				}
				return true
			})
		}
	}
	return found
}
