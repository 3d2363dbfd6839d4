package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/seatrial/seatrial/scenarios/run"
)

// readCues turns lines into cues until the input ends, which closes the
// channel. What is no cue is answered by say.
func readCues(ctx context.Context, in io.Reader, say func(string)) <-chan run.Cue {
	cues := make(chan run.Cue)
	go func() {
		defer close(cues)
		lines := bufio.NewScanner(in)
		for lines.Scan() {
			cue, err := parseCue(lines.Text())
			if err != nil {
				say(err.Error())
				continue
			}
			select {
			case cues <- cue:
				say("")
			case <-ctx.Done():
				return
			}
		}
	}()
	return cues
}

// parseCue reads one line of the operator.
func parseCue(line string) (run.Cue, error) {
	word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	rest = strings.TrimSpace(rest)
	switch {
	case word == "":
		return run.Cue{Kind: run.CueGo}, nil
	case word == "n" && rest != "":
		return run.Cue{Kind: run.CueNote, Text: rest}, nil
	case word == "p" && rest == "":
		return run.Cue{Kind: run.CuePause}, nil
	case word == "q" && rest == "":
		return run.Cue{Kind: run.CueQuit}, nil
	}
	return run.Cue{}, fmt.Errorf("no key %q: Enter injects, n TEXT notes, p pauses or goes on, q takes everything back and ends", line)
}
