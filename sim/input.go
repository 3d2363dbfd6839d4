package sim

// InputKind says what happened to a machine.
type InputKind uint8

// The inputs. The comment names the fields of [Input] each one sets.
const (
	InStart    InputKind = iota + 1 // first start of an outside party or a machine without ledger
	InRecover                       // start of a machine with a ledger: Snapshot (nil at first), Tail, Pos of its last entry
	InTimer                         // ID
	InCall                          // From, ID (to answer with), Msg
	InReply                         // From, ID (of my call), Msg
	InDeliver                       // Bus, Token, Attempt, Pos (bus sequence), Msg
	InStored                        // Bus, ID (of my publish), Pos (bus sequence)
	InRefused                       // Bus, ID: the bus did not take a publish, or did not answer in time
	InInfo                          // Bus, Pos (last sequence), Msg (last message; nil if empty), OK false if the bus is down
	InEntries                       // Tail: the entries asked for with [Effects.Read], Pos of the first
	InOperator                      // Msg: an order of the operator; OK false if it is taken back
	InFile                          // Msg: a file that came; Head.ID is its name, Body its bytes
)

// Input is one thing that happened.
type Input struct {
	Kind     InputKind
	From     Addr
	Bus      Bus
	ID       uint64
	Token    uint64
	Attempt  uint32
	Pos      uint64
	OK       bool
	Msg      *Message
	Snapshot []byte
	Tail     []*Message // ledger entries; the first has position Pos-len(Tail)+1 (recover) or Pos (entries)
}

var inputNames = [...]string{"", "start", "recover", "timer", "call", "reply", "deliver", "stored", "refused", "bus-info", "entries", "operator", "file"}

func (k InputKind) String() string {
	if int(k) < len(inputNames) {
		return inputNames[k]
	}
	return "unknown"
}
