package main

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim/history"
)

// inHistory puts file, line and column in front of an error of a history, in the
// form that editors follow.
func inHistory(path string, err error) error {
	var wrong *history.Error
	if errors.As(err, &wrong) {
		return fmt.Errorf("%s:%d:%d: %s: %s", path, wrong.Line, wrong.Column, wrong.What, wrong.Remedy)
	}
	return fmt.Errorf("%s: %w", path, err)
}

// inPlan puts the place of the word in front of an error of one of its faults.
func inPlan(path string, plan []byte, err error) error {
	var wrong *faults.FieldError
	if !errors.As(err, &wrong) {
		return fmt.Errorf("%s: %w", path, err)
	}
	return locate(path, plan, `\bid:\s*["']?`+regexp.QuoteMeta(wrong.Fault)+`\b`, `\b`+regexp.QuoteMeta(wrong.Word)+`:`, err)
}

// locate puts file, line and column in front of an error about a text that was
// read without keeping its places: the line is the first that matches, the
// column that of the word in it, if it is there.
func locate(path string, text []byte, line, word string, err error) error {
	wanted, inside := regexp.MustCompile(line), regexp.MustCompile(word)
	for i, content := range bytes.Split(text, []byte("\n")) {
		found := wanted.FindIndex(content)
		if found == nil {
			continue
		}
		if better := inside.FindIndex(content); better != nil {
			found = better
		}
		return fmt.Errorf("%s:%d:%d: %w", path, i+1, found[0]+1, err)
	}
	return fmt.Errorf("%s: %w", path, err)
}
