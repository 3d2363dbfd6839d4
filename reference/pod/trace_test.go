package pod

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/seatrial/seatrial/reference/event"
)

// TestTrace plays the stories in testdata/trace. Rewrite them with -rewrite, then read
// the difference.
func TestTrace(t *testing.T) {
	datadriven.Walk(t, "testdata/trace", func(t *testing.T, path string) {
		var s *stage
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			if d.Cmd == "pod" {
				defects := ""
				d.MaybeScanArgs(t, "defects", &defects)
				s = newPod(defects)
				return tell(s, 0)
			}
			from := len(s.ledger)
			answer := play(t, s, d)
			return answer + tell(s, from)
		})
	})
}

// play carries out one command of a story.
func play(t *testing.T, s *stage, d *datadriven.TestData) string {
	var n int
	d.MaybeScanArgs(t, "n", &n)
	switch d.Cmd {
	case "place":
		var lines string
		d.ScanArgs(t, "lines", &lines)
		return said(s.place(n, strings.Split(lines, "+")...))
	case "cancel":
		order := 0
		d.ScanArgs(t, "order", &order)
		return said(s.call(client, event.CancelOrder, &event.Body{Key: fmt.Sprintf("client/tx/%d", n), Order: event.OrderName("tx", uint64(order))}))
	case "receive", "count":
		return said(scan(t, s, d, n))
	case "wait":
		var span time.Duration
		text := ""
		d.ScanArgs(t, "for", &text)
		span, err := time.ParseDuration(text)
		if err != nil {
			d.Fatalf(t, "%v", err)
		}
		s.advance(span)
	case "answer":
		status, reason := event.OK, ""
		d.MaybeScanArgs(t, "status", &status)
		d.MaybeScanArgs(t, "reason", &reason)
		s.answer(status, reason)
	case "deliver":
		order := 0
		d.ScanArgs(t, "order", &order)
		name := event.OrderName("tx", uint64(order))
		return said(s.call(carrier, event.DeliveryScan, &event.Body{Key: event.TaskKey(name, 1), Order: name, Line: 1, SKU: "s-0001", Qty: 1}))
	case "bus":
		s.busDown = d.CmdArgs[0].Key == "down"
	case "crash":
		s.crash()
	default:
		d.Fatalf(t, "unknown command %q", d.Cmd)
	}
	return ""
}

func scan(t *testing.T, s *stage, d *datadriven.TestData, n int) *event.Body {
	b := &event.Body{Key: fmt.Sprintf("warehouse/tx/%d", n)}
	d.ScanArgs(t, "sku", &b.SKU)
	d.ScanArgs(t, "qty", &b.Qty)
	if d.Cmd == "receive" {
		return s.call(warehouse, event.ReceiveGoods, b)
	}
	return s.call(warehouse, event.AdjustStock, b)
}

func said(b *event.Body) string {
	if b == nil {
		return "no answer\n"
	}
	return strings.TrimSpace("answer "+b.Status+" "+b.Reason) + "\n"
}

// tell writes the entries from a position on, the open calls, and how much is on
// the bus.
func tell(s *stage, from int) string {
	var b strings.Builder
	for i, m := range s.ledger[from:] {
		h, e := m.Head, decode(m)
		fmt.Fprintf(&b, "%3d e%d %s v%d %s", from+i+1, h.Epoch, h.Entity, h.Version, h.Type)
		if e.Line > 0 {
			fmt.Fprintf(&b, " line=%d", e.Line)
		}
		if e.State != event.NoState {
			fmt.Fprintf(&b, " %s/%s", e.LineState, e.State)
		}
		if e.SKU != "" && strings.HasPrefix(h.Entity, "sku/") {
			fmt.Fprintf(&b, " on-hand=%d allocated=%d", e.After.OnHand, e.After.Allocated)
		}
		if e.Reason != "" {
			b.WriteString(" " + e.Reason)
		}
		b.WriteByte('\n')
	}
	for _, c := range s.calls {
		fmt.Fprintf(&b, "open %s %s\n", c.Msg.Head.Type, c.Msg.Head.ID)
	}
	fmt.Fprintf(&b, "bus %d of %d\n", len(s.bus), len(s.ledger))
	return b.String()
}
