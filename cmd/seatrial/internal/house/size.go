package house

import (
	"fmt"
	"go/ast"
	"slices"
)

// Limits of length, in lines. Tests and shipped code share the limit of a
// single function; the distribution and the length of files concern what ships.
const (
	funcMax = 70
	funcP95 = 50
	fileMax = 500
)

// Size is how the shipped code of a tree measures, in lines.
type Size struct {
	FuncMedian, FuncP95 int
	FileMedian, FileP95 int
}

// Measure returns the size of the shipped code. Generated files do not count.
func Measure(tree Tree) Size {
	var funcs, files []int
	for _, p := range tree.Packages {
		for _, file := range p.Shipped() {
			if ast.IsGenerated(file.Syntax) {
				continue
			}
			files = append(files, file.Lines)
			for _, f := range functions(file) {
				funcs = append(funcs, tree.lines(f))
			}
		}
	}
	return Size{
		FuncMedian: quantile(funcs, 50), FuncP95: quantile(funcs, 95),
		FileMedian: quantile(files, 50), FileP95: quantile(files, 95),
	}
}

// Sizes finds functions and files that grew too long.
func Sizes(tree Tree) []Finding {
	var found []Finding
	for _, p := range tree.Packages {
		for _, file := range p.Files {
			found = append(found, tooLong(tree, file)...)
		}
	}
	if p95 := Measure(tree).FuncP95; p95 > funcP95 {
		found = append(found, Finding{Place: tree.Module,
			Text: fmt.Sprintf("95th percentile of function length = %d lines, want at most %d", p95, funcP95)})
	}
	return found
}

func tooLong(tree Tree, file File) []Finding {
	if ast.IsGenerated(file.Syntax) {
		return nil
	}
	var found []Finding
	if !file.Test && file.Lines > fileMax {
		found = append(found, Finding{Place: file.Path,
			Text: fmt.Sprintf("has %d lines, want at most %d", file.Lines, fileMax)})
	}
	for _, f := range functions(file) {
		if n := tree.lines(f); n > funcMax {
			found = append(found, Finding{Place: tree.place(f.Pos()),
				Text: fmt.Sprintf("%s has %d lines, want at most %d", f.Name.Name, n, funcMax)})
		}
	}
	return found
}

func functions(file File) []*ast.FuncDecl {
	var found []*ast.FuncDecl
	for _, decl := range file.Syntax.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok {
			found = append(found, f)
		}
	}
	return found
}

// quantile returns the smallest value that percent of all values do not exceed;
// 0 of none.
func quantile(values []int, percent int) int {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)*percent+99)/100-1]
}
