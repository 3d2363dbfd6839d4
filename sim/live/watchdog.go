package live

import (
	"strconv"
	"sync/atomic"
	"time"
)

// watchdog knows when something moved last.
type watchdog struct{ at atomic.Int64 }

func (w *watchdog) pat() { w.at.Store(time.Now().UnixNano()) }

func (w *watchdog) quiet() time.Duration { return time.Duration(time.Now().UnixNano() - w.at.Load()) }

// nak is the answer that asks for a redelivery after a delay in ns.
func nak(delay int64) string {
	if delay <= 0 {
		return "-NAK"
	}
	return `-NAK {"delay":` + strconv.FormatInt(delay, 10) + "}"
}
