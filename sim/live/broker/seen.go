package broker

import (
	"strconv"
	"strings"
)

// Kind says what was seen on the wire.
type Kind uint8

// The kinds.
const (
	Connected Kind = iota + 1 // a client was let in
	Gone                      // its connection ended
	Delivered                 // the server handed a message of the stream out
	Acked                     // +ACK
	Nacked                    // -NAK: again, please
	Termed                    // +TERM: never again
	Working                   // +WPI: it takes longer
	Effect                    // a message on the subject of effects
)

// Seen is one thing that passed. Data is good until [Watch] returns.
type Seen struct {
	Kind    Kind
	Seq     uint64 // of the message in the stream: deliveries and what answers them
	Attempt uint32 // of the delivery, from 1
	Reply   string // what answers the delivery
	Data    []byte // of an effect
}

// Then says what happens with what was seen.
type Then uint8

// What a watch can decide. The server's own words always pass.
const (
	Pass       Then = iota
	Drop            // it does not arrive
	HoldBefore      // neither it nor anything after it arrives, until [Broker.Release]
	HoldAfter       // it arrives, and nothing after it
)

// Watch is shown everything, one at a time. It must not call the broker.
type Watch func(Seen) Then

// ackPrefix begins the subject that answers a delivery:
//
//	$JS.ACK.stream.consumer.attempt.sequence.consumer sequence.time.pending
//	$JS.ACK.domain.account.stream.consumer.attempt.sequence. ... .random
const ackPrefix = "$JS.ACK."

// delivery reads the subject that answers a delivery of the stream's consumer.
func (b *Broker) delivery(reply string) (Seen, bool) {
	if !strings.HasPrefix(reply, ackPrefix) {
		return Seen{}, false
	}
	parts := strings.Split(reply, ".")[2:]
	if len(parts) > 7 {
		parts = parts[2:]
	}
	if len(parts) < 4 || parts[0] != b.cfg.Stream || parts[1] != b.cfg.Consumer {
		return Seen{}, false
	}
	attempt, err := strconv.ParseUint(parts[2], 10, 32)
	if err != nil {
		return Seen{}, false
	}
	seq, err := strconv.ParseUint(parts[3], 10, 64)
	return Seen{Seq: seq, Attempt: uint32(attempt), Reply: reply}, err == nil
}

// answered returns what the payload of an answer to a delivery says.
func answered(payload []byte) Kind {
	word, _, _ := strings.Cut(strings.TrimSpace(string(payload)), " ")
	switch word {
	case "-NAK":
		return Nacked
	case "+TERM":
		return Termed
	case "+WPI":
		return Working
	}
	return Acked // "", +ACK, and +NXT, which asks for the next one as well
}
