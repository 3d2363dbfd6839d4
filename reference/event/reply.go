package event

// Most calls are answered with a plain ok, so all of these answers share one
// body. Nobody may change it.
var (
	plainOK      = &Body{Status: OK}
	plainOKBytes = AppendBody(nil, plainOK)
)

// Reply returns the body of an answer, and its JSON written with ink.
func Reply(ink *Ink, status, reason string) (*Body, []byte) {
	if status == OK && reason == "" {
		return plainOK, plainOKBytes
	}
	b := &Body{Status: status, Reason: reason}
	return b, ink.Body(b)
}
