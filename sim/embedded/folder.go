package embedded

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/process"
)

// prefix is what the folders of runs begin with, below the folder for temporary
// files.
const prefix = "seatrial-embedded-"

// Leftovers reports the folders that runs left behind, and removes them if clean
// is set. A folder that no living process owns is left behind.
func Leftovers(w io.Writer, clean bool) error {
	found, err := live.Abandoned(prefix)
	if err != nil {
		return err
	}
	for _, dir := range found {
		if !clean {
			fmt.Fprintf(w, "left by an interrupted run: %s (doctor --clean removes it)\n", dir)
			continue
		}
		if err := endProcesses(w, dir); err != nil {
			return fmt.Errorf("clean up: %w", err)
		}
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("clean up: %w", err)
		}
		fmt.Fprintf(w, "removed %s\n", dir)
	}
	if len(found) == 0 {
		fmt.Fprintln(w, "left by interrupted runs of world embedded: nothing")
	}
	return nil
}

// endProcesses ends the processes of regions that outlived their run. Where the
// system ties them to it there are none.
func endProcesses(w io.Writer, dir string) error {
	regions, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return err
	}
	for _, region := range regions {
		if pid := process.Left(region); pid != 0 {
			if err := process.End(pid); err != nil {
				return err
			}
			fmt.Fprintf(w, "ended process %d of region %s\n", pid, filepath.Base(region))
		}
	}
	return nil
}
