package process

import (
	"bufio"
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// greetMax is how long a parent may take to say the token.
const greetMax = 5 * time.Second

// Attend is [Serve] for a child that runs elsewhere: it takes the first who knows
// the token for its parent, and returns when the parent is gone, or in order when
// ctx ends.
func (c *Child) Attend(ctx context.Context, l net.Listener, token string) error {
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer stop()
	for {
		nc, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return c.Close()
			}
			return fmt.Errorf("wait for a parent: %w", err)
		}
		read, err := greeted(nc, token)
		if err != nil {
			_ = nc.Close()
			continue
		}
		end := context.AfterFunc(ctx, func() {
			_ = c.Close()
			_ = nc.Close()
		})
		err = c.Main(read, thorough{nc})
		if !end() && errors.Is(err, net.ErrClosed) {
			err = nil
		}
		return errors.Join(err, nc.Close())
	}
}

// greeted returns what to read requests from, once the other end knows the token.
func greeted(nc net.Conn, token string) (*bufio.Reader, error) {
	if err := nc.SetReadDeadline(time.Now().Add(greetMax)); err != nil {
		return nil, err
	}
	read := bufio.NewReader(nc)
	said, err := read.ReadString('\n')
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare([]byte(strings.TrimSuffix(said, "\n")), []byte(token)) != 1 {
		return nil, errors.New("it does not know the token")
	}
	return read, nc.SetReadDeadline(time.Time{})
}

// Greet is what a parent says first to a child that attends.
func Greet(nc net.Conn, token string) error {
	_, err := nc.Write([]byte(token + "\n"))
	return err
}

// thorough writes to a parent on another network stack. What a killed child had
// not sent dies with its network, so a write returns when all is on its way.
type thorough struct{ net.Conn }

// Write implements [io.Writer].
func (t thorough) Write(b []byte) (int, error) {
	n, err := t.Conn.Write(b)
	if err == nil {
		err = sent(t.Conn)
	}
	return n, err
}
