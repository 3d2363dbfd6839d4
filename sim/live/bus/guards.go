package bus

// Guards are the switches of what keeps a region's messages in the region. The
// zero value has all of them on; each can be switched off alone, to show that
// another one holds.
type Guards struct {
	// NoAccountIsolation binds the leaf link to TX in place of EXPORT.
	NoAccountIsolation bool
	// NoDeny leaves out the region's own deny lists of the leaf link.
	NoDeny bool
	// NoAllowList gives leaf users every subject.
	NoAllowList bool
	// NoIsolate lets the hub pass the interest of one region on to another.
	// Isolation holds back only what nobody at the hub listens to.
	NoIsolate bool
	// NoTLS leaves leaf links in the clear and asks nobody for a certificate.
	NoTLS bool
	// NoExpiry mints user tokens that never expire.
	NoExpiry bool
}

// Transport is how calls travel from a region to the hub. The guards open no
// more than it needs.
type Transport uint8

// The transports.
const (
	Forwarder Transport = iota // published over the leaf link; nothing keeps them
	Sourced                    // a stream of the region, sourced by the hub with a consumer that lives as long as the link
	Durable                    // the same with a durable consumer
)

// String returns the name of the transport.
func (t Transport) String() string {
	switch t {
	case Sourced:
		return "sourced"
	case Durable:
		return "durable"
	}
	return "forwarder"
}

// may lists the subjects that the leaf user of a region may publish to the hub
// and hear from it.
func (t Transport) may(region string) (publish, subscribe []string) {
	r := token(region)
	publish = []string{"export." + r + ".hub.>"}
	// Servers look for loops with a subject of their own.
	subscribe = []string{"export.hub." + r + ".>", "$LDS.>"}
	if t == Forwarder {
		return publish, subscribe
	}
	api := "$JS." + r + ".API.CONSUMER."
	publish = append(publish, deliverRoot(region)+".>", "$JSC.R.>")
	subscribe = append(subscribe, "$JS.FC."+ExportStream+".>")
	if t == Durable {
		return publish, append(subscribe, api+"RESET."+ExportStream+"."+sourceDurable)
	}
	return publish, append(subscribe, api+"CREATE."+ExportStream, api+"CREATE."+ExportStream+".>")
}

// deny lists what a region never lets out and never takes in over its link, as
// its own server sees it. The other end takes the imports for both directions,
// so nothing may be in them that the region itself sends.
func (t Transport) deny(region string, others []string) (exports, imports []string) {
	exports = []string{"private.>", "$KV.>", "$O.>", "$OBJ.>"}
	api := "$JS." + token(region) + ".API."
	for _, other := range others {
		if other != region {
			exports = append(exports, "export."+token(other)+".>", "export.*."+token(other)+".>")
		}
	}
	imports = append(append(imports, exports...), "$JS.API.>", "$JS.ACK.>")
	if t == Forwarder {
		return exports, append(imports, api+">", "$JS.FC.>")
	}
	for _, verb := range []string{"DELETE", "DURABLE", "INFO", "LEADER", "LIST", "MSG", "NAMES", "PAUSE", "UNPIN"} {
		imports = append(imports, api+"CONSUMER."+verb+".>")
	}
	if t == Durable {
		imports = append(imports, api+"CONSUMER.CREATE.>")
	} else {
		imports = append(imports, api+"CONSUMER.RESET.>")
	}
	for _, what := range []string{"STREAM", "DIRECT", "ACCOUNT", "META", "SERVER"} {
		imports = append(imports, api+what+".>")
	}
	return exports, imports
}

// deliverRoot begins the subjects on which a region's stream comes to the hub.
func deliverRoot(region string) string { return "deliver." + token(region) }

// sourceDurable is the hub's consumer of a region's export stream.
const sourceDurable = "HUB"
