package main

import (
	"fmt"
	"io"
	"os"

	"github.com/seatrial/seatrial/invariants/attack"
	"github.com/seatrial/seatrial/scenarios/run"
	"github.com/spf13/cobra"
)

func newPolicyAttack() *cobra.Command {
	var clear string
	c := &cobra.Command{
		Use:   "attack FILE --clear VALUES",
		Short: "Try to undo the pseudonyms of a document with what anybody could know",
		Long: `Attack hashes every value that a pseudonym may stand for with every published
algorithm, alone and with every other value as its salt, and looks for the result
in the pseudonyms of a JSON document. It has no key: what it recovers was never
protected. Then it says what else could be guessed by how often things occur.

Exit status: 0 nothing was recovered; 1 something was; 64 a document cannot be
read or holds no pseudonym.`,
		Example: `  seatrial policy attack exported.json --clear orders.xml
  seatrial policy attack exported.json --clear customers.txt`,
		Args: exactly(1, "the JSON document that pseudonyms are in"),
		RunE: func(c *cobra.Command, args []string) error { return attackFile(c.OutOrStdout(), args[0], clear) },
	}
	c.Flags().StringVar(&clear, "clear", "", "values that pseudonyms may stand for: an XML or JSON document, or a list of lines")
	completeFlags(c)
	return c
}

// attackFile attacks one document with the values of another.
func attackFile(w io.Writer, path, clear string) error {
	if clear == "" {
		return invalid(fmt.Errorf("attack %s: no values to try: name a file with --clear", path))
	}
	known, err := os.ReadFile(clear)
	if err != nil {
		return invalid(fmt.Errorf("read values: %w", err))
	}
	document, err := os.ReadFile(path)
	if err != nil {
		return invalid(fmt.Errorf("read pseudonyms: %w", err))
	}
	pseudonyms, err := attack.Pseudonyms(document)
	switch {
	case err != nil:
		return invalid(fmt.Errorf("%s: %w; give the exported JSON", path, err))
	case len(pseudonyms) == 0:
		return invalid(fmt.Errorf("%s: holds no pseudonym: want words that end in 16 hex digits or more", path))
	}
	values, counts := attack.Texts(known)
	trials := attack.Try(values, pseudonyms)
	recovered := printTrials(w, trials)
	fmt.Fprintf(w, "%d of %d pseudonyms recovered with %d values\n", recovered, len(pseudonyms), len(values))
	printGuesses(w, trials, pseudonyms, counts)
	if recovered > 0 {
		return ended(run.ExitViolated)
	}
	return nil
}

// printTrials says member by member what was recovered, and how.
func printTrials(w io.Writer, trials []attack.Trial) (recovered int) {
	for _, t := range trials {
		recovered += t.Recovered
		fmt.Fprintf(w, "%s: %d of %d recovered\n", t.Field, t.Recovered, t.Of)
		for _, f := range t.Found {
			how := f.Guess.How
			if f.Guess.Salt != "" {
				how += fmt.Sprintf(", the salt being %q", f.Guess.Salt)
			}
			fmt.Fprintf(w, "  %s is %q: %s\n", f.Pseudonym, f.Guess.Value, how)
		}
	}
	return recovered
}

// printGuesses says what the frequencies tell of those that were not recovered.
func printGuesses(w io.Writer, trials []attack.Trial, pseudonyms []attack.Pseudonym, values map[string]int) {
	known := map[string]bool{}
	for _, t := range trials {
		for _, f := range t.Found {
			known[f.Pseudonym] = true
		}
	}
	hidden := map[string]int{}
	for _, p := range pseudonyms {
		hidden[p.Text] = p.Count
	}
	for _, l := range attack.Frequency(hidden, values) {
		if !known[l.Pseudonym] {
			fmt.Fprintf(w, "  %s may be %q: both occur %d times, and nothing else does\n", l.Pseudonym, l.Value, l.Count)
		}
	}
}
