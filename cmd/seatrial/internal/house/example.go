package house

import (
	"slices"
	"strings"
)

// withoutExample lists the packages that need no example, each with its reason.
var withoutExample = map[string]string{}

// Examples finds importable packages that show nobody how to use them, and
// exceptions that are no longer needed.
func Examples(tree Tree) []Finding {
	var found []Finding
	for _, p := range tree.Packages {
		_, excused := withoutExample[p.Dir]
		switch has := hasExample(p); {
		case !importable(p):
		case has && excused:
			found = append(found, Finding{Place: p.Dir, Text: "has an example and is listed as having none; take it off the list in example.go"})
		case !has && !excused:
			found = append(found, Finding{Place: p.Dir, Text: "has no Example in its tests"})
		}
	}
	return found
}

// importable reports whether p is a library that others can import.
func importable(p Package) bool {
	internal := slices.Contains(strings.Split(p.Dir, "/"), "internal")
	return len(p.Shipped()) > 0 && p.Name() != "main" && !internal
}

func hasExample(p Package) bool {
	for _, file := range p.Tests() {
		for _, f := range functions(file) {
			if strings.HasPrefix(f.Name.Name, "Example") {
				return true
			}
		}
	}
	return false
}
