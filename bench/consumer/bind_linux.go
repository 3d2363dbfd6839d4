package consumer

import (
	"os/exec"
	"syscall"
)

// bind gives a child a process group of its own, so that a kill reaches all of it,
// and lets it die with this process, however that ends.
func bind(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
