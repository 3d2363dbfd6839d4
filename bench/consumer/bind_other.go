//go:build !linux

package consumer

import (
	"os/exec"
	"syscall"
)

// bind gives a child a process group of its own, so that a kill reaches all of it.
func bind(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
