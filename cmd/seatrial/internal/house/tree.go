package house

import (
	"bufio"
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Tree is the source of a module.
type Tree struct {
	Module   string    // the module path
	Packages []Package // ascending by Dir; folders without Go files are left out
	Texts    []Text    // every text file, Go or not, ascending by path

	positions *token.FileSet
}

// Package is one folder with Go files.
type Package struct {
	Dir   string // slash-separated, "." for the root
	Files []File // ascending by path
}

// File is one parsed Go file.
type File struct {
	Path   string
	Test   bool // its name ends in _test.go
	Lines  int
	Syntax *ast.File
}

// Text is the content of one file.
type Text struct {
	Path    string
	Content []byte
}

// textMax is the size in bytes above which a file is not text somebody wrote.
const textMax = 1 << 20

// Load reads a module from its root folder. A Go file that does not parse is an
// error with its position. Hidden folders other than .ci and .github, testdata,
// vendored code and the folders a run or a release leaves behind hold no source
// of the module and are skipped; testdata is still read as text.
func Load(root fs.FS) (Tree, error) {
	tree := Tree{positions: token.NewFileSet()}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && skipped(name):
			return fs.SkipDir
		case entry.IsDir() || !entry.Type().IsRegular():
			return nil
		}
		return tree.add(root, name)
	})
	if err != nil {
		return Tree{}, fmt.Errorf("load tree: %w", err)
	}
	if tree.Module == "" {
		return Tree{}, fmt.Errorf("load tree: got no module path, want one in go.mod")
	}
	slices.SortFunc(tree.Packages, func(a, b Package) int { return strings.Compare(a.Dir, b.Dir) })
	return tree, nil
}

func skipped(dir string) bool {
	switch base := path.Base(dir); {
	case dir == ".", base == ".ci", base == ".github":
		return false
	default:
		return strings.HasPrefix(base, ".") || slices.Contains([]string{"vendor", "trial-out", "dist"}, base)
	}
}

// add reads one file. Text it keeps whole; of Go source it keeps the syntax too.
func (t *Tree) add(root fs.FS, name string) error {
	content, err := fs.ReadFile(root, name)
	if err != nil {
		return err
	}
	if len(content) > textMax || bytes.IndexByte(content, 0) >= 0 {
		return nil
	}
	t.Texts = append(t.Texts, Text{Path: name, Content: content})
	switch {
	case name == "go.mod":
		t.Module = modulePath(content)
	case path.Ext(name) == ".go" && !slices.Contains(strings.Split(name, "/"), "testdata"):
		return t.addGo(name, content)
	}
	return nil
}

func (t *Tree) addGo(name string, content []byte) error {
	syntax, err := parser.ParseFile(t.positions, name, content, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	file := File{
		Path:   name,
		Test:   strings.HasSuffix(name, "_test.go"),
		Lines:  bytes.Count(content, []byte("\n")),
		Syntax: syntax,
	}
	p := t.packageAt(path.Dir(name))
	p.Files = append(p.Files, file)
	return nil
}

func (t *Tree) packageAt(dir string) *Package {
	for i := range t.Packages {
		if t.Packages[i].Dir == dir {
			return &t.Packages[i]
		}
	}
	t.Packages = append(t.Packages, Package{Dir: dir})
	return &t.Packages[len(t.Packages)-1]
}

func modulePath(mod []byte) string {
	lines := bufio.NewScanner(bytes.NewReader(mod))
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "module "); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}

// Name returns the name in the package clause of the shipped files, or of the
// tests if there is nothing else.
func (p Package) Name() string {
	for _, file := range p.Files {
		if !file.Test {
			return file.Syntax.Name.Name
		}
	}
	return p.Files[0].Syntax.Name.Name
}

// Shipped returns the files that are not tests.
func (p Package) Shipped() []File { return p.files(false) }

// Tests returns the test files.
func (p Package) Tests() []File { return p.files(true) }

func (p Package) files(test bool) []File {
	var chosen []File
	for _, file := range p.Files {
		if file.Test == test {
			chosen = append(chosen, file)
		}
	}
	return chosen
}

// place returns file:line of a position.
func (t Tree) place(pos token.Pos) string {
	at := t.positions.Position(pos)
	return fmt.Sprintf("%s:%d", at.Filename, at.Line)
}

// lines returns how many lines a node spans, its first and last included.
func (t Tree) lines(node ast.Node) int {
	return t.positions.Position(node.End()).Line - t.positions.Position(node.Pos()).Line + 1
}
