package process

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
)

// bind lets a child die with its parent, also while it stands still, and keeps
// the signals of a terminal from it.
func bind(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// stopped reports whether all threads of a process stand still.
func stopped(pid int) bool {
	threads, err := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/stat")
	if err != nil || len(threads) == 0 {
		return true // nobody can say
	}
	for _, path := range threads {
		b, err := os.ReadFile(path)
		if err != nil {
			continue // the thread is gone
		}
		if _, state, found := bytes.Cut(b, []byte(") ")); found && !bytes.HasPrefix(state, []byte("T")) {
			return false
		}
	}
	return true
}
