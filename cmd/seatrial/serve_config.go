package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/goccy/go-yaml"
)

// serveConfig is what a part of a run is told before its parent speaks to it: from
// a file, and over that from the environment. What the system is built from and
// the keys of the run come from the parent alone.
type serveConfig struct {
	Control string `yaml:"control"` // where the parent connects; SEATRIAL_CONTROL
	HTTP    string `yaml:"http"`    // health, readiness and metrics; SEATRIAL_HTTP
	Token   string `yaml:"token"`   // which the parent has to know; SEATRIAL_TOKEN
	Log     string `yaml:"log"`     // debug, info, warn or error; SEATRIAL_LOG
}

// variables are the fields of the config by their names in the environment.
func (c *serveConfig) variables() map[string]*string {
	return map[string]*string{"SEATRIAL_CONTROL": &c.Control, "SEATRIAL_HTTP": &c.HTTP, "SEATRIAL_TOKEN": &c.Token, "SEATRIAL_LOG": &c.Log}
}

// readServeConfig returns the config of a file, "" = none, and the environment.
func readServeConfig(path string, environment func(string) (string, bool)) (serveConfig, error) {
	c := serveConfig{Control: "127.0.0.1:7070", HTTP: "127.0.0.1:8080", Log: "info"}
	if path != "" {
		b, err := os.ReadFile(path)
		if err != nil {
			return c, fmt.Errorf("read config: %w", err)
		}
		if err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(&c); err != nil && !errors.Is(err, io.EOF) {
			return c, fmt.Errorf("read config %s: %w", path, err)
		}
	}
	for name, field := range c.variables() {
		if value, ok := environment(name); ok {
			*field = value
		}
	}
	return c, c.check()
}

// check refuses what nobody can listen to.
func (c *serveConfig) check() error {
	switch {
	case c.Token == "":
		return errors.New("no token: set token in the file of --config, or SEATRIAL_TOKEN; whoever knows it is the parent")
	case strings.ContainsAny(c.Token, "\r\n"):
		return errors.New("the token has more than one line")
	}
	if _, err := c.level(); err != nil {
		return fmt.Errorf("log %q: want debug, info, warn or error", c.Log)
	}
	return nil
}

func (c *serveConfig) level() (l slog.Level, err error) { return l, l.UnmarshalText([]byte(c.Log)) }
