package event

import "fmt"

// Catalog names the articles of a region: "s-0001" and so on, and the entity of
// each one's stock record: "sku/tx/s-0001". It is never changed after it was
// made, so that all machines of a region may share it.
type Catalog struct {
	Region   string
	Articles []string
	Entities []string
}

// NewCatalog returns the catalog of a region with n articles.
func NewCatalog(region string, n int) *Catalog {
	c := &Catalog{Region: region}
	for i := range n {
		article := fmt.Sprintf("s-%04d", i+1)
		c.Articles = append(c.Articles, article)
		c.Entities = append(c.Entities, StockPrefix+region+"/"+article)
	}
	return c
}

// Index returns the place of an article; false if it is not in the catalog.
func (c *Catalog) Index(article string) (int, bool) {
	if len(article) < 3 || article[0] != 's' || article[1] != '-' {
		return 0, false
	}
	n := 0
	for i := 2; i < len(article); i++ {
		d := int(article[i]) - '0'
		if d < 0 || d > 9 || n > len(c.Articles) {
			return 0, false
		}
		n = n*10 + d
	}
	if n < 1 || n > len(c.Articles) || c.Articles[n-1] != article {
		return 0, false
	}
	return n - 1, true
}
