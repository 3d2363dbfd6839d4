package bus

import (
	"fmt"
	"sync"
)

// logged is what a server says that is worth keeping: the last warnings and
// errors, and the first thing it could not go on after.
type logged struct {
	mu    sync.Mutex
	lines []string
	fatal error
}

const loggedMax = 64

func (l *logged) keep(format string, args []any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.lines) == loggedMax {
		l.lines = l.lines[:copy(l.lines, l.lines[1:])]
	}
	l.lines = append(l.lines, fmt.Sprintf(format, args...))
}

// last returns the lines kept, oldest first.
func (l *logged) last() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.lines...)
}

func (l *logged) died() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fatal
}

// Noticef drops a notice.
func (l *logged) Noticef(string, ...any) {}

// Warnf keeps a warning.
func (l *logged) Warnf(format string, args ...any) { l.keep(format, args) }

// Errorf keeps an error.
func (l *logged) Errorf(format string, args ...any) { l.keep(format, args) }

// Fatalf keeps what a server in a process of its own would exit with.
func (l *logged) Fatalf(format string, args ...any) {
	l.keep(format, args)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fatal == nil {
		l.fatal = fmt.Errorf(format, args...)
	}
}

// Debugf drops a line.
func (l *logged) Debugf(string, ...any) {}

// Tracef drops a line.
func (l *logged) Tracef(string, ...any) {}
