package containers_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim/containers"
)

// TestKilledTwentyTimes kills the container of a pod with SIGKILL in the middle of
// 1,000 orders that are being acknowledged, twenty times. No order that was
// acknowledged is lost, and none is written twice.
func TestKilledTwentyTimes(t *testing.T) {
	kills, orders := 20, 1000
	tr := open(t, engine(t), containers.Means{Container: true})
	for i := range kills {
		tr.more(orders/2, "orders before the kill", answered("tx"))
		tr.Stop("kill", "clerk/tx", faults.StopKill, true)
		if n := tr.Effects("kill"); n != int64(i+1) {
			t.Fatalf("Effects(kill) = %d, want %d", n, i+1)
		}
		tr.Stop("kill", "clerk/tx", faults.StopKill, false)
		tr.more(orders/2, "orders after the kill", answered("tx"))
	}
	tr.sound()
	t.Logf("%d kills, %d orders acknowledged", kills, tr.of(answered("tx")))
}

// TestNodeFaults stops a region in every way there is: nobody answers meanwhile,
// the effect counts once, and afterwards all goes on.
func TestNodeFaults(t *testing.T) {
	e := engine(t)
	for name, c := range map[string]struct {
		means containers.Means
		how   faults.StopKind
	}{
		"SIGKILL": {containers.Means{}, faults.StopKill},
		"stop":    {containers.Means{Polite: true}, faults.StopKill},
		"pause":   {containers.Means{}, faults.StopPause},
		"SIGSTOP": {containers.Means{Signal: true}, faults.StopPause},
	} {
		t.Run(name, func(t *testing.T) {
			tr := open(t, e, c.means)
			tr.more(50, "orders", answered("tx"))
			tr.Node("gone", "tx", c.how, true)
			down := tr.Now() + underWay
			tr.pass(underWay)
			tr.more(20, "orders of the other region", answered("va"))
			up := tr.Now()
			tr.Node("gone", "tx", c.how, false)
			tr.more(50, "orders afterwards", answered("tx"))
			if n := tr.of(between(down, up, answered("tx"))); n > 0 {
				t.Errorf("%d orders were answered by a region that is down, want none", n)
			}
			if n := tr.Effects("gone"); n != 1 {
				t.Errorf("Effects() = %d, want 1", n)
			}
			tr.sound()
		})
	}
}

// TestPower takes the power of a region and of the hub: what was answered is on
// disk.
func TestPower(t *testing.T) {
	tr := open(t, engine(t), containers.Means{})
	for _, region := range []string{"tx", "hub"} {
		tr.more(50, "orders", answered("tx"))
		tr.Power("dark "+region, region, true)
		tr.pass(200 * time.Millisecond)
		tr.Power("dark "+region, region, false)
		tr.more(50, "orders afterwards", answered("tx"))
		tr.more(20, "orders at the hub afterwards", noted("tx"))
	}
	tr.sound()
}

// TestPartition cuts a region off in both ways there are: nothing reaches the hub,
// the region goes on, and afterwards the hub has everything; addresses and names
// are what they were.
func TestPartition(t *testing.T) {
	e := engine(t)
	for name, means := range map[string]containers.Means{"link": {}, "network": {Network: true}} {
		t.Run(name, func(t *testing.T) {
			tr := open(t, e, means)
			tr.more(20, "orders at the hub", noted("tx"))
			was := tr.Places()
			cut := func(on bool) {
				tr.Cut("cut", "tx", "hub", on)
				tr.Cut("cut", "hub", "tx", on)
			}
			cut(true)
			down := tr.Now() + underWay
			tr.pass(underWay)
			tr.more(50, "orders while cut off", answered("tx"))
			tr.more(20, "orders of the other region at the hub", noted("va"))
			if tr.Effects("cut") == 0 {
				t.Error("Effects(cut) = 0, want some")
			}
			up := tr.Now()
			cut(false)
			tr.more(tr.of(answered("tx"))-tr.of(noted("tx")), "orders at the hub after the heal", noted("tx"))
			if n := tr.of(between(down, up, noted("tx"))); n > 0 {
				t.Errorf("%d orders reached the hub over a link that is cut, want none", n)
			}
			if now := tr.Places(); now != was {
				t.Errorf("addresses and names after the heal:\n%s\nwant\n%s", now, was)
			}
			tr.sound()
		})
	}
}

