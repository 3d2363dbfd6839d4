package policy

import "github.com/seatrial/seatrial/reference/event"

// field is one field of an event.
type field uint8

const (
	fieldType field = iota
	fieldEntity
	fieldVersion
	fieldLine
	fieldState
	fieldLineState
	fieldSKU
	fieldQty
	fieldOnHand
	fieldAllocated
	fieldReason
	fieldTime
	fieldCustomer
	fieldShipTo
	fieldTerms
	fieldPrice
	fieldCount
)

var fieldNames = [fieldCount]string{event.FieldType, event.FieldEntity, event.FieldVersion, event.FieldLine, event.FieldState,
	event.FieldLineState, event.FieldSKU, event.FieldQty, event.FieldOnHand, event.FieldAllocated, event.FieldReason,
	event.FieldTime, event.FieldCustomer, event.FieldShipTo, event.FieldTerms, event.FieldPrice}

func fieldOf(name string) (field, bool) {
	for i, n := range fieldNames {
		if n == name {
			return field(i), true
		}
	}
	return 0, false
}

// text reports whether the field is a text that can become a token.
func (f field) text() bool { return f.place(&event.Item{}) != nil }

// sealable reports whether the field can go sealed. The entity cannot: it is what
// the others are bound to, and whoever brings them back names it by its token.
func (f field) sealable() bool { return f.text() && f != fieldEntity }

// copy lets the field go in the clear.
func (f field) copy(ev *Event, it *event.Item) {
	b := ev.Body
	switch f {
	case fieldType:
		it.Type = ev.Type
	case fieldEntity:
		it.Entity = ev.Entity
	case fieldVersion:
		it.Version = ev.Version
	case fieldLine:
		it.Line = b.Line
	case fieldState:
		it.State = b.State
	case fieldLineState:
		it.LineState = b.LineState
	case fieldSKU:
		it.SKU = b.SKU
	case fieldQty:
		it.Qty = b.Qty
	case fieldOnHand:
		it.OnHand = b.After.OnHand
	case fieldAllocated:
		it.Allocated = b.After.Allocated
	case fieldReason:
		it.Reason = b.Reason
	case fieldTime:
		it.Time = ev.Time
	default:
		f.copyPurchase(b.Purchase, it)
	}
}

// copyPurchase lets a field of the purchase go in the clear.
func (f field) copyPurchase(u *event.Purchase, it *event.Item) {
	if u == nil {
		return
	}
	switch f {
	case fieldCustomer:
		it.Customer = u.Customer
	case fieldShipTo:
		it.ShipTo = u.ShipTo
	case fieldTerms:
		it.Terms = u.Terms
	case fieldPrice:
		it.Price = u.Price
	}
}

// tokenise lets a token of the field go in its place. The token of an entity
// keeps its kind and region, which the destination needs and knows anyway.
func (f field) tokenise(ev *Event, it *event.Item, t *tokens) {
	f.copy(ev, it)
	made := t.at(ev)
	if f == fieldEntity {
		it.Entity = made.OfEntity(fieldNames[f], it.Entity)
	} else if text := f.place(it); text != nil {
		*text = made.Of(fieldNames[f], *text)
	}
}

// seal lets the field go sealed: its home alone can open it.
func (f field) seal(ev *Event, it *event.Item, t *tokens) {
	f.copy(ev, it)
	if text := f.place(it); text != nil {
		*text = t.seal(ev, f, *text)
	}
}

// place returns where a text stands in an item, nil if the field is none.
func (f field) place(it *event.Item) *string {
	switch f {
	case fieldEntity:
		return &it.Entity
	case fieldSKU:
		return &it.SKU
	case fieldReason:
		return &it.Reason
	case fieldCustomer:
		return &it.Customer
	case fieldShipTo:
		return &it.ShipTo
	case fieldTerms:
		return &it.Terms
	}
	return nil
}
