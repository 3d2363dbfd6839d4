package strict

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Limits of a file. The parser's time grows with the square of the nesting.
const (
	BytesMax = 256 << 10
	lineMax  = 64 << 10
	nestMax  = 64
)

// Read fills out from the bytes of a file. The name is only used in errors. The
// error, if any, is a [Problems]; then out is not to be used.
func Read[T any](name string, b []byte, form Form[T], out *T) error {
	f := &file{name: name}
	if root := f.parse(b); root != nil {
		form.read(f.node(root), out)
	}
	if len(f.problems) > 0 {
		return f.problems.sorted()
	}
	return nil
}

// parse returns the one document of a file, or nil and a problem.
func (f *file) parse(b []byte) ast.Node {
	if !f.sane(b) {
		return nil
	}
	tree, err := parse(b)
	if err != nil {
		f.problems = append(f.problems, f.syntax(err))
		return nil
	}
	var root ast.Node
	for _, doc := range tree.Docs {
		if doc.Body == nil {
			continue
		}
		if _, comment := doc.Body.(*ast.CommentGroupNode); comment {
			continue
		}
		if root != nil {
			f.node(doc.Body).Report("put it into a file of its own", "a second document")
			return nil
		}
		root = doc.Body
	}
	if root == nil {
		f.problems = append(f.problems, Problem{File: f.name, What: "the file is empty"})
	}
	return root
}

// parse keeps a panic of the parser from ending the program: whatever it is,
// the file is not readable.
func parse(b []byte) (tree *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			tree, err = nil, fmt.Errorf("parse yaml: %v", p)
		}
	}()
	return parser.ParseBytes(b, 0)
}

// syntax turns an error of the parser into a problem with its place.
func (f *file) syntax(err error) Problem {
	p := Problem{File: f.name, What: "not readable as YAML: " + err.Error()}
	var placed yaml.Error
	if !errors.As(err, &placed) {
		return p
	}
	p.What = "not readable as YAML: " + placed.GetMessage()
	if tok := placed.GetToken(); tok != nil && tok.Position != nil {
		p.Line, p.Column = tok.Position.Line, tok.Position.Column
	}
	if strings.Contains(p.What, "'\t'") {
		p.Fix = "indent with spaces, not with tabs"
	}
	return p
}

// sane refuses what would keep the parser busy for long.
func (f *file) sane(b []byte) bool {
	if len(b) > BytesMax {
		f.problems = append(f.problems, Problem{File: f.name,
			What: fmt.Sprintf("the file has %d bytes", len(b)), Fix: fmt.Sprintf("at most %d are read", BytesMax)})
		return false
	}
	line, column, nest := 1, 0, 0
	for _, c := range b {
		column++
		switch c {
		case '\n':
			line, column = line+1, 0
		case '[', '{':
			nest++
		case ']', '}':
			nest = max(0, nest-1)
		}
		if nest > nestMax || column > lineMax {
			f.problems = append(f.problems, Problem{File: f.name, Line: line, Column: column,
				What: "nested too deeply or a line too long to be read", Fix: "write it in fewer levels and on more lines"})
			return false
		}
	}
	return true
}