// TestNothingBypassesALink tries every address and port of the run from every
// container: only those answer that it shares a data network with.
func TestNothingBypassesALink(t *testing.T) {
	tr := open(t, engine(t), containers.Means{})
	tr.more(5, "orders", answered("tx"))
	got, err := tr.Reach()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"bus.tx":  "bus.tx link.tx",
		"bus.va":  "bus.va link.va",
		"pod.tx":  "bus.tx",
		"pod.va":  "bus.va",
		"link.tx": "hub link.tx",
		"link.va": "hub link.va",
		"hub":     "hub",
		"outside": "bus.tx bus.va hub",
	}
	for from, to := range want {
		if seen := strings.Join(got[from], " "); seen != to {
			t.Errorf("%s reaches %q, want %q", from, seen, to)
		}
	}
	if len(got) != len(want) {
		t.Errorf("Reach() tried from %d containers, want %d", len(got), len(want))
	}
}

// TestFigures prints what a run takes.
func TestFigures(t *testing.T) {
	e := engine(t)
	tr := open(t, e, containers.Means{})
	tr.more(100, "orders", answered("tx"))
	held, err := tr.Memory(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(held) != 8 {
		t.Errorf("Memory() of %d containers, want 8", len(held))
	}
	for name, n := range held {
		if n <= 0 {
			t.Errorf("%s holds %d bytes, want some", name, n)
		}
		t.Logf("%-8s %d MiB", name, n>>20)
	}
	t.Logf("image %v, start %v, clocks within %v", e.Built().Round(time.Millisecond), tr.Took().Round(time.Millisecond), tr.Clocks())
}

// TestKilledHarness kills a harness with SIGKILL while one of its regions is
// frozen: cleaning up removes every container, network and tag that it made, and
// nothing of another run that goes on.
func TestKilledHarness(t *testing.T) {
	e := engine(t)
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	killed := exec.Command(os.Args[0], "harness", path)
	said, err := killed.StdoutPipe()
	if err == nil {
		err = killed.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(said).ReadString('\n'); err != nil || line != "<nil>\n" {
		t.Fatalf("the harness to be killed said %q, %v, want that it runs", line, err)
	}
	if err := errors.Join(killed.Process.Kill(), errors.Unwrap(killed.Wait())); err != nil {
		t.Fatal(err)
	}
	tr := open(t, e, containers.Means{})
	for _, want := range []struct {
		clean bool
		says  map[string]int
	}{
		{false, map[string]int{"run: container": 8, "run: network": 8, "run: image": 1}},
		{true, map[string]int{"removed container": 8, "removed network": 8, "removed image": 1}},
		{true, map[string]int{"nothing": 1}},
	} {
		var out bytes.Buffer
		if err := containers.Leftovers(&out, want.clean); err != nil {
			t.Fatal(err)
		}
		for words, n := range want.says {
			if got := strings.Count(out.String(), words); got < n {
				t.Errorf("Leftovers(clean %v) says %q %d times, want %d:\n%s", want.clean, words, got, n, out.String())
			}
		}
	}
	tr.more(20, "orders of the other run", answered("tx"))
	tr.sound()
}

// TestNoDaemon says what to do where no daemon answers.
func TestNoDaemon(t *testing.T) {
	c := exec.Command(os.Args[0], "-test.run", "^TestFigures$", "-test.v")
	c.Env = append(os.Environ(), "DOCKER_HOST=unix:///nowhere/docker.sock", "CI=")
	said, err := c.CombinedOutput()
	if err != nil || !strings.Contains(string(said), "SKIP") || !strings.Contains(string(said), "no Docker daemon answers") ||
		!strings.Contains(string(said), "apt-get install docker.io") {
		t.Errorf("a test without a daemon = %v: %s, want it skipped with a reason and a remedy", err, said)
	}
	c = exec.Command(os.Args[0], "-test.run", "^TestFigures$")
	c.Env = append(os.Environ(), "DOCKER_HOST=unix:///nowhere/docker.sock", "CI=true")
	if said, err := c.CombinedOutput(); err == nil {
		t.Errorf("a test without a daemon and with CI=true passed: %s", said)
	}
}
