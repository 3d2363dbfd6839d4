package link

// Budget pays for retries: each first call with a message adds a share of one.
type Budget struct {
	thousandths int64 // less than 0 is owed
	least       int64 // what it may come to by lending
	share       int64
	drip        int64
	at          int64 // up to here the drip is counted
}

// budgetMax is what can be saved, in thousandths of a retry.
const budgetMax = 200_000

// NewBudget returns the budget of a link that has called nobody yet.
func NewBudget(t *Terms, now int64) Budget {
	return Budget{thousandths: t.Spare * 1000, least: -t.Credit * 1000, share: t.Budget, drip: t.Drip, at: now}
}

// Earn adds the share of a message.
func (b *Budget) Earn() { b.thousandths = min(b.thousandths+b.share, budgetMax) }

// Has reports whether a retry is paid for.
func (b *Budget) Has(now int64) bool {
	if b.drip > 0 {
		n := (now - b.at) / b.drip
		b.thousandths = min(b.thousandths+n*1000, budgetMax)
		b.at += n * b.drip
	}
	return b.thousandths >= 1000
}

// Lends reports whether a retry may be made that is paid for later.
func (b *Budget) Lends() bool { return b.thousandths-1000 >= b.least }

// Spend takes one retry.
func (b *Budget) Spend() { b.thousandths -= 1000 }
