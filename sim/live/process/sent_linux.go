package process

import (
	"net"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// sentMax is how long a parent may leave no room for more. It reads all the time,
// as fast as it can; while it cannot keep up, whoever has more to say waits.
const sentMax = 20 * time.Second

// sent returns when the system holds nothing of a connection back any more.
func sent(nc net.Conn) error {
	tcp, ok := nc.(*net.TCPConn)
	if !ok {
		return nil
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return err
	}
	for begun, spins := time.Now(), 0; ; spins++ {
		var left int
		var failed error
		err := raw.Control(func(fd uintptr) { left, failed = unix.IoctlGetInt(int(fd), unix.SIOCOUTQNSD) })
		if err != nil || failed != nil || left == 0 {
			return err // a system that cannot say it is believed
		}
		switch {
		case spins < 100:
			runtime.Gosched()
		case time.Since(begun) > sentMax:
			return nil
		default:
			time.Sleep(50 * time.Microsecond)
		}
	}
}
