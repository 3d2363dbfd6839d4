package process

// Peer is a child as its parent reaches it, wherever it runs: here, or in a
// container. Requests are written to it, words are read from it until it has
// ended. What it said before it ended is still read.
type Peer interface {
	Read(b []byte) (int, error)
	Write(b []byte) (int, error)
	// Kill ends it at once. An error says that it is gone already.
	Kill() error
	// Stop asks it to end in order.
	Stop() error
	// Halt makes it stand still, and returns when it does.
	Halt() error
	// Resume lets it go on.
	Resume() error
	// Wait returns when it has ended, with what was wrong about that.
	Wait() error
	// Said returns the end of what it wrote for people to read.
	Said() string
}
