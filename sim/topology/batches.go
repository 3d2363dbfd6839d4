package topology

import "time"

// Batches says what the ERP system of every region sends its region: files of
// purchase orders. The zero value is no ERP at all.
type Batches struct {
	Every  time.Duration `json:"every_ns,omitempty"`  // a batch comes this often; 0 = there is no ERP
	Orders int           `json:"orders,omitempty"`    // purchase orders of a batch
	Ack    time.Duration `json:"ack_ns,omitempty"`    // it waits so long for the 997 of a batch (T997)
	Answer time.Duration `json:"answer_ns,omitempty"` // and so long for the 855 of an order (T855)
	Dirty  int           `json:"dirty,omitempty"`     // every so manieth batch comes from an older system, dirty in a harmless way; 0 = none
}

// Any reports whether there is an ERP.
func (b Batches) Any() bool { return b.Every > 0 }
