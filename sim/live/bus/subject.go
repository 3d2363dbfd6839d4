package bus

import "strings"

// Account is an account of a server, and with it a space of subjects.
type Account uint8

// The accounts that clients connect to.
const (
	// TX holds what stays in its region: the bus, the calls between machines.
	// Every server has its own, under a key of its own.
	TX Account = iota
	// EXPORT is what leaf links are bound to.
	EXPORT
)

// String returns the name of the account.
func (a Account) String() string {
	if a == TX {
		return "TX"
	}
	return "EXPORT"
}

// Names of streams.
const (
	BusStream    = "BUS"    // of a region, in account TX
	ExportStream = "EXPORT" // of a region, in account EXPORT, and what the hub makes of them all
)

// BusSubject returns the subject that messages of an entity have on the bus of a
// region: "order/tx/17" is private.tx.bus.order.tx.17.
func BusSubject(region, entity string) string { return busRoot(region) + tokens(entity) }

func busRoot(region string) string { return "private." + token(region) + ".bus." }

// CallSubject returns the subject of calls to a machine, within a region (from
// and to are the same; account TX) or over a link (account EXPORT).
func CallSubject(from, to, machine string) string {
	return between(from, to) + "call." + tokens(machine)
}

// CallsTo returns the subject that matches the calls to a machine which come
// over links (account EXPORT): to the hub from any region, to a region from the
// hub. A link lets no wider interest pass.
func CallsTo(to, machine string) string {
	from := token(Hub)
	if to == Hub {
		from = "*"
	}
	return "export." + from + "." + token(to) + ".call." + tokens(machine)
}

// ReplySubject returns the subject of answers to a machine in one of its lives:
// the answer travels from region from to region to, where the machine is. Add
// ".>" or a token of your own.
func ReplySubject(from, to, machine string, life uint64) string {
	return between(from, to) + "reply." + tokens(machine) + "." + decimal(life)
}

// ReplyInbox returns what the machine subscribes to in order to hear every
// answer of [ReplySubject] in this life.
func ReplyInbox(from, to, machine string, life uint64) string {
	return ReplySubject(from, to, machine, life) + ".>"
}

// PassAll matches everything that one region sends to another: it goes to the hub,
// which passes it on (account EXPORT).
const PassAll = "export.*." + Hub + ".pass.>"

// PassSubject returns the subject of calls from one region to a machine in another,
// as they go to the hub.
func PassSubject(from, to, machine string) string {
	return passRoot(from, to) + "call." + tokens(machine)
}

// PassReply returns the subject of answers from one region to a machine in another,
// in one of its lives, as they go to the hub. Add a token of your own.
func PassReply(from, to, machine string, life uint64) string {
	return passRoot(from, to) + "reply." + tokens(machine) + "." + decimal(life)
}

func passRoot(from, to string) string { return between(from, Hub) + "pass." + token(to) + "." }

// Passing reads a subject of [PassAll]: between which regions, as tokens, and the
// subject on which the hub passes it on.
func Passing(subject string) (from, to, onward string, ok bool) {
	parts := strings.SplitN(subject, ".", 6)
	if len(parts) < 6 || parts[0] != "export" || parts[2] != token(Hub) || parts[3] != "pass" {
		return "", "", "", false
	}
	return parts[1], parts[4], "export." + token(Hub) + "." + parts[4] + "." + parts[5], true
}

// DurableName returns the name of a machine's durable consumer: "pod/tx" is pod_tx.
func DurableName(machine string) string { return strings.ReplaceAll(tokens(machine), ".", "_") }

// between returns what the subjects between two regions begin with.
func between(from, to string) string {
	if from == to {
		return "private." + token(from) + "."
	}
	return "export." + token(from) + "." + token(to) + "."
}

// tokens turns a path into tokens, one for each part, also for an empty one.
func tokens(path string) string {
	if out, ok := cleanTokens(path); ok {
		return out
	}
	parts := strings.Split(path, "/")
	for i, p := range parts {
		parts[i] = token(p)
	}
	return strings.Join(parts, ".")
}

// cleanTokens is tokens for a path in which every byte stands for itself: nearly all
// there are.
func cleanTokens(path string) (string, bool) {
	last := byte('/')
	for i := range len(path) {
		c := path[i]
		if c == '/' && last == '/' || c != '/' && !stands[c] {
			return "", false
		}
		last = c
	}
	if last == '/' {
		return "", false
	}
	return strings.ReplaceAll(path, "/", "."), true
}

const hexDigits = "0123456789ABCDEF"

// token escapes what may not stand in a token of a subject. Different strings
// give different tokens. Nothing else than the percent sign is used to escape,
// and an empty string is a percent sign alone.
func token(s string) string {
	if s == "" {
		return "%"
	}
	clean := true
	for i := range len(s) {
		clean = clean && stands[s[i]]
	}
	if clean {
		return s
	}
	b := make([]byte, 0, len(s)+8)
	for i := range len(s) {
		if c := s[i]; stands[c] {
			b = append(b, c)
		} else {
			b = append(b, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return string(b)
}

// stands tells the bytes that stand for themselves in a token: printable ASCII
// except what subjects, stream names and consumer names give a meaning to.
var stands = func() (t [256]bool) {
	for c := byte('!'); c < 0x7F; c++ {
		t[c] = !strings.ContainsRune(`.*>%/\`, rune(c))
	}
	return t
}()

func decimal(v uint64) string {
	var b [20]byte
	i := len(b)
	for {
		i--
		b[i] = byte('0' + v%10)
		if v /= 10; v == 0 {
			return string(b[i:])
		}
	}
}
