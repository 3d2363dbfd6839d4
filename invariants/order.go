package invariants

// order is what I-07 knows of one order: the state of each line, and how far the
// order is as a whole.
type order struct {
	last   Ref
	many   []uint8   // state by line, where there are more than few holds
	few    [16]uint8 // [0] stands for lines not mentioned yet
	size   uint8     // of few in use
	live   bool      // some line is not terminal
	vague  bool      // created without a number of lines
	first  uint8     // the lowest state of a line
	firsts uint32    // lines that are in it; 0 = no line exists
}

func wipeOrder(o *order) { *o = order{size: 1, many: o.many[:0]} }

// lines returns the state by line. The slice is good until a line is added.
func (o *order) lines() []uint8 {
	if len(o.many) > 0 {
		return o.many
	}
	return o.few[:max(o.size, 1)]
}

func (o *order) add(state uint8) {
	switch lines := o.lines(); {
	case len(o.many) > 0:
		o.many = append(o.many, state)
	case len(lines) == len(o.few):
		o.many = append(append(o.many, lines...), state)
	default:
		o.few[len(lines)] = state
		o.size = uint8(len(lines)) + 1
	}
	o.count(0, state)
}

// create brings lines into existence, n of them or, with 0, an unknown number.
func (o *order) create(state uint8, n int64) {
	if n <= 0 {
		o.few[0], o.vague = state, true
	}
	for range n {
		o.add(state)
	}
}

// set changes the state of a line.
func (o *order) set(line uint32, state uint8) {
	lines := o.lines()
	from := lines[line]
	lines[line] = state
	if line > 0 {
		o.count(from, state)
	}
}

// count keeps the lowest state. Lines advance, so it is rarely looked for anew.
func (o *order) count(from, to uint8) {
	if to == 0 {
		return
	}
	if o.firsts == 0 || to < o.first {
		o.first, o.firsts = to, 1
		return
	}
	if to == o.first {
		o.firsts++
	}
	if from != o.first {
		return
	}
	if o.firsts--; o.firsts > 0 {
		return
	}
	o.first = illegal
	for _, n := range o.lines()[1:] {
		switch {
		case n == 0 || n > o.first:
		case n == o.first:
			o.firsts++
		default:
			o.first, o.firsts = n, 1
		}
	}
}

// state returns the state the order is in as a whole.
func (o *order) state() uint8 {
	if o.firsts > 0 {
		return o.first
	}
	return o.lines()[0]
}

// mention makes sure that a line has a place. In an order of unknown length it
// has gone through what the whole order went through.
func (o *order) mention(line uint32) {
	for uint32(len(o.lines())) <= line {
		o.add(o.lines()[0])
	}
}
