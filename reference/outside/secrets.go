package outside

import (
	"strconv"

	"github.com/seatrial/seatrial/reference/event"
)

// canaryEvery is how often an order carries values that must not leave the
// region.
const canaryEvery = 3

// secrets fills in who buys, where it goes and on which terms. Every few orders
// carry the canaries of the region instead.
func (c *Client) secrets(n uint64, p *event.Purchase) {
	p.Customer = "buyer " + strconv.FormatUint(n%97, 10)
	p.ShipTo = "dock " + strconv.FormatUint(n%31, 10)
	p.Terms = terms[n%uint64(len(terms))]
	c.disguise(p)
	if n%canaryEvery != 0 {
		return
	}
	seen := map[string]uint64{}
	for _, canary := range c.site.Canaries {
		// With several canaries of a field, the orders take turns.
		if k := seen[canary.Field]; k == 0 || n/canaryEvery%(k+1) == 0 {
			set(p, canary.Field, canary.Value)
		}
		seen[canary.Field]++
	}
}

// disguise puts other secrets in place of these, where two runs are compared. The
// canaries are disguised already.
func (c *Client) disguise(p *event.Purchase) {
	d, home := c.site.Workload.Disguise, c.site.Region
	if d == 0 {
		return
	}
	p.Customer, p.ShipTo, p.Terms = d.Text(home, p.Customer), d.Text(home, p.ShipTo), d.Text(home, p.Terms)
	p.Price = d.Number(home, p.Price)
}

var terms = [...]string{"net 30", "net 45", "2/10 net 30"}

func set(p *event.Purchase, field, value string) {
	switch field {
	case event.FieldCustomer:
		p.Customer = value
	case event.FieldShipTo:
		p.ShipTo = value
	case event.FieldTerms:
		p.Terms = value
	case event.FieldPrice:
		if n, err := strconv.ParseInt(value, 10, 64); err == nil && n > 0 {
			p.Price = n
		}
	}
}
