package reports

import (
	"io"
	"strings"
)

// pageWidth is how wide a terminal report is, in columns.
const pageWidth = 100

// tone is the weight of a piece of text. Quiet is the rule: most of a report is
// toneNone.
type tone uint8

const (
	toneNone tone = iota
	toneHead      // of a table
	toneGood      // the headline of a run that held
	toneBad       // violated
	toneOpen      // without an answer
)

var toneCode = [...]string{"", "\x1b[2m", "\x1b[1;32m", "\x1b[1;31m", "\x1b[1;33m"}

// Style says how a terminal report is dressed. The zero value is plain ASCII.
type Style struct {
	Color bool // ANSI colours, for a terminal that wants them
}

func (s Style) paint(text string, t tone) string {
	if !s.Color || t == toneNone || text == "" {
		return text
	}
	return toneCode[t] + text + "\x1b[0m"
}

// cell is one field of a grid.
type cell struct {
	text string
	tone tone
}

// grid is a table of plain text. Columns are as wide as they must be; what is
// wider than the page is cut in the first column.
type grid struct {
	head  []string
	right []bool // columns of figures
	rows  [][]cell
	notes map[int][]string // lines under a row, wrapped
	loose bool             // the last column may run over the page: a command is never broken
}

func newGrid(head ...string) *grid {
	g := &grid{notes: map[int][]string{}}
	for _, h := range head {
		name, figures := strings.CutPrefix(h, ">")
		g.head = append(g.head, name)
		g.right = append(g.right, figures)
	}
	return g
}

func (g *grid) row(cells ...cell) {
	for i := range cells {
		cells[i].text = plain(cells[i].text)
	}
	g.rows = append(g.rows, cells)
}

// note puts lines under the row added last.
func (g *grid) note(lines ...string) {
	at := len(g.rows) - 1
	g.notes[at] = append(g.notes[at], lines...)
}

func (g *grid) write(w io.Writer, style Style) {
	widths := g.widths()
	head := make([]cell, len(g.head))
	for i, h := range g.head {
		head[i] = cell{h, toneHead}
	}
	g.line(w, style, widths, head)
	for i, row := range g.rows {
		g.line(w, style, widths, row)
		for _, note := range g.notes[i] {
			paragraph(w, note, "        ")
		}
	}
}

func (g *grid) widths() []int {
	widths := make([]int, len(g.head))
	total := 0
	for i, h := range g.head {
		widths[i] = len(h)
		for _, row := range g.rows {
			widths[i] = max(widths[i], len(row[i].text))
		}
		if !g.loose || i < len(g.head)-1 {
			total += widths[i] + 2
		}
	}
	if over := total - pageWidth; over > 0 {
		widths[0] = max(12, widths[0]-over)
	}
	return widths
}

func (g *grid) line(w io.Writer, style Style, widths []int, cells []cell) {
	var b strings.Builder
	for i, c := range cells {
		text := clip(c.text, widths[i])
		pad := strings.Repeat(" ", widths[i]-min(widths[i], len(text)))
		b.WriteString("  ")
		if g.right[i] {
			b.WriteString(pad)
		}
		b.WriteString(style.paint(text, c.tone))
		if !g.right[i] && i < len(cells)-1 {
			b.WriteString(pad)
		}
	}
	io.WriteString(w, strings.TrimRight(b.String(), " ")+"\n")
}

// paragraph writes text wrapped to the page, each line behind indent.
func paragraph(w io.Writer, text, indent string) {
	for _, line := range wrap(plain(text), pageWidth-len(indent)) {
		io.WriteString(w, indent+line+"\n")
	}
}
