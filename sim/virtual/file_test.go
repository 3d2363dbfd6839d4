package virtual

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/sim"
)

// TestFiles drops two files for a party: each comes at its instant, under its
// name, and keeps nobody busy before.
func TestFiles(t *testing.T) {
	var st stage
	var files log
	var bytes []string
	st.add(sim.Spec{Name: "client", Region: "tx", Outside: true, Files: []sim.File{
		{Name: "late.edi", At: int64(20 * ms), Bytes: []byte("b")}, {Name: "early.edi", At: int64(5 * ms), Bytes: []byte("a")}}},
		func(clock sim.Clock, in *sim.Input, _ *sim.Effects) {
			if in.Kind == sim.InFile {
				files.hear(clock, in)
				bytes = append(bytes, string(in.Msg.Body))
			}
		})
	w := launch(t, &st, still(0))
	sail(t, w, 2*ms)
	if w.flying != 0 {
		t.Fatalf("flying = %d before a file comes, want 0", w.flying)
	}
	sail(t, w, 10*ms)
	w.Stop("pause", "client", faults.StopPause, true)
	sail(t, w, 30*ms)
	if got := files.texts(); !slices.Equal(got, []string{"early.edi"}) || files[0].At != 5*ms {
		t.Fatalf("files by 30 ms = %v, want early.edi at 5ms: the party stands still since 10ms", files)
	}
	w.Stop("pause", "client", faults.StopPause, false)
	sail(t, w, time.Second)
	if got := files.texts(); !slices.Equal(got, []string{"early.edi", "late.edi"}) || !slices.Equal(bytes, []string{"a", "b"}) {
		t.Fatalf("files = %v with %v, want early.edi with a, late.edi with b", got, bytes)
	}
}

// TestFilesOfAMachine refuses files for a machine that may be down.
func TestFilesOfAMachine(t *testing.T) {
	var st stage
	st.add(sim.Spec{Name: "pod", Region: "tx", Files: []sim.File{{Name: "po.edi"}}}, mute)
	_, err := New(Config{System: &st, Topology: still(0)})
	if err == nil || !strings.Contains(err.Error(), `machine "pod": drop file "po.edi"`) {
		t.Fatalf("New = %v, want an error that names the machine and the file", err)
	}
}
