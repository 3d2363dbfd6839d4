package reports_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// TestHTMLInABrowser opens the page as people do: on a desk and on a phone, in
// the light and in the dark.
func TestHTMLInABrowser(t *testing.T) {
	ctx := startBrowser(t)
	path := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(path, []byte(page(t, brokenStorm(), storm())), 0o644); err != nil {
		t.Fatal(err)
	}
	url := "file://" + path
	seen := &noise{}
	if err := chromedp.Listen(ctx, seen.hear); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	for _, width := range []int64{1280, 390, 360} {
		for _, scheme := range []string{"light", "dark"} {
			got := look(t, ctx, url, width, scheme)
			got.check(t, width, scheme)
		}
	}
	checkPaper(t, ctx)
	seen.check(t, url)
}

// checkPaper looks at the page as it is printed: nothing folded away, dark ink
// on white.
func checkPaper(t *testing.T, ctx context.Context) {
	t.Helper()
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	paper, err := chromedp.Run(ctx, chromedp.Evaluate[struct {
		Closed, Folded int
		Paper          string
	}](`(() => {
  const closed = [...document.querySelectorAll("details:not([open])")];
  return { Closed: closed.length, Folded: closed.filter(d => d.lastElementChild.getBoundingClientRect().height === 0).length,
    Paper: getComputedStyle(document.body).backgroundColor };
})()`))
	if err != nil {
		t.Fatal(err)
	}
	if paper.Closed == 0 || paper.Folded > 0 || paper.Paper != "rgb(255, 255, 255)" {
		t.Errorf("on paper %d of %d closed parts stay folded on %s, want none on white", paper.Folded, paper.Closed, paper.Paper)
	}
}

// startBrowser returns a tab of a headless browser that ends with the test. A
// machine without a browser skips, except in CI.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "headless-shell", "headless_shell"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" && os.Getenv("CI") == "true" {
		t.Fatal("no browser found, want chromium or google-chrome: CI must look at the page")
	}
	if path == "" {
		t.Skip("no browser found (chromium or google-chrome); the page was not looked at")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	t.Cleanup(cancel)
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()),
		chromedp.WSURLReadTimeout(60*time.Second))
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// noise is what a page should not make: requests and complaints.
type noise struct {
	sync.Mutex
	requests, complaints []string
}

func (n *noise) hear(event any) {
	n.Lock()
	defer n.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		n.requests = append(n.requests, e.Request.URL)
	case *runtime.EventExceptionThrown:
		n.complaints = append(n.complaints, e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		n.complaints = append(n.complaints, "console: "+string(e.Type))
	case *log.EventEntryAdded:
		n.complaints = append(n.complaints, e.Entry.Text)
	}
}

func (n *noise) check(t *testing.T, url string) {
	t.Helper()
	n.Lock()
	defer n.Unlock()
	if len(n.requests) == 0 {
		t.Error("requests = none, want the page itself: nothing was listened to")
	}
	for _, request := range n.requests {
		if request != url && !strings.HasPrefix(request, "data:") {
			t.Errorf("the page asked for %s, want nothing beyond itself", request)
		}
	}
	if len(n.complaints) > 0 {
		t.Errorf("the browser complained: %q, want silence", n.complaints)
	}
}

// sight is what is on the screen.
type sight struct {
	Title, Verdict, Finding, Paper string
	VerdictHigh                    float64
	Scroll, Client                 int64
	Promises                       []string
	Hidden                         []string // promises without a visible row
	Small                          []string // text below 11 px
	Overlong                       []string // elements that stick out on the right
}

const lookAround = `(() => {
  const visible = e => { const b = e.getBoundingClientRect(); return b.width > 0 && b.height > 0; };
  const rows = [...document.querySelectorAll("tr[data-promise]")];
  const texts = [...document.querySelectorAll("main *")].filter(e => visible(e) && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()));
  const word = document.querySelector("h1 .word") || document.querySelector("h1");
  return {
    Title: document.title, Verdict: word.innerText.trim(), VerdictHigh: word.getBoundingClientRect().height,
    Finding: (document.querySelector("h1 .finding") || word).innerText, Paper: getComputedStyle(document.body).backgroundColor,
    Scroll: document.documentElement.scrollWidth, Client: document.documentElement.clientWidth,
    Promises: rows.map(e => e.dataset.promise), Hidden: rows.filter(e => !visible(e)).map(e => e.dataset.promise),
    Small: texts.filter(e => parseFloat(getComputedStyle(e).fontSize) < 11).map(e => e.tagName + " " + e.textContent.slice(0, 30)),
    Overlong: texts.filter(e => !e.closest(".scroll, .unseen") && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + " " + e.textContent.slice(0, 30)),
  };
})()`

func look(t *testing.T, ctx context.Context, url string, width int64, scheme string) sight {
	t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media)
	if err == nil {
		err = chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(url))
	}
	var got sight
	if err == nil {
		got, err = chromedp.Run(ctx, chromedp.Evaluate[sight](lookAround))
	}
	if err != nil {
		t.Fatalf("open the page at %d px, %s: %v", width, scheme, err)
	}
	return got
}

func (s sight) check(t *testing.T, width int64, scheme string) {
	t.Helper()
	if want := "VIOLATED: The Texas distribution centre in a storm"; s.Title != want {
		t.Errorf("title = %q, want %q", s.Title, want)
	}
	if s.Verdict != "Violated" || s.VerdictHigh < 20 || !strings.HasPrefix(s.Finding, "1 of 15 promises broke over 20 seeds") {
		t.Errorf("verdict = %q (%.0f px high) %q, want it in sight", s.Verdict, s.VerdictHigh, s.Finding)
	}
	if len(s.Promises) != 15 || len(s.Hidden) > 0 {
		t.Errorf("promises at %d px = %q, hidden %q, want 15 in sight", width, s.Promises, s.Hidden)
	}
	s.fits(t, width, scheme)
}

// fits looks at what every page owes its readers.
func (s sight) fits(t *testing.T, width int64, scheme string) {
	t.Helper()
	if s.Scroll > s.Client || len(s.Overlong) > 0 {
		t.Errorf("at %d px the page is %d px wide, want at most %d; sticking out: %q", width, s.Scroll, s.Client, s.Overlong)
	}
	if len(s.Small) > 0 {
		t.Errorf("text below 11 px at %d px: %q, want none", width, s.Small)
	}
	if dark := s.Paper == "rgb(13, 22, 29)"; dark != (scheme == "dark") {
		t.Errorf("paper in the %s = %s, want it to follow the reader's setting", scheme, s.Paper)
	}
}
