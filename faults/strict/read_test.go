package strict

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

type sample struct {
	Name  string
	Count int
	List  []string
	Table map[string]int
}

var sampleForm = Object("a sample", []Key[sample]{
	At("name", "what it is called", Text, func(s *sample) *string { return &s.Name }).Needed(),
	At("count", "how many", Whole[int](1, 9), func(s *sample) *int { return &s.Count }),
	At("list", "words", List(Text), func(s *sample) *[]string { return &s.List }),
	At("table", "counts", Table("counts by name", Whole[int](1, 9)), func(s *sample) *map[string]int { return &s.Table }),
}, nil)

func TestRead(t *testing.T) {
	for _, text := range []string{
		"name: no\ncount: 3\nlist: [a, b]\n",
		"{\"name\": \"no\", \"count\": 3, \"list\": [\"a\", \"b\"]}",
		"# comment\n---\nlist:\n  - a\n  - b\ncount: 3\nname: 'no'\n",
	} {
		var s sample
		if err := Read("s.yaml", []byte(text), sampleForm, &s); err != nil || s.Name != "no" || s.Count != 3 || fmt.Sprint(s.List) != "[a b]" {
			t.Errorf("Read(%q) = %+v, %v, want no, 3, [a b]", text, s, err)
		}
	}
}

// A table has whatever names the file gives.
func TestTable(t *testing.T) {
	for _, text := range []string{"name: x\ntable: {tx: 3, va: 4}\n", "name: x\ntable:\n  va: 4\n  tx: 3\n"} {
		var s sample
		if err := Read("s.yaml", []byte(text), sampleForm, &s); err != nil || len(s.Table) != 2 || s.Table["tx"] != 3 || s.Table["va"] != 4 {
			t.Errorf("Read(%q) = %+v, %v, want tx 3 and va 4", text, s.Table, err)
		}
	}
}

// Each mistake is found at its place; the text after the position is compared.
func TestProblems(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "s.yaml: the file is empty",
		"# nothing\n":               "s.yaml: the file is empty",
		"name: x\n---\nname: y\n":   "s.yaml:3:1: a second document; put it into a file of its own",
		"name: x\nname: y\n":        "s.yaml:2:1: not readable as YAML: mapping key \"name\" already defined at [1:1]",
		"name: x\n\tcount: 3\n":     "s.yaml:2:1: not readable as YAML: found character '\t' that cannot start any token; indent with spaces, not with tabs",
		"name: x\nlist: [a\n":       "s.yaml:2:7: not readable as YAML: ",
		"name: x\ncount: 12\n":      "s.yaml:2:8: \"12\" is not a whole number from 1 to 9; write a whole number from 1 to 9",
		"name: x\ncount: [1]\n":     "s.yaml:2:8: a list where a whole number from 1 to 9 is expected; write a whole number from 1 to 9",
		"name:\n":                   "s.yaml:1:7: nothing where text is expected; write text",
		"name: &a x\n":              "s.yaml:1:7: an anchor or alias (not read here) where text is expected; write text",
		"name: !!str x\n":           "s.yaml:1:7: a tag (not read here) where text is expected; write text",
		"name: x\nlist: a\n":        "s.yaml:2:7: \"a\" where a list is expected; write a list: [a, b] or one \"- \" line each",
		"- name\n":                  "s.yaml:1:1: a list where a mapping (a sample) is expected; write keys and values, one per line",
		"nmae: x\n":                 "s.yaml:1:1: unknown key \"nmae\" in a sample; did you mean \"name\"?\ns.yaml:1:1: a sample has no name",
		"name: x\nzebra: 1\n":       "s.yaml:2:1: unknown key \"zebra\" in a sample; it is one of name, count, list, table",
		"name: x\ntable: [a]\n":     "s.yaml:2:8: a list where a mapping (counts by name) is expected; write keys and values, one per line",
		"name: x\ntable: {a: 12}\n": "s.yaml:2:12: \"12\" is not a whole number from 1 to 9; write a whole number from 1 to 9",
		strings.Repeat("[", 70):     "s.yaml:1:65: nested too deeply or a line too long to be read; write it in fewer levels and on more lines",
		strings.Repeat("x", 70_000): "s.yaml:1:65537: nested too deeply or a line too long to be read; write it in fewer levels and on more lines",
	} {
		var s sample
		err := Read("s.yaml", []byte(text), sampleForm, &s)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("Read(%.40q) = %v, want %s", text, err, want)
		}
	}
}

func TestTooLarge(t *testing.T) {
	var s sample
	err := Read("s.yaml", []byte(strings.Repeat("# a line\n", BytesMax/8)), sampleForm, &s)
	if want := "at most 262144 are read"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("Read(large) = %v, want %q", err, want)
	}
}

// At most ten problems are listed, the rest is counted.
func TestManyProblems(t *testing.T) {
	var b strings.Builder
	b.WriteString("name: x\n")
	for i := range 14 {
		fmt.Fprintf(&b, "key%d: 1\n", i)
	}
	var s sample
	err := Read("s.yaml", []byte(b.String()), sampleForm, &s)
	var problems Problems
	if !errors.As(err, &problems) || len(problems) != 14 {
		t.Fatalf("Read = %v, want 14 problems", err)
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 11 || lines[10] != "and 4 more" {
		t.Errorf("Error() has %d lines, last %q, want 11 and \"and 4 more\"", len(lines), lines[len(lines)-1])
	}
}

func TestNearest(t *testing.T) {
	words := []string{"partition", "partition-one-way", "kill", "hold", "I-05", "I-09", "R036"}
	for text, want := range map[string]string{
		"partiton": "partition", "Kill": "kill", "hodl": "hold", "I-5": "I-05", "R36": "R036", "xyzzy": "", "": "",
	} {
		if got := Nearest(text, words); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("name: x\ncount: 3\nlist: [a, b]\n"))
	f.Add([]byte("{\"name\": \"x\", \"list\": [\"\\u00e9\"]}"))
	f.Add([]byte("? name\n: x\n"))
	f.Add([]byte("name: |\n  a\n  b\n"))
	f.Add([]byte("<<: &a {name: x}\nlist: *a\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var s sample
		err := Read("f.yaml", b, sampleForm, &s)
		if err == nil && (s.Name == "" || s.Count < 0 || s.Count > 9) {
			t.Errorf("Read(%q) = %+v, nil, want a name and a count of 0 to 9", b, s)
		}
		if err != nil && err.Error() == "" {
			t.Errorf("Read(%q) = an error without text, want one", b)
		}
	})
}
