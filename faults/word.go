package faults

import (
	"strconv"
	"time"

	"github.com/seatrial/seatrial/faults/strict"
)

// copiesMax is the most extra deliveries of one message.
const copiesMax = 5

// Word is one key with which a file says what a fault is about.
type Word struct {
	Name string
	Doc  string
	Fix  string // what to write if it is missing

	key    strict.Key[Fault]
	given  func(Fault) bool
	format func(Fault) string // the value as a file has it
}

// words are the keys in the order in which a plan writes them. Some fill the
// same field of [Fault]: a link has two ends, whatever they are called.
var words = []Word{
	word("region", "the region whose bus, disk, clock or processes are meant", "region: tx",
		strict.Text, func(f *Fault) *string { return &f.Region }, quoted),
	between,
	word("from", "the region whose messages are lost", "from: tx",
		strict.Text, func(f *Fault) *string { return &f.Region }, quoted),
	word("to", "the region that does not get them", "to: hub",
		strict.Text, func(f *Fault) *string { return &f.Peer }, quoted),
	peersWord,
	word("target", "the machine, by its name", "target: pod/tx",
		strict.Text, func(f *Fault) *string { return &f.Target }, quoted),
	word("consumer", "the consumer, with or without its region; every consumer if left out", "consumer: planner",
		strict.Text, func(f *Fault) *string { return &f.Target }, quoted),
	word("chance", "the share of messages that are hit", "chance: 20%",
		strict.Share, func(f *Fault) *uint32 { return &f.Chance }, strict.FormatShare),
	word("copies", "extra deliveries of a message, at most; 1 to 5, 1 if left out", "copies: 2",
		strict.Whole[int](1, copiesMax), func(f *Fault) *int { return &f.Copies }, strconv.Itoa),
	word("by", "how much later, slower or off", "by: 500ms",
		strict.Offset, func(f *Fault) *time.Duration { return &f.Amount }, strict.FormatDuration),
	word("period", "from one to the next", "period: 500ms",
		strict.Duration, func(f *Fault) *time.Duration { return &f.Amount }, strict.FormatDuration),
	word("bandwidth", "bytes per second that get through", "bandwidth: 64KB/s",
		strict.Speed, func(f *Fault) *int64 { return &f.Rate }, strict.FormatSpeed),
	word("lossy", "whether what was not synced is lost as well", "lossy: true",
		strict.Flag, func(f *Fault) *bool { return &f.Lossy }, strconv.FormatBool),
}

// word returns a word that fills one field; the zero value is not given.
func word[V comparable](name, doc, example string, form strict.Form[V], place func(*Fault) *V, format func(V) string) Word {
	return Word{Name: name, Doc: doc, Fix: "add " + example, key: strict.At(name, doc, form, place),
		given: func(f Fault) bool {
			var zero V
			return *place(&f) != zero
		},
		format: func(f Fault) string { return format(*place(&f)) }}
}

var between = Word{Name: "between", Doc: "the two ends of a link", Fix: "add between: [tx, hub]",
	key: strict.Into("between", "the two ends of a link", strict.Pair(strict.Text),
		func(f *Fault, ends [2]string) { f.Region, f.Peer = ends[0], ends[1] }),
	given:  func(f Fault) bool { return f.Region != "" && f.Peer != "" },
	format: func(f Fault) string { return quotedList([]string{f.Region, f.Peer}) }}

var peersWord = Word{Name: "peers", Doc: "the regions it cannot talk to; in a region outage every other one if left out", Fix: "add peers: [tx, va]",
	key: strict.At("peers", "the regions it cannot talk to; in a region outage every other one if left out", strict.List(strict.Text),
		func(f *Fault) *[]string { return &f.Peers }),
	given:  func(f Fault) bool { return len(f.Peers) > 0 },
	format: func(f Fault) string { return quotedList(f.Peers) }}

// Words lists the keys that some fault needs or may have.
func Words() []Word { return append([]Word(nil), words...) }

func wordOf(name string) Word {
	for _, w := range words {
		if w.Name == name {
			return w
		}
	}
	return Word{Name: name}
}
