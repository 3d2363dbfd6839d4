package reports_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/reports"
	"github.com/seatrial/seatrial/scenarios/run"
)

func TestMarkdownIsGolden(t *testing.T) {
	for name, r := range storms() {
		golden(t, name+".md", markdown(t, reports.MarkdownMax, r))
	}
	golden(t, "all.md", markdown(t, reports.MarkdownMax, heldStorm(), brokenStorm(), emptyStorm()))
}

func markdown(t *testing.T, room int, results ...*run.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := reports.Markdown(&b, results, room); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestMarkdownStaysInItsRoom(t *testing.T) {
	var many []*run.Result
	for i := range 40 {
		r := brokenStorm()
		r.Scenario.ID = fmt.Sprintf("s-%d", i)
		r.Promises[3].First.Text = strings.Repeat("x", 60_000)
		many = append(many, r)
	}
	for _, room := range []int{0, 10, 200, 1_000, 10_000, 100_000, reports.MarkdownMax} {
		b := markdown(t, room, many...)
		if len(b) > room {
			t.Errorf("Markdown(room %d) = %d bytes, want at most the room", room, len(b))
		}
		if room >= 1_000 && room <= 10_000 && !bytes.Contains(b, []byte("the summary is full")) {
			t.Errorf("Markdown(room %d) does not say what it left out:\n%.400s", room, b)
		}
	}
	all := markdown(t, reports.MarkdownMax, many...)
	for i := range 40 {
		if want := fmt.Sprintf("### s-%d\n", i); !bytes.Contains(all, []byte(want)) && !bytes.Contains(all, []byte(want[:len(want)-1]+":")) {
			t.Errorf("Markdown(40 results) lacks %q, want at least the sentence of each", want)
		}
	}
}

func TestAppendMarkdownKeepsWhatIsThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "summary.md")
	for range 2 {
		if err := reports.AppendMarkdown(path, []*run.Result{heldStorm()}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if n := bytes.Count(got, []byte("### tx-dc")); err != nil || n != 2 {
		t.Errorf("AppendMarkdown twice = %d results, %v, want 2", n, err)
	}
	if err := os.WriteFile(path, bytes.Repeat([]byte("x"), reports.MarkdownMax), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := reports.AppendMarkdown(path, []*run.Result{heldStorm()}); err != nil {
		t.Fatal(err)
	}
	if stat, err := os.Stat(path); err != nil || stat.Size() != reports.MarkdownMax {
		t.Errorf("AppendMarkdown to a full file left %v, %v, want it untouched", stat.Size(), err)
	}
}

func TestMarkdownShowsTextsAsTheyAre(t *testing.T) {
	r := brokenStorm()
	r.Scenario.Title = "a|b <script> `c` *d* @everyone\n# e"
	r.Promises[3].First.Text = "```\n# out of the block"
	got := string(markdown(t, reports.MarkdownMax, r))
	for _, bad := range []string{"<script>", "@everyone", "\n# ", "```#"} {
		if strings.Contains(got, bad) {
			t.Errorf("Markdown(hostile text) contains %q, want it escaped", bad)
		}
	}
}
