package house

import (
	"fmt"
	"go/ast"
	"slices"
	"strconv"
	"strings"
)

// Imports finds shipped files that import against the table of layers, and
// folders the table does not know. Tests may import what they need.
func Imports(tree Tree) []Finding {
	var found []Finding
	for _, p := range tree.Packages {
		layer, ok := layerOf(p.Dir)
		if !ok {
			found = append(found, Finding{Place: p.Dir, Text: "has no row in the import table",
				Why: "a folder without a place in the design can import anything; give it one in layer.go"})
			continue
		}
		for _, file := range p.Shipped() {
			found = append(found, importsOf(tree, layer, file)...)
		}
	}
	return found
}

func importsOf(tree Tree, layer Layer, file File) []Finding {
	var found []Finding
	for _, spec := range file.Syntax.Imports {
		if broken, ok := breach(tree.Module, layer, importPath(spec)); ok {
			broken.Place = tree.place(spec.Pos())
			found = append(found, broken)
		}
	}
	return found
}

// breach judges one import of a layer.
func breach(module string, layer Layer, imported string) (Finding, bool) {
	dir, sibling := strings.CutPrefix(imported, module+"/")
	if !sibling {
		external := strings.Contains(strings.Split(imported, "/")[0], ".")
		return Finding{
			Text: fmt.Sprintf("%s may import the standard library only, not %s", layer.Dir, imported),
			Why:  layer.Why,
		}, layer.Standard && external
	}
	to, known := layerOf(dir)
	switch {
	case known && to.Dir == layer.Dir, slices.Equal(layer.May, everything):
		return Finding{}, false
	case under(dir, "cmd"):
		return Finding{Text: "nothing may import " + dir,
			Why: "the command is the outermost layer; what is worth sharing belongs further in"}, true
	case known && slices.Contains(layer.May, to.Dir):
		return Finding{}, false
	}
	return Finding{Text: fmt.Sprintf("%s may not import %s, only %v", layer.Dir, dir, layer.May), Why: layer.Why}, true
}

// importPath returns the path between the quotes.
func importPath(spec *ast.ImportSpec) string {
	unquoted, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return spec.Path.Value
	}
	return unquoted
}
