package house

import (
	"fmt"
	"go/ast"
	"regexp"
	"strings"
)

// start is the last sentence of a package comment.
var start = regexp.MustCompile(`(?s)Start\s+at\s+\[([A-Za-z_][\w.]*)\]\.$`)

// Comments finds packages whose comment is missing, or does not end by naming a
// declaration of the package from which to start reading.
func Comments(tree Tree) []Finding {
	var found []Finding
	for _, p := range tree.Packages {
		if text := commentBreach(p); text != "" {
			found = append(found, Finding{Place: p.Dir, Text: text})
		}
	}
	return found
}

func commentBreach(p Package) string {
	docs := packageDocs(p)
	switch {
	case len(p.Shipped()) == 0:
		return ""
	case len(docs) != 1:
		return fmt.Sprintf("has %d package comments, want one", len(docs))
	}
	if opening := opening(p.Name()); !strings.HasPrefix(docs[0], opening) {
		return fmt.Sprintf("package comment begins %.30q, want %q", docs[0], opening)
	}
	match := start.FindStringSubmatch(docs[0])
	if match == nil {
		return `package comment does not end "Start at [X]."`
	}
	if !declares(p, match[1]) {
		return fmt.Sprintf("package comment says to start at [%s], which the package does not declare", match[1])
	}
	return ""
}

func opening(name string) string {
	if name == "main" {
		return "Command "
	}
	return "Package " + name + " "
}

func packageDocs(p Package) []string {
	var docs []string
	for _, file := range p.Shipped() {
		if doc := strings.TrimSpace(file.Syntax.Doc.Text()); doc != "" {
			docs = append(docs, doc)
		}
	}
	return docs
}

// declares reports whether a shipped file declares name at top level. Of a
// qualified name (T.Method, pkg.Name) it looks up the first part, and takes a
// package it imports for declared.
func declares(p Package, name string) bool {
	first, _, _ := strings.Cut(name, ".")
	for _, file := range p.Shipped() {
		for _, decl := range file.Syntax.Decls {
			for _, ident := range declared(decl) {
				if ident.Name == first {
					return true
				}
			}
		}
		for _, spec := range file.Syntax.Imports {
			if strings.HasSuffix(importPath(spec), "/"+first) && first != name {
				return true
			}
		}
	}
	return false
}

// declared returns the names a top-level declaration introduces; for a method,
// its own name.
func declared(decl ast.Decl) []*ast.Ident {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		return []*ast.Ident{d.Name}
	case *ast.GenDecl:
		var names []*ast.Ident
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				names = append(names, s.Name)
			case *ast.ValueSpec:
				names = append(names, s.Names...)
			}
		}
		return names
	}
	return nil
}
