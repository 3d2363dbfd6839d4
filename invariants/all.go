package invariants

// All returns every promise, in the order of the ids.
func All() []Promise {
	return []Promise{
		Conservation,
		Fidelity,
		NoOversell,
		ReservationClosure,
		ExactlyOnceEffect,
		MonotonicVersions,
		Legality,
		Causality,
		Convergence,
		Staleness,
		Drift,
		NonInterference,
		DecryptLocality,
		TokenUnlinkability,
		Minimisation,
		Policy,
		Residency,
		Reconstructability,
		Compensation,
		Reconciliation,
		Breaker,
		RateLimit,
		BackpressureAccounting,
		DeadLetters,
		Stages,
		FailoverSafety,
		IsolationAutonomy,
		ErrorPaths,
		ReplaySafety,
		SchemaEvolution,
		Authorisation,
		SeparationOfDuties,
		Ownership,
		Alerts,
		MetricTruth,
		WANIndependence,
		AdapterIsolation,
		Acknowledgements,
		Aggregates,
		ConflictMerge,
		Time,
		HarnessHonest,
	}
}

// ByID returns the promise of an id such as "I-05".
func ByID(id string) (Promise, bool) {
	for _, p := range All() {
		if p.ID == id {
			return p, true
		}
	}
	return Promise{}, false
}
