package requirement

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// lastPromise is the highest promise number the catalogue may name.
const lastPromise = 47

// parse reads lines of five tab-separated columns: id, kind, area, text,
// promises. Promises are separated by blanks; I-05..I-16 means all from I-05 to
// I-16. A mistake is reported with its line.
func parse(text string) ([]Row, error) {
	var rows []Row
	line := 0
	for one := range strings.Lines(text) {
		line++
		row, err := parseRow(strings.TrimSuffix(one, "\n"))
		if err != nil {
			return nil, fmt.Errorf("parse rows.tsv:%d: %w", line, err)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func parseRow(line string) (Row, error) {
	columns := strings.Split(line, "\t")
	if len(columns) != 5 {
		return Row{}, fmt.Errorf("got %d columns, want 5", len(columns))
	}
	row := Row{ID: columns[0], Kind: Kind(columns[1]), Area: columns[2], Text: columns[3]}
	if !slices.Contains(Kinds(), row.Kind) {
		return Row{}, fmt.Errorf("got kind %q, want one of %v", row.Kind, Kinds())
	}
	promises, err := parsePromises(columns[4])
	row.Promises = promises
	return row, err
}

func parsePromises(column string) ([]string, error) {
	var ids []string
	for _, item := range strings.Fields(column) {
		from, to, isRange := strings.Cut(item, "..")
		if !isRange {
			to = from
		}
		first, err := promiseNumber(from)
		if err != nil {
			return nil, err
		}
		last, err := promiseNumber(to)
		if err != nil {
			return nil, err
		}
		for n := first; n <= last; n++ {
			ids = append(ids, fmt.Sprintf("I-%02d", n))
		}
	}
	return ids, nil
}

func promiseNumber(id string) (int, error) {
	digits, ok := strings.CutPrefix(id, "I-")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || len(digits) != 2 || n < 1 || n > lastPromise {
		return 0, fmt.Errorf("got promise %q, want I-01 to I-%02d", id, lastPromise)
	}
	return n, nil
}
