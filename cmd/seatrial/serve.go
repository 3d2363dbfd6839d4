package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/seatrial/seatrial/sim/live/process"
	"github.com/spf13/cobra"
)

func newServe() *cobra.Command {
	var names []string
	for _, r := range process.Roles() {
		names = append(names, string(r))
	}
	var config string
	c := &cobra.Command{
		Use:   "serve " + strings.Join(names, "|"),
		Short: "Be a part of a run in world containers, until its parent is gone",
		Long: `Be a part of a run: a region's bus, its machines (pod), the hub, the outside
parties, or a link. A run starts it in a container of its own and tells it over
the control address what to be; it ends when the run does. Health, readiness
and metrics are served at /healthz, /readyz and /metrics.

Settings come from a YAML file and over it from the environment: control
(SEATRIAL_CONTROL), http (SEATRIAL_HTTP), token (SEATRIAL_TOKEN), log
(SEATRIAL_LOG).`,
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: names,
		RunE: func(c *cobra.Command, args []string) error {
			cfg, err := readServeConfig(config, os.LookupEnv)
			if err != nil {
				return invalid(err)
			}
			return servePart(c.Context(), process.Role(args[0]), cfg, c.ErrOrStderr())
		},
	}
	c.Flags().StringVar(&config, "config", "", "read settings from this YAML file")
	return c
}

// part is one part of a run that is being served.
type part struct {
	child *process.Child
	meter *meterOfPart
	log   *slog.Logger
}

// servePart is a part of a run until its parent is gone or ctx ends.
func servePart(ctx context.Context, role process.Role, cfg serveConfig, say io.Writer) error {
	level, err := cfg.level()
	if err != nil {
		return invalid(err)
	}
	p := part{child: process.NewChild(role, cook), log: slog.New(slog.NewJSONHandler(say, &slog.HandlerOptions{Level: level})).With("role", string(role))}
	p.meter = newMeterOfPart(p.child)
	p.child.Seen, p.child.Changed = p.meter.see, func(state string) { p.log.Info("state", "state", state) }
	control, err := net.Listen("tcp", cfg.Control)
	if err != nil {
		return broken(fmt.Errorf("serve %s: %w", role, err))
	}
	defer control.Close()
	web, err := net.Listen("tcp", cfg.HTTP)
	if err != nil {
		return broken(fmt.Errorf("serve %s: %w", role, err))
	}
	server := &http.Server{Handler: p.handler(), ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = server.Serve(web) }() // ends with Close
	defer server.Close()
	p.log.Info("waiting for the run", "control", control.Addr().String(), "http", web.Addr().String())
	if err := p.child.Attend(ctx, control, cfg.Token); err != nil {
		p.log.Error("broken off", "error", err.Error())
		return broken(fmt.Errorf("serve %s: %w", role, err))
	}
	p.log.Info("ended", "stopped", ctx.Err() != nil)
	return nil
}

// handler answers who asks how the part is.
func (p *part) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, p.child.State()) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		state := p.child.State()
		if !slices.Contains([]string{process.Open, process.Running}, state) {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		fmt.Fprintln(w, state)
	})
	mux.Handle("GET /metrics", p.meter.handler())
	return mux
}
