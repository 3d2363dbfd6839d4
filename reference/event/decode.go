package event

import (
	"fmt"

	"github.com/seatrial/seatrial/sim/history"
)

// DecodeBody reads the JSON of a body into b, which is overwritten. Fields it
// does not know are skipped, so that a newer producer does no harm; anything
// that is not JSON, a text that is not UTF-8, a number that is no integer of its
// range and a state without a name are errors, and then b is of no use.
func DecodeBody(data []byte, b *Body) error {
	*b = Body{}
	p := parser{s: string(data)}
	p.body(b)
	p.end()
	if p.wrong != "" {
		return fmt.Errorf("decode event body: %s at byte %d", p.wrong, p.at)
	}
	return nil
}

// View returns the decoded form of a message: view if a world kept it beside
// the bytes, or else body decoded.
func View(view any, body []byte) (*Body, error) {
	if b, ok := view.(*Body); ok {
		return b, nil
	}
	b := new(Body)
	if err := DecodeBody(body, b); err != nil {
		return nil, err
	}
	return b, nil
}

func (p *parser) body(b *Body) {
	p.open('{')
	for first := true; p.more('}', first); first = false {
		switch name := p.name(); name {
		case "key":
			b.Key = p.text()
		case "status":
			b.Status = p.text()
		case "reason":
			b.Reason = p.text()
		case "order":
			b.Order = p.text()
		case "line":
			b.Line = p.small()
		case "sku":
			b.SKU = p.text()
		case "state":
			b.State = p.state()
		case "line_state":
			b.LineState = p.state()
		case "qty":
			b.Qty = p.number()
		default:
			p.rest(name, b)
		}
	}
}

// rest reads the members of a body that fewer types have.
func (p *parser) rest(name string, b *Body) {
	switch name {
	case "change":
		p.book(&b.Change)
	case "after":
		p.book(&b.After)
	case "purchase":
		b.Purchase = new(Purchase)
		p.purchase(b.Purchase)
	case "source":
		b.Source = p.text()
	case "pos":
		b.Pos = p.count()
	case "letter":
		b.Letter = new(Letter)
		p.letter(b.Letter)
	case "batch":
		b.Batch = new(Batch)
		p.batch(b.Batch)
	case "decision":
		b.Decision = new(Decision)
		p.decision(b.Decision)
	case "bundle":
		b.Bundle = new(Bundle)
		p.bundle(b.Bundle)
	case "access":
		b.Access = new(Access)
		p.access(b.Access)
	case "trail":
		b.Trail = new(Trail)
		p.trail(b.Trail)
	case "lease":
		b.Lease = new(Lease)
		p.lease(b.Lease)
	default:
		p.skip()
	}
}

func (p *parser) book(k *history.Book) {
	*k = history.Book{}
	p.open('{')
	for first := true; p.more('}', first); first = false {
		switch p.name() {
		case "on_hand":
			k.OnHand = p.number()
		case "allocated":
			k.Allocated = p.number()
		case "held":
			k.Held = p.number()
		default:
			p.skip()
		}
	}
}

func (p *parser) letter(l *Letter) {
	p.open('{')
	for first := true; p.more('}', first); first = false {
		switch p.name() {
		case "type":
			l.Type = p.text()
		case "cause":
			l.Cause = p.text()
		case "original":
			l.Original = p.text()
		default:
			p.skip()
		}
	}
}

func (p *parser) purchase(u *Purchase) {
	p.open('{')
	for first := true; p.more('}', first); first = false {
		switch p.name() {
		case "customer":
			u.Customer = p.text()
		case "ship_to":
			u.ShipTo = p.text()
		case "terms":
			u.Terms = p.text()
		case "price":
			u.Price = p.number()
		case "lines":
			u.Lines = p.lines()
		default:
			p.skip()
		}
	}
}

func (p *parser) lines() []Line {
	var out []Line
	p.open('[')
	for first := true; p.more(']', first); first = false {
		out = append(out, p.line())
	}
	return out
}

func (p *parser) line() Line {
	var l Line
	p.open('{')
	for first := true; p.more('}', first); first = false {
		switch p.name() {
		case "sku":
			l.SKU = p.text()
		case "qty":
			l.Qty = p.number()
		default:
			p.skip()
		}
	}
	return l
}

func (p *parser) batch(t *Batch) {
	p.open('{')
	for first := true; p.more('}', first); first = false {
		switch p.name() {
		case "until":
			t.Until = p.count()
		case "label":
			t.Label = p.text()
		case "items":
			t.Items = p.items()
		default:
			p.skip()
		}
	}
}

func (p *parser) items() []Item {
	var out []Item
	p.open('[')
	for first := true; p.more(']', first); first = false {
		out = append(out, Item{})
		p.item(&out[len(out)-1])
	}
	return out
}

func (p *parser) item(it *Item) {
	p.open('{')
	for first := true; p.more('}', first); first = false {
		switch name := p.name(); name {
		case "pos":
			it.Pos = p.count()
		case "event":
			it.Event = p.text()
		case "epoch":
			it.Epoch = p.small()
		case "cause":
			it.Cause = p.text()
		case "type":
			it.Type = p.text()
		case "entity":
			it.Entity = p.text()
		case "version":
			it.Version = p.count()
		case "sku":
			it.SKU = p.text()
		case "time":
			it.Time = p.number()
		default:
			p.field(name, it)
		}
	}
}

// field reads the members of an item that contracts often leave out.
func (p *parser) field(name string, it *Item) {
	switch name {
	case "line":
		it.Line = p.small()
	case "state":
		it.State = p.state()
	case "line_state":
		it.LineState = p.state()
	case "qty":
		it.Qty = p.number()
	case "on_hand":
		it.OnHand = p.number()
	case "allocated":
		it.Allocated = p.number()
	case "reason":
		it.Reason = p.text()
	case "customer":
		it.Customer = p.text()
	case "ship_to":
		it.ShipTo = p.text()
	case "terms":
		it.Terms = p.text()
	case "price":
		it.Price = p.number()
	default:
		p.skip()
	}
}
