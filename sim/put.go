package sim

// What may be put down beside ledgers and buses, as the type of a message that is
// [Effects.Put].
const (
	PutLog        = "log"         // a line for people
	PutMetric     = "metric"      // a sample with its labels
	PutTrace      = "trace"       // a span with its attributes, or what a debug tap shows
	PutDeadLetter = "dead-letter" // what nobody could use, as it came
	PutFileName   = "file-name"   // the name under which something lies, which every listing shows
	PutPanic      = "panic"       // what a machine said as it died; worlds put it down
)

// Put puts bytes down in a region, where whoever looks after the system can read
// them. The type of m is one of the above, its region the home of what it speaks
// of, its body what is read. Nothing comes back, and how it gets to another region is
// not the system's business; what it says there is. Put things down rarely: a
// world shows each to its witnesses.
func (e *Effects) Put(region string, m *Message) {
	e.list = append(e.list, Effect{Kind: EffPut, Name: region, Msg: m})
}
