package consumer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// door is where effects arrive over HTTP.
type door struct {
	listener net.Listener
	server   *http.Server
	done     chan struct{}
}

// effectsMax bounds one request.
const effectsMax = 4 << 20

// openDoor listens at the host of an address, "" = loopback, and hands the effects
// of each request to take.
func openDoor(address string, take func([]Effect) error) (*door, error) {
	host := "127.0.0.1"
	if h, _, err := net.SplitHostPort(address); err == nil {
		host = h
	}
	l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return nil, fmt.Errorf("listen for effects: %w", err)
	}
	d := &door{listener: l, done: make(chan struct{})}
	d.server = &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		if err := receive(in, take); err != nil {
			http.Error(out, err.Error(), http.StatusBadRequest)
			return
		}
		out.WriteHeader(http.StatusNoContent)
	})}
	go func() {
		defer close(d.done)
		_ = d.server.Serve(l) // it ends when it is closed
	}()
	return d, nil
}

func (d *door) url() string { return "http://" + d.listener.Addr().String() + "/effects" }

// receive reads the effects of a request.
func receive(in *http.Request, take func([]Effect) error) error {
	if in.Method != http.MethodPost {
		return fmt.Errorf("effects over HTTP: got %s, want POST", in.Method)
	}
	body, err := io.ReadAll(io.LimitReader(in.Body, effectsMax))
	if err != nil {
		return fmt.Errorf("effects over HTTP: %w", err)
	}
	effects, err := ParseEffects(body)
	if err != nil {
		return err
	}
	return take(effects)
}

func (d *door) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	err := d.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = d.server.Close()
	}
	<-d.done
	return err
}
