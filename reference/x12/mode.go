package x12

import "fmt"

// Mode says what happens to a unit with a fault. The zero value is [Strict].
type Mode uint8

// The two modes.
const (
	Strict   Mode = iota // Strict withholds every unit that has a fault.
	Tolerant             // Tolerant mends what is safe, counts it, and withholds the rest.
)

// ParseMode returns the mode of that name, "strict" or "tolerant".
func ParseMode(name string) (Mode, error) {
	switch name {
	case "strict":
		return Strict, nil
	case "tolerant":
		return Tolerant, nil
	}
	return Strict, fmt.Errorf("parse mode %q: want strict or tolerant", name)
}

// String returns the name that [ParseMode] reads.
func (m Mode) String() string {
	if m == Tolerant {
		return "tolerant"
	}
	return "strict"
}
