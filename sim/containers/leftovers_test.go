package containers

import "testing"

// A tag says whose it is, wherever the temporary files of who reads it are.
func TestTagNamesItsOwner(t *testing.T) {
	const owner = "/tmp/x/seatrial-containers-17"
	if got, ok := ownerOf(tagOf(owner)); !ok || got != owner {
		t.Errorf("ownerOf(tagOf(%s)) = %q, %v", owner, got, ok)
	}
	for _, tag := range []string{"", "latest", "of-?-1", "of-1"} {
		if got, ok := ownerOf(tag); ok {
			t.Errorf("ownerOf(%q) = %q, want nobody", tag, got)
		}
	}
}

// Blocks of addresses are of the range for tests, and each is another.
func TestBlocks(t *testing.T) {
	a, b := newBlock(), newBlock()
	if a == b || a.Overlaps(b) {
		t.Errorf("newBlock() = %v, then %v, want another", a, b)
	}
	for _, block := range []string{a.String(), b.String()} {
		if block[:7] != "198.18." && block[:7] != "198.19." {
			t.Errorf("newBlock() = %s, want one of 198.18.0.0/15", block)
		}
	}
	if first := nth(a, 1); !a.Contains(first) || first != a.Addr().Next() {
		t.Errorf("nth(%v, 1) = %v, want the address after the first", a, first)
	}
}
