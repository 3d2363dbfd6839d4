package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/seatrial/seatrial/bench"
	"github.com/seatrial/seatrial/bench/specimen"
	"github.com/seatrial/seatrial/invariants"
	"github.com/seatrial/seatrial/sim/history"
)

const checkersHelp = `Judges a made-up history that grows from 10 000 to 10 000 000 records, by all
promises together and by each alone, and shows what a record costs and how much
memory the checkers hold on the way. The history is told record by
record and never held; its time counts for nothing here.

Cost is processor time per record since the row before, so it stays the same if
the checkers are linear; memory is what survives a collection, less what lived
before the judge was made.`

func newBenchCheckers() *cobra.Command {
	records, rounds := 0, 0
	c := &cobra.Command{
		Use:     "checkers",
		Short:   "Measure what judging costs as a history grows",
		Long:    checkersHelp,
		Example: `  seatrial bench checkers --records 1000000`,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if records < recordsMin || rounds < 1 {
				return invalid(fmt.Errorf("--records %d --rounds %d: want at least %d records and one round", records, rounds, recordsMin))
			}
			if err := benchCheckers(c.Context(), records, rounds, c.OutOrStdout()); err != nil {
				return broken(err)
			}
			return nil
		},
	}
	c.Flags().IntVar(&records, "records", 10_000_000, "length of the history")
	c.Flags().IntVar(&rounds, "rounds", 3, "how often all promises together are measured; the median counts")
	return c
}

// growthFrom is the first row of the table, and recordsMin the shortest history: in
// a shorter one not every promise is put to the test.
const (
	growthFrom = 10_000
	recordsMin = 100_000
)

// growth is what a judge has cost and holds after so many records.
type growth struct {
	records int
	cost    float64 // ns of processor time per record since the row before
	heap    float64 // bytes
}

func benchCheckers(ctx context.Context, records, rounds int, w io.Writer) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // one core
	var all [][]growth
	var findings []invariants.Finding
	for range rounds {
		rows, found, err := judgeSpecimen(ctx, records, invariants.All())
		if err != nil {
			return err
		}
		all, findings = append(all, rows), found
	}
	if err := tested(findings); err != nil {
		return err
	}
	fmt.Fprintf(w, "%12s %14s %16s   all promises, median of %d rounds\n", "records", "ns per record", "live heap", rounds)
	for i, row := range all[0] {
		at := func(of func(growth) float64) float64 {
			var values []float64
			for _, rows := range all {
				values = append(values, of(rows[i]))
			}
			return bench.Median(values)
		}
		fmt.Fprintf(w, "%12s %14.1f %12.2f MiB\n", quantity(float64(row.records)), at(growth.costs), at(growth.holds)/(1<<20))
	}
	return eachPromise(ctx, records, findings, w)
}

func (g growth) costs() float64 { return g.cost }
func (g growth) holds() float64 { return g.heap }

// tested refuses to measure checkers that found nothing to check.
func tested(findings []invariants.Finding) error {
	var wrong []error
	for _, f := range findings {
		if f.Verdict != invariants.Held || f.Evaluated == 0 {
			wrong = append(wrong, fmt.Errorf("%s over the made-up history is %s (%s): what it costs says nothing", f.ID, f.Verdict, reasonOf(f)))
		}
	}
	return errors.Join(wrong...)
}

func reasonOf(f invariants.Finding) string {
	if f.First != nil {
		return f.First.Text
	}
	return f.Why
}

// eachPromise measures every promise alone.
func eachPromise(ctx context.Context, records int, together []invariants.Finding, w io.Writer) error {
	fmt.Fprintf(w, "\n%-32s %12s %14s %14s   each alone, once\n", "promise", "evaluated", "ns per record", "live heap")
	evaluated := map[string]uint64{}
	for _, f := range together {
		evaluated[f.ID] = f.Evaluated
	}
	for _, p := range invariants.All() {
		if p.New == nil {
			continue
		}
		rows, _, err := judgeSpecimen(ctx, records, []invariants.Promise{p})
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%-32s %12s %s\n", p.ID+" "+p.Name, quantity(float64(evaluated[p.ID])), trend(rows))
	}
	return nil
}

// trend shows the last two rows: tables forget from 16 384 entries on, which is
// somewhere in the million of records.
func trend(rows []growth) string {
	last := rows[len(rows)-1]
	before := rows[max(len(rows)-2, 0)]
	return fmt.Sprintf("%6.1f %7.1f %7.2f MiB %7.2f MiB", before.cost, last.cost, before.heap/(1<<20), last.heap/(1<<20))
}

// batchSize is how many records are judged between two looks at the clock: many for a
// clock of microseconds, few enough to stay in the cache, as the record that a run
// hands over does.
const batchSize = 512

// judgeSpecimen judges one made-up history, and looks at cost and memory on the way.
func judgeSpecimen(ctx context.Context, records int, promises []invariants.Promise) ([]growth, []invariants.Finding, error) {
	s, batch := specimen.New(records), make([]history.Record, 0, batchSize)
	before := liveHeap()
	j := invariants.NewJudge(specimen.Header(), promises)
	var rows []growth
	var spent time.Duration
	seen, since, next := 0, 0, growthFrom
	for more := true; more && ctx.Err() == nil; {
		batch = batch[:0]
		for more && len(batch) < cap(batch) && seen+len(batch) < next {
			r := s.Next()
			if more = r != nil; more {
				batch = append(batch, *r)
			}
		}
		spent += judged(j, batch)
		if seen += len(batch); seen == next {
			rows = append(rows, growth{records: seen, cost: float64(spent) / float64(seen-since), heap: max(0, float64(liveHeap())-float64(before))})
			spent, since, next = 0, seen, following(next)
		}
	}
	findings := j.Findings()
	runtime.KeepAlive(s)
	return rows, findings, ctx.Err()
}

// following returns the row after: 10 000, 30 000, 100 000 ...
func following(row int) int {
	for power := growthFrom; ; power *= 10 {
		switch row {
		case power:
			return 3 * power
		case 3 * power:
			return 10 * power
		}
	}
}

// judged lets a judge see some records and returns what that took.
func judged(j *invariants.Judge, records []history.Record) time.Duration {
	begun := cpuTime()
	for i := range records {
		j.See(&records[i])
	}
	return cpuTime() - begun
}
