package main

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == regionProcess {
		os.Exit(serveRegion()) // a world that a test runs started it
	}
	testscript.Main(m, map[string]func(){
		"naive": naive,
		"seatrial": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
			defer stop()
			if os.Getenv("SEATRIAL_MIRRORS") != "" {
				worlds["mirror"], worlds["liar"] = mirror{name: "mirror"}, mirror{name: "liar", lies: true}
			}
			os.Exit(mainWith(ctx, os.Args[1:]))
		},
	})
}

// TestScripts runs every command line in testdata/script and compares output
// and exit status.
func TestScripts(t *testing.T) {
	examples, err := filepath.Abs("../../docs/examples")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("EXAMPLES", examples)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "awaits": awaits},
	})
}

// exits runs seatrial and demands an exit status: exits 64 run no-such-thing
func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits STATUS ARG...")
	}
	err := ts.Exec("seatrial", args[1:]...)
	got := "0"
	if err != nil {
		got = statusOf(err)
	}
	if got != args[0] {
		ts.Fatalf("seatrial %v exited %s, want %s", args[1:], got, args[0])
	}
}

// awaits polls until a file matches a pattern: awaits out/*/history-*.zst
func awaits(ts *testscript.TestScript, _ bool, args []string) {
	deadline := time.After(time.Minute)
	for tick := time.NewTicker(5 * time.Millisecond); ; {
		if found, _ := filepath.Glob(ts.MkAbs(args[0])); len(found) > 0 {
			return
		}
		select {
		case <-deadline:
			ts.Fatalf("no file matches %s after a minute", args[0])
		case <-tick.C:
		}
	}
}
