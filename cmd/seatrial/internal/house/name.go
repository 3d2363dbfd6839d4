package house

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
)

// vague are words that name nothing.
var vague = []string{"manager", "managers", "util", "utils", "utility", "utilities", "helper", "helpers", "common"}

// Names finds packages, files and top-level declarations with a vague word in
// their name.
func Names(tree Tree) []Finding {
	var found []Finding
	for _, p := range tree.Packages {
		if word, ok := vagueWord(p.Name()); ok {
			found = append(found, vagueName(p.Dir, p.Name(), word))
		}
		for _, file := range p.Files {
			found = append(found, vagueNames(tree, file)...)
		}
	}
	return found
}

func vagueNames(tree Tree, file File) []Finding {
	var found []Finding
	base := strings.TrimSuffix(path.Base(file.Path), ".go")
	if word, ok := vagueWord(base); ok {
		found = append(found, vagueName(file.Path, base, word))
	}
	for _, decl := range file.Syntax.Decls {
		for _, ident := range declared(decl) {
			if word, ok := vagueWord(ident.Name); ok {
				found = append(found, vagueName(tree.place(ident.Pos()), ident.Name, word))
			}
		}
	}
	return found
}

func vagueName(place, name, word string) Finding {
	return Finding{Place: place, Text: fmt.Sprintf("name %s contains %q; say what it does", name, word)}
}

func vagueWord(name string) (string, bool) {
	for _, word := range wordsOf(name) {
		if slices.Contains(vague, word) {
			return word, true
		}
	}
	return "", false
}

// wordsOf splits an identifier at underscores and before capitals, in lower
// case. A run of capitals stays one word.
func wordsOf(name string) []string {
	var words []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			words = append(words, strings.ToLower(string(word)))
			word = nil
		}
	}
	for _, r := range name {
		if r == '_' || r == '-' || r == '.' {
			flush()
			continue
		}
		if unicode.IsUpper(r) && len(word) > 0 && !unicode.IsUpper(word[len(word)-1]) {
			flush()
		}
		word = append(word, r)
	}
	flush()
	return words
}
