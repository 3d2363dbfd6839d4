//go:build !linux

package process

import (
	"os/exec"
	"syscall"
)

// bind keeps the signals of a terminal from a child. It ends with the stdin that
// its parent holds.
func bind(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// stopped reports whether a process stands still; the system does not say.
func stopped(int) bool { return true }
