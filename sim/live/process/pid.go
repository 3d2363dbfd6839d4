package process

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// pidFile is the file in a region's folder that names the last child.
const pidFile = "pid"

func writePid(dir string, pid int) error {
	if err := os.WriteFile(filepath.Join(dir, pidFile), []byte(strconv.Itoa(pid)), 0o600); err != nil {
		return fmt.Errorf("note process: %w", err)
	}
	return nil
}

// Left returns the number of a child that still runs although its parent is gone:
// the last one of a region's folder, 0 = there is none. Numbers are given out
// again, so only a process that works in the folder counts. Where the system does
// not say, there is none.
func Left(dir string) int {
	b, err := os.ReadFile(filepath.Join(dir, pidFile))
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil || pid <= 1 {
		return 0
	}
	at, err := os.Readlink("/proc/" + strconv.Itoa(pid) + "/cwd")
	if err != nil {
		return 0
	}
	if dir, err = filepath.Abs(dir); err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil || at != dir {
		return 0
	}
	return pid
}

// End kills a child that [Left] found.
func End(pid int) error {
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("end process %d: %w", pid, err)
	}
	return nil
}
