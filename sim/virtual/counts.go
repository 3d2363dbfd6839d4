package virtual

// counts sums figures by name. Few names, asked often: a slice beats a map and
// keeps the order in which they first appeared.
type counts struct {
	names  []string
	values []int64
}

func (c *counts) add(name string, n int64) {
	for i := range c.names {
		if c.names[i] == name {
			c.values[i] += n
			return
		}
	}
	c.names = append(c.names, name)
	c.values = append(c.values, n)
}

func (c *counts) signed() map[string]int64 {
	out := make(map[string]int64, len(c.names))
	for i, n := range c.names {
		out[n] = c.values[i]
	}
	return out
}

func (c *counts) unsigned() map[string]uint64 {
	out := make(map[string]uint64, len(c.names))
	for i, n := range c.names {
		out[n] = uint64(c.values[i])
	}
	return out
}
