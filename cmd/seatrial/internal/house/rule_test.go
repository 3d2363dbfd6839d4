package house

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

const module = "github.com/seatrial/seatrial"

// treeOf loads a tree of the given files, written as path, content, path, ...
func treeOf(t *testing.T, files ...string) Tree {
	t.Helper()
	tree, err := Load(folder(files...))
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func folder(files ...string) fs.FS {
	root := fstest.MapFS{"go.mod": {Data: []byte("module " + module + "\n")}}
	for i := 0; i+1 < len(files); i += 2 {
		root[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return root
}

// importing returns a file of a package that imports one path.
func importing(path string) string {
	return fmt.Sprintf("package p\n\nimport _ %q\n", path)
}

func function(name string, lines int) string {
	return fmt.Sprintf("package p\n\nfunc %s() {\n%s}\n", name, strings.Repeat("\n", lines-2))
}

// marking returns a file of a machine that marks a point.
func marking(point string) string {
	return "package pod\n\nfunc (p *Pod) f() { p.out.Reach(" + point + ") }\n"
}

// listing returns a catalogue of points.
func listing(points ...string) string {
	out := "package reference\n\nvar points = []Point{\n"
	for _, p := range points {
		out += "\t{Name: \"" + p + "\"},\n"
	}
	return out + "}\n"
}

// Each rule has a tree that keeps it and one that breaks it in one place.
var ruleTests = []struct {
	name  string
	check func(Tree) []Finding
	files []string
	want  string // part of the only finding; nothing found if empty
}{
	{"sibling allowed", Imports, []string{"faults/a.go", importing(module + "/sim/topology")}, ""},
	{"own layer", Imports, []string{"sim/virtual/a.go", importing(module + "/sim/virtual/queue")}, ""},
	{"own layer only by its row", Imports, []string{"sim/a.go", importing(module + "/sim/virtual")}, "sim may not import sim/virtual"},
	{"reference sees a world", Imports, []string{"reference/a.go", importing(module + "/sim/virtual")}, "must run in any world"},
	{"pod sees hub", Imports, []string{"reference/pod/a.go", importing(module + "/reference/hub")}, "meet by messages alone"},
	{"outside sees policy", Imports, []string{"reference/outside/a.go", importing(module + "/reference/policy")}, "an outside party is a witness"},
	{"outside reads interchanges", Imports, []string{"reference/outside/a.go", importing(module + "/reference/x12")}, ""},
	{"pod reads interchanges", Imports, []string{"reference/pod/a.go", importing(module + "/reference/x12")}, "may not import reference/x12"},
	{"promise sees system", Imports, []string{"invariants/a.go", importing(module + "/reference/event")}, "judges the history of any system"},
	{"run sees a world", Imports, []string{"scenarios/run/a.go", importing(module + "/sim/virtual")}, "handed in by the command"},
	{"run sees the catalogue", Imports, []string{"scenarios/run/a.go", importing(module + "/scenarios/requirement")}, "may not import"},
	{"scenario sees the catalogue", Imports, []string{"scenarios/a.go", importing(module + "/scenarios/requirement")}, ""},
	{"explore sees what run sees", Imports, []string{"scenarios/explore/a.go", importing(module + "/faults")}, ""},
	{"report sees scenarios", Imports, []string{"reports/a.go", importing(module + "/scenarios")}, ""},
	{"sample sees the harness", Imports, []string{"samples/a/a.go", importing(module + "/bench")}, "knows the contract and nothing of the harness"},
	{"nothing imports the command", Imports, []string{"bench/a.go", importing(module + "/cmd/seatrial/internal/house")}, "nothing may import cmd"},
	{"the command imports all", Imports, []string{"cmd/seatrial/a.go", importing(module + "/sim/virtual")}, ""},
	{"history stands alone", Imports, []string{"sim/history/a.go", importing("github.com/klauspost/compress/zstd")}, "standard library only"},
	{"history uses the standard library", Imports, []string{"sim/history/a.go", importing("encoding/json")}, ""},
	{"x12 stands alone", Imports, []string{"reference/x12/a.go", importing(module + "/sim")}, "may not import sim"},
	{"tests are free", Imports, []string{"reference/a_test.go", importing(module + "/sim/virtual")}, ""},
	{"unknown folder", Imports, []string{"misc/a.go", "package misc\n"}, "no row in the import table"},

	{"bus at home", Fences, []string{"sim/live/a.go", importing("github.com/nats-io/nats.go/jetstream")}, ""},
	{"bus elsewhere", Fences, []string{"sim/embedded/a.go", importing("github.com/nats-io/nats.go/jetstream")}, "in sim/live and samples only"},
	{"bus in a sample", Fences, []string{"samples/a/a.go", importing("github.com/nats-io/nats.go/jetstream")}, ""},
	{"server in a sample", Fences, []string{"samples/a/a.go", importing("github.com/nats-io/nats-server/v2/server")}, "in sim/live and sim/embedded only"},
	{"server in one process", Fences, []string{"sim/embedded/a.go", importing("github.com/nats-io/nats-server/v2/server")}, ""},
	{"store elsewhere", Fences, []string{"reference/pod/a.go", importing("go.etcd.io/bbolt")}, "in sim/live only"},
	{"links elsewhere", Fences, []string{"faults/a.go", importing("github.com/Shopify/toxiproxy/v2")}, "in sim/live only"},
	{"containers elsewhere", Fences, []string{"sim/live/a.go", importing("github.com/testcontainers/testcontainers-go")}, "in sim/containers only"},
	{"flags elsewhere", Fences, []string{"scenarios/a.go", importing("github.com/spf13/cobra")}, "in cmd/seatrial only"},

	{"duration", Purity, []string{"sim/a.go", "package sim\n\nimport \"time\"\n\nvar d = time.Second\n"}, ""},
	{"clock", Purity, []string{"sim/a.go", "package sim\n\nimport \"time\"\n\nvar d = time.Now()\n"}, "uses time.Now"},
	{"clock at the edge", Purity, []string{"sim/live/a.go", "package live\n\nimport \"time\"\n\nvar d = time.Now()\n"}, ""},
	{"chance", Purity, []string{"reference/pod/a.go", importing("math/rand/v2")}, "imports math/rand/v2"},
	{"goroutine", Purity, []string{"invariants/a.go", "package invariants\n\nfunc f() { go f() }\n"}, "starts a goroutine"},
	{"float", Purity, []string{"sim/virtual/a.go", "package virtual\n\nvar x float64\n"}, "uses float64"},
	{"float in a report", Purity, []string{"reports/a.go", "package reports\n\nvar x float64\n"}, ""},

	{"sleeping test", Sleep, []string{"bench/a_test.go", "package bench\n\nimport \"time\"\n\nfunc f() { time.Sleep(1) }\n"}, "poll to a deadline"},
	{"sleeping program", Sleep, []string{"bench/a.go", "package bench\n\nimport \"time\"\n\nfunc f() { time.Sleep(1) }\n"}, ""},

	{"good comment", Comments, []string{"a/a.go", "// Package a is.\n// Start\n// at [X].\npackage a\n\ntype X int\n"}, ""},
	{"comment of a method", Comments, []string{"a/a.go", "// Package a is. Start at [X.M].\npackage a\n\ntype X int\n"}, ""},
	{"comment of a command", Comments, []string{"a/a.go", "// Command a is. Start at [main].\npackage main\n\nfunc main() {}\n"}, ""},
	{"no comment", Comments, []string{"a/a.go", "package a\n"}, "has 0 package comments"},
	{"two comments", Comments, []string{"a/a.go", "// Package a is.\npackage a\n", "a/b.go", "// Package a is.\npackage a\n"}, "has 2 package comments"},
	{"wrong opening", Comments, []string{"a/a.go", "// Here is a. Start at [X].\npackage a\n\ntype X int\n"}, `want "Package a "`},
	{"no start", Comments, []string{"a/a.go", "// Package a is. Start at [X]. Or not.\npackage a\n\ntype X int\n"}, "does not end"},
	{"start nowhere", Comments, []string{"a/a.go", "// Package a is. Start at [Y].\npackage a\n\ntype X int\n"}, "does not declare"},
	{"tests alone", Comments, []string{"a/a_test.go", "package a\n"}, ""},

	{"formatted", Format, []string{"a/a.go", "package a\n\nvar x = 1\n"}, ""},
	{"not formatted", Format, []string{"a/a.go", "package a\nvar x=1\n"}, "is not formatted"},

	{"function of 70 lines among short ones", Sizes, append(shortFiles(19), "a/a.go", function("f", 70)), ""},
	{"function of 71 lines", Sizes, append(shortFiles(20), "a/a.go", function("f", 71)), "f has 71 lines, want at most 70"},
	{"test of 71 lines", Sizes, []string{"a/a_test.go", function("f", 71)}, "f has 71 lines"},
	{"too many long functions", Sizes, append(shortFiles(18), "a/a.go", function("f", 51)), "95th percentile of function length = 51"},
	{"file of 501 lines", Sizes, []string{"a/a.go", "package a\n" + strings.Repeat("\n", 500)}, "has 501 lines, want at most 500"},
	{"test file of 501 lines", Sizes, []string{"a/a_test.go", "package a\n" + strings.Repeat("\n", 500)}, ""},
	{"generated", Sizes, []string{"a/a.go", "// Code generated by a tool. DO NOT EDIT.\n\n" + function("f", 600)}, ""},

	{"plain names", Names, []string{"a/order.go", "package a\n\nfunc (x X) Utilisation() {}\n\ntype Commonwealth int\n"}, ""},
	{"vague type", Names, []string{"a/order.go", "package a\n\ntype OrderManager struct{}\n"}, `name OrderManager contains "manager"`},
	{"vague method", Names, []string{"a/order.go", "package a\n\nfunc (x X) stockHelper() {}\n"}, `contains "helper"`},
	{"vague file", Names, []string{"a/string_utils.go", "package a\n"}, `contains "utils"`},
	{"vague package", Names, []string{"a/a.go", "package common\n"}, `contains "common"`},

	{"finished", Words, []string{"README.md", "things to do\n"}, ""},
	{"left for later", Words, []string{"docs/a.md", "line\n" + "TO" + "DO later\n"}, "docs/a.md:2"},
	{"left in Go", Words, []string{"a/a.go", "package a\n\n// FIX" + "ME: later\n"}, "a/a.go:3"},

	{"listed point", Reach, []string{"reference/pod/a.go", marking(`"gap-parked"`), "reference/reach.go", listing("gap-parked")}, ""},
	{"point without entry", Reach, []string{"reference/pod/a.go", marking(`"gap-parked"`), "reference/reach.go", listing("x"), "reference/hub/a.go", marking(`"x"`)}, `marks the point "gap-parked"`},
	{"point without mark", Reach, []string{"reference/reach.go", listing("gap-parked")}, `lists the point "gap-parked"`},
	{"point twice", Reach, []string{"reference/pod/a.go", marking(`"x"`), "reference/reach.go", listing("x") + "\nvar more = []Point{{Name: \"x\"}}\n"}, `lists the point "x" twice`},
	{"point of no name", Reach, []string{"reference/pod/a.go", marking("name()"), "reference/reach.go", listing()}, "marks a point without naming it"},
	{"point of a test", Reach, []string{"reference/pod/a_test.go", marking(`"x"`), "reference/reach.go", listing()}, ""},

	{"example", Examples, []string{"a/a.go", "package a\n", "a/a_test.go", "package a_test\n\nfunc ExampleX() {}\n"}, ""},
	{"no example", Examples, []string{"a/a.go", "package a\n"}, "has no Example"},
	{"internal", Examples, []string{"a/internal/b/b.go", "package b\n"}, ""},
	{"command", Examples, []string{"a/a.go", "package main\n"}, ""},
}

// shortFiles returns n files with a function of three lines each.
func shortFiles(n int) []string {
	var files []string
	for i := range n {
		files = append(files, fmt.Sprintf("a/short%d.go", i), function(fmt.Sprintf("short%d", i), 3))
	}
	return files
}

func TestRules(t *testing.T) {
	for _, test := range ruleTests {
		t.Run(test.name, func(t *testing.T) {
			found := test.check(treeOf(t, test.files...))
			switch {
			case test.want == "" && len(found) == 0:
			case test.want != "" && len(found) == 1 && strings.Contains(found[0].String(), test.want):
			default:
				t.Errorf("findings = %v, want %q", found, test.want)
			}
		})
	}
}

func TestLoadMistakes(t *testing.T) {
	if _, err := Load(folder("a/a.go", "package\n")); err == nil || !strings.Contains(err.Error(), "a/a.go:1") {
		t.Errorf("Load(broken file) = %v, want an error at a/a.go:1", err)
	}
	if _, err := Load(fstest.MapFS{}); err == nil {
		t.Error("Load(empty folder) = nil, want an error")
	}
}

func TestLoadSkips(t *testing.T) {
	tree := treeOf(t,
		".git/a.go", "package a\n", "vendor/a/a.go", "package a\n", "trial-out/a.go", "package a\n",
		"a/testdata/a.go", "not Go", "a/a.go", "package a\n", "seatrial", "\x00")
	if len(tree.Packages) != 1 || tree.Packages[0].Dir != "a" {
		t.Errorf("Load().Packages = %v, want a alone", tree.Packages)
	}
	if got, want := len(tree.Texts), 3; got != want {
		t.Errorf("len(Load().Texts) = %d, want %d: go.mod, a/a.go and its testdata", got, want)
	}
}
