package outside

import (
	"path"
	"strconv"
	"strings"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/reference/x12"
	"github.com/seatrial/seatrial/sim"
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// Files lists the purchase-order files that come for the client of the site.
func (s *Site) Files() []sim.File {
	var out []sim.File
	for i := range s.Workload.Documents {
		if d := &s.Workload.Documents[i]; d.Region == s.Region {
			out = append(out, sim.File{Name: fileName(i, d), At: int64(d.At), Bytes: d.Bytes})
		}
	}
	return out
}

// fileName is the name under which the i-th document comes. The same document
// may come twice, so its number is part of it.
func fileName(i int, d *topology.Document) string {
	return strconv.Itoa(i+1) + "-" + path.Base(strings.ReplaceAll(d.Name, "\\", "/"))
}

// mode is how the site reads a file: as the workload says, or strictly if it
// says nothing about a file of that name.
func (s *Site) mode(name string) x12.Mode {
	for i := range s.Workload.Documents {
		if d := &s.Workload.Documents[i]; d.Region == s.Region && fileName(i, d) == name && !d.Strict {
			return x12.Tolerant
		}
	}
	return x12.Strict
}

// document reads a purchase-order file and places an order for each purchase
// order in it that is fit for use. What is not fit is quarantined by the reader;
// cancellations and changes are left to people.
func (c *Client) document(file *sim.Message) {
	name := file.Head.ID
	c.out.Count("documents_read", 1)
	found, err := x12.Parse(name, string(file.Body), c.site.mode(name))
	if err != nil {
		c.out.Reach("document-quarantined")
		c.out.Count("documents_refused", 1)
		return
	}
	for range found.Quarantines {
		c.out.Reach("document-quarantined")
	}
	c.out.Count("document_units_quarantined", int64(len(found.Quarantines)))
	for _, m := range found.Mends {
		c.out.Reach("document-mended")
		c.out.Count("document_faults_mended", int64(m.Count))
	}
	for _, po := range found.Orders() {
		if !po.Original() {
			c.out.Count("document_orders_not_original", 1)
			continue
		}
		c.out.Reach("document-accepted")
		c.place(c.purchase(&po))
	}
}

// purchase turns a purchase order into an order of this region's articles: each
// foreign article number always becomes the same one.
func (c *Client) purchase(po *x12.PurchaseOrder) *event.Purchase {
	p := &event.Purchase{Lines: make([]event.Line, 0, len(po.Lines))}
	for _, l := range po.Lines {
		article := c.site.Catalog.Articles[history.Hash(strings.ToUpper(l.SKU))%uint64(len(c.site.Catalog.Articles))]
		p.Lines = append(p.Lines, event.Line{SKU: article, Qty: l.Quantity})
		p.Price += int64(l.Price)
	}
	return p
}
