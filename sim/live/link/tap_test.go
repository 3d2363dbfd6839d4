package link

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seatrial/seatrial/sim"
)

// text is a frame as the tests write it.
func text(f Frame) string {
	if !f.IsMessage() {
		return fmt.Sprintf("%s %q", f.Op, f.Line)
	}
	return fmt.Sprintf("%s %s>%s %q %q %q", f.Op, f.Subject, f.Reply, f.Status, f.Header, f.Payload)
}

// tapped returns the frames of writes.
func tapped(writes ...[]byte) []string {
	var out []string
	tap := NewTap(func(f Frame) { out = append(out, text(f)) })
	for _, w := range writes {
		_, _ = tap.Write(w)
		for i := range w {
			w[i] = 'z' // a tap keeps no reference
		}
	}
	_ = tap.Close()
	return out
}

const (
	block = "NATS/1.0\r\nce-id: 7\r\n\r\n" // 22 bytes
	lines = "ce-id: 7\r\n\r\n"
)

// golden holds one line of every form and what it reads as.
var golden = []struct{ in, want string }{
	{"LMSG a.b 2\r\nhi\r\n", `LMSG a.b> "" "" "hi"`},
	{"LMSG a.b 0\r\n\r\n", `LMSG a.b> "" "" ""`},
	{"LMSG a.b _R_.x 4\r\n\r\n\r\n\r\n", `LMSG a.b>_R_.x "" "" "\r\n\r\n"`},
	{"LMSG a + r q1 q2 2\r\nhi\r\n", `LMSG a>r "" "" "hi"`},
	{"LMSG a | q1 q2 2\r\nhi\r\n", `LMSG a> "" "" "hi"`},
	{"LMSG a | q1 2\r\nhi\r\n", `LMSG a> "" "" "hi"`},
	{"HMSG a.b 22 24\r\n" + block + "hi\r\n", fmt.Sprintf(`HMSG a.b> "" %q "hi"`, lines)},
	{"HMSG a.b r.x 22 24\r\n" + block + "hi\r\n", fmt.Sprintf(`HMSG a.b>r.x "" %q "hi"`, lines)},
	{"HMSG a + r q1 22 24\r\n" + block + "hi\r\n", fmt.Sprintf(`HMSG a>r "" %q "hi"`, lines)},
	{"HMSG a | q1 q2 22 22\r\n" + block + "\r\n", fmt.Sprintf(`HMSG a> "" %q ""`, lines)},
	{"HMSG a 14 22 24\r\n" + block + "hi\r\n", fmt.Sprintf(`HMSG a> "" %q "hi"`, lines)},
	{"HMSG a 14 r 22 24\r\n" + block + "hi\r\n", fmt.Sprintf(`HMSG a>r "" %q "hi"`, lines)},
	{"HMSG a 16 16\r\nNATS/1.0 503\r\n\r\n\r\n", `HMSG a> "503" "\r\n" ""`},
	{"HMSG a 32 32\r\nNATS/1.0 100 Idle Beat\r\nx: y\r\n\r\n\r\n", `HMSG a> "100 Idle Beat" "x: y\r\n\r\n" ""`},
	{"HMSG a 30 30\r\nNATS/1.0 100 Idle Beat\r\nx: y\r\n\r\n", `? "HMSG a 30 30\r\nNATS/1.0 100 Idle Beat\r\nx: y\r\n\r\n"`},
	{"MSG a 14 2\r\nhi\r\n", `MSG a> "" "" "hi"`},
	{"MSG a 14 r 2\r\nhi\r\n", `MSG a>r "" "" "hi"`},
	{"pub a 2\r\nhi\r\n", `PUB a> "" "" "hi"`},
	{"PUB\ta  r \t2\nhi\r\n", `PUB a>r "" "" "hi"`},
	{"HPUB a r 22 24\r\n" + block + "hi\r\n", fmt.Sprintf(`HPUB a>r "" %q "hi"`, lines)},
	{"LS+ export.> q 1\r\n", `LS+ "LS+ export.> q 1"`},
	{"LS- export.>\r\n", `LS- "LS- export.>"`},
	{"SUB a q 1\r\n", `SUB "SUB a q 1"`},
	{"UNSUB 1\r\n", `UNSUB "UNSUB 1"`},
	{"INFO {\"nonce\":\"x\"}\r\n", `INFO "INFO {\"nonce\":\"x\"}"`},
	{"CONNECT {}\r\n", `CONNECT "CONNECT {}"`},
	{"ping\r\n", `PING "ping"`},
	{"PONG\n", `PONG "PONG"`},
	{"+OK\r\n", `+OK "+OK"`},
	{"-ERR 'Permissions Violation'\r\n", `-ERR "-ERR 'Permissions Violation'"`},

	{"\r\n", `? "\r\n"`},
	{"RMSG $G a 2\r\n", `? "RMSG $G a 2\r\n"`},
	{"PINGPINGPING\r\n", `? "PINGPINGPING\r\n"`},
	{"LMSG a\r\n", `? "LMSG a\r\n"`},
	{"LMSG a x y 2\r\n", `? "LMSG a x y 2\r\n"`},
	{"LMSG a -2\r\n", `? "LMSG a -2\r\n"`},
	{"LMSG a 999999999\r\n", `? "LMSG a 999999999\r\n"`},
	{"LMSG a 2\r\nhi!\n", `? "LMSG a 2\r\nhi!\n"`},
	{"HMSG a 25 24\r\n", `? "HMSG a 25 24\r\n"`},
	{"HMSG a 2 2\r\nhi\r\n", `? "HMSG a 2 2\r\nhi\r\n"`},
	{"MSG a 2\r\n", `? "MSG a 2\r\n"`},
	{"PUB a b c 2\r\n", `? "PUB a b c 2\r\n"`},
}

