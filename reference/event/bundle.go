package event

// Bundle is a policy bundle as it is offered, or what became of one. Whoever
// could not read it knows no more than what came.
type Bundle struct {
	Name    string
	Version uint64
	Hash    string
	Issued  int64  // wall clock of who signed it, ns: it names the publication
	Signed  string // what was signed and by whom, in base64; empty = it is known
}

func (w *writer) bundle(b *Bundle) {
	w.name(`,"bundle":`)
	w.open()
	w.text(`,"name":`, b.Name)
	w.count(`,"version":`, b.Version)
	w.text(`,"hash":`, b.Hash)
	w.number(`,"issued":`, b.Issued)
	w.text(`,"signed":`, b.Signed)
	w.close()
}

func (p *parser) bundle(b *Bundle) {
	p.open('{')
	for first := true; p.more('}', first); first = false {
		switch p.name() {
		case "name":
			b.Name = p.text()
		case "version":
			b.Version = p.count()
		case "hash":
			b.Hash = p.text()
		case "issued":
			b.Issued = p.number()
		case "signed":
			b.Signed = p.text()
		default:
			p.skip()
		}
	}
}
