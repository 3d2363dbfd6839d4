package defect

// M32: the audit log acknowledges an event before it is on record.
//
// Caught by I-21. Shows where the log's process dies.
var auditGap = Defect{
	ID: "M32", Name: "audit-gap", Promises: []string{"I-21"},
	Breaks:  "the audit log acknowledges events when they come and writes them a quarter of a second later, so that a crash leaves a gap",
	Trigger: "the process of the audit log dies while decisions are made",
	Shows:   []Sight{{"break-glass", []string{"I-21"}}},
}

// AuditsLater reports whether M32 is planted: what was acknowledged is written later.
func (s Set) AuditsLater() bool { return s.has(bitAuditGap) }
