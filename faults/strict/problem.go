package strict

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// ProblemsMax is the number of problems that an error lists; the rest is
// counted.
const ProblemsMax = 10

// Problem is one mistake in a file.
type Problem struct {
	File   string
	Line   int    // from 1; 0 if the mistake is the file itself
	Column int    // from 1
	What   string // "unknown key \"holdd\""
	Fix    string // "did you mean \"hold\"?"; may be empty
}

// Error returns "file:line:column: what; fix".
func (p Problem) Error() string {
	text := brief(p.What)
	if p.Fix != "" {
		text += "; " + p.Fix
	}
	if p.Line == 0 {
		return p.File + ": " + text
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, text)
}

// whatMax is how much of a mistake is shown, in characters: a value may be a
// whole binary file.
const whatMax = 240

// brief shortens what is wrong and keeps it printable.
func brief(what string) string {
	shown := []rune(strings.ToValidUTF8(what, "?"))
	if len(shown) > whatMax {
		shown = append(shown[:whatMax], []rune(" ...")...)
	}
	for i, r := range shown {
		if r != '\t' && !unicode.IsPrint(r) {
			shown[i] = '?'
		}
	}
	return string(shown)
}

// Problems are all mistakes of a file, in the order of their places. It is an
// error if it is not empty.
type Problems []Problem

// Error returns one line per problem, at most [ProblemsMax].
func (ps Problems) Error() string {
	var b strings.Builder
	for i, p := range ps {
		if i == ProblemsMax {
			fmt.Fprintf(&b, "\nand %d more", len(ps)-i)
			break
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(p.Error())
	}
	return b.String()
}

// sorted returns the problems in the order of their places; those of one place
// stay in the order in which they were found.
func (ps Problems) sorted() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return ps
}
