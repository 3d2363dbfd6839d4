package policy

import (
	"bytes"
	"fmt"
	"strings"
)

// goldenHead is the first line of a golden file.
const goldenHead = "seatrial/policy-golden/v1"

// Golden returns the matrix as text, one decision a line, for a file that is
// kept beside the bundle:
//
//	seatrial/policy-golden/v1
//	regions tx va hub
//	lie internal tx hub demand-planning: ledger read-model
//	lie restricted tx hub demand-planning: -
//	go InventoryShipped tx hub demand-planning sku: clear
//
// A lie line names tier, home, region, purpose and the kinds of store; a go line
// type, home, destination, purpose, field and way. What has no go line does not
// go.
func (m *Matrix) Golden() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s\nregions %s\n", goldenHead, strings.Join(m.Regions, " "))
	for _, h := range m.Holdings {
		fmt.Fprintf(&out, "lie %s %s %s %s: %s\n", h.Tier, h.Home, h.Region, h.Purpose, stores(h.Stores))
	}
	for _, c := range m.Crossings {
		if c.How != Drop {
			fmt.Fprintf(&out, "go %s %s %s %s %s: %s\n", c.Type, c.Home, c.To, c.Purpose, c.Field, c.How)
		}
	}
	return out.Bytes()
}

func stores(list []string) string {
	if len(list) == 0 {
		return "-"
	}
	return strings.Join(list, " ")
}

// ParseGolden reads what [Matrix.Golden] wrote; errors name the line.
func ParseGolden(text []byte) (*Matrix, error) {
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	if lines[0] != goldenHead || len(lines) < 2 {
		return nil, fmt.Errorf("1: not a golden file: its first line is not %q: write it with `seatrial policy test FILE --update`", goldenHead)
	}
	regions, ok := strings.CutPrefix(lines[1], "regions ")
	m := &Matrix{Regions: strings.Fields(regions)}
	if !ok || len(m.Regions) == 0 {
		return nil, fmt.Errorf("2: no regions: write \"regions tx va hub\", or write the file with `seatrial policy test FILE --update`")
	}
	for i, line := range lines[2:] {
		if err := m.read(line); err != nil {
			return nil, fmt.Errorf("%d: %w", i+3, err)
		}
	}
	return m, nil
}

func (m *Matrix) read(line string) error {
	head, tail, ok := cutLast(line, ": ")
	kind, rest, _ := strings.Cut(head, " ")
	switch {
	case ok && kind == "lie":
		f := strings.SplitN(rest, " ", 4)
		if len(f) == 4 {
			m.Holdings = append(m.Holdings, Holding{Tier: f[0], Home: f[1], Region: f[2], Purpose: f[3], Stores: listed(tail)})
			return nil
		}
	case ok && kind == "go":
		at := strings.LastIndexByte(rest, ' ')
		f := strings.SplitN(rest[:max(at, 0)], " ", 4)
		if how, known := parseWay(tail); len(f) == 4 && known && how != wayDrop {
			m.Crossings = append(m.Crossings, Crossing{Type: f[0], Home: f[1], To: f[2], Purpose: f[3], Field: rest[at+1:], How: tail})
			return nil
		}
	}
	return fmt.Errorf("%q is no decision: want \"lie TIER HOME REGION PURPOSE: STORES\" or \"go TYPE HOME TO PURPOSE FIELD: WAY\"", line)
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

func listed(text string) []string {
	if text == "-" {
		return nil
	}
	return strings.Fields(text)
}
