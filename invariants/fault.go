package invariants

// What a fault record says in Reason.
const (
	faultInjected = "injected"
	faultProved   = "proved"
	faultReverted = "reverted"
)