// TestTapGolden reads every form alone.
func TestTapGolden(t *testing.T) {
	for _, g := range golden {
		if got := tapped([]byte(g.in)); len(got) != 1 || got[0] != g.want {
			t.Errorf("tap of %q = %s, want %s", g.in, strings.Join(got, " | "), g.want)
		}
	}
}

// TestTapChunks reads forms in any order, divided in any way.
func TestTapChunks(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var in []byte
		var want []string
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(golden)-1), 0, 30).Draw(rt, "forms") {
			in = append(in, golden[i].in...)
			want = append(want, golden[i].want)
		}
		var writes [][]byte
		for rest := slices.Clone(in); len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(rt, "write")
			writes = append(writes, slices.Clone(rest[:n]))
			rest = rest[n:]
		}
		if got := tapped(writes...); !slices.Equal(got, want) {
			rt.Fatalf("tap = %s\nwant %s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// TestTapGiants reads a large payload byte after byte, and a line without end.
func TestTapGiants(t *testing.T) {
	payload := bytes.Repeat([]byte("x"), 3<<20)
	in := fmt.Appendf(nil, "LMSG a %d\r\n%s\r\nPING\r\n", len(payload), payload)
	var writes [][]byte
	for part := range slices.Chunk(in, 1000) {
		writes = append(writes, part)
	}
	if got := tapped(writes...); len(got) != 2 || len(got[0]) < len(payload) || got[1] != `PING "PING"` {
		t.Fatalf("tap = %d frames, want the giant and a PING", len(got))
	}
	noise := bytes.Repeat([]byte{0x17, 3, 3}, lineMax)
	if whole, split := tapped(slices.Clone(noise)), tapped(slices.Clone(noise[:7]), slices.Clone(noise[7:lineMax+1]), slices.Clone(noise[lineMax+1:])); len(whole) != 3 || !slices.Equal(whole, split) {
		t.Fatalf("tap of noise = %d and %d frames, want 3 and the same", len(whole), len(split))
	}
	if got := tapped([]byte("LMSG a 5\r\nhe")); len(got) != 1 || got[0] != `? "LMSG a 5\r\nhe"` {
		t.Fatalf("tap of half a message = %s, want it raw", got)
	}
}

// TestFrameParse reads a message of the harness from a frame.
func TestFrameParse(t *testing.T) {
	m := &sim.Message{Head: sim.Head{ID: "7", Entity: "order/tx/17", Region: "tx"}, Body: []byte("body")}
	wire := m.AppendWire([]byte("NATS/1.0\r\n"))
	in := fmt.Appendf(nil, "HMSG export.tx.hub %d %d\r\n%s\r\n", len(wire)-4, len(wire), wire)
	seen := 0
	tap := NewTap(func(f Frame) {
		seen++
		got, err := f.Parse()
		if err != nil || got.Head != m.Head || string(got.Body) != "body" {
			t.Errorf("Parse() = %v, %v, want %v", got, err, m)
		}
	})
	_, _ = tap.Write(in)
	if seen != 1 {
		t.Fatalf("seen %d frames, want 1", seen)
	}
}

// FuzzTap divides any bytes in two: it reads the same frames, and unreadable
// bytes come out as they went in.
func FuzzTap(f *testing.F) {
	for _, g := range golden {
		f.Add([]byte(g.in+"PING\r\n"), 5)
	}
	f.Fuzz(func(t *testing.T, in []byte, at int) {
		at = max(0, min(at, len(in)))
		whole := tapped(slices.Clone(in))
		if split := tapped(slices.Clone(in[:at]), slices.Clone(in[at:])); !slices.Equal(whole, split) {
			t.Fatalf("tap of %q = %q whole, %q divided at %d", in, whole, split, at)
		}
		raw, n := true, 0
		var out []byte
		tap := NewTap(func(fr Frame) {
			raw = raw && fr.Op == Unknown
			out = append(out, fr.Line...)
			n += len(fr.Line) + len(fr.Header) + len(fr.Payload)
		})
		_, _ = tap.Write(in)
		_ = tap.Close()
		if raw && !bytes.Equal(out, in) {
			t.Fatalf("tap of %q, all unreadable = %q", in, out)
		}
		if n > len(in) {
			t.Fatalf("tap of %q handed out %d bytes of %d", in, n, len(in))
		}
	})
}

// BenchmarkTap reads a hundred messages at a time.
func BenchmarkTap(b *testing.B) {
	payload := strings.Repeat("x", 256)
	frame := fmt.Sprintf("HMSG export.tx.hub.call.aggregator export.hub.tx.reply.1 %d %d\r\n%s%s\r\n", len(block), len(block)+len(payload), block, payload)
	in := []byte(strings.Repeat(frame, 100))
	n := 0
	tap := NewTap(func(Frame) { n++ })
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		_, _ = tap.Write(in)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/frame")
}
