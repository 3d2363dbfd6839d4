package topology

import (
	"fmt"
	"time"
)

// The locations whose round trips are known.
const (
	USEast    = "us-east"    // N. Virginia
	USWest    = "us-west"    // N. California
	USNorth   = "us-north"   // Oregon
	USCentral = "us-central" // Texas; modelled by distance, not measured
)

// roundTrip holds inter-region averages in microseconds, measured from the row
// to the column (public cloud, 2017). The Texas figures are derived from
// distance: no published table for that pair could be read.
var roundTrip = map[[2]string]int64{
	{USEast, USWest}: 72_700, {USWest, USEast}: 71_600,
	{USEast, USNorth}: 87_000, {USNorth, USEast}: 88_700,
	{USWest, USNorth}: 19_500, {USNorth, USWest}: 19_200,
	{USCentral, USEast}: 33_000, {USEast, USCentral}: 33_000,
	{USCentral, USWest}: 42_000, {USWest, USCentral}: 42_000,
	{USCentral, USNorth}: 47_000, {USNorth, USCentral}: 47_000,
}

// sameLocation is a round trip between two availability zones, in microseconds.
const sameLocation = 1_000

// RoundTrip returns the mean round trip between two locations.
func RoundTrip(from, to string) (time.Duration, bool) {
	if from == to {
		return sameLocation * time.Microsecond, true
	}
	us, ok := roundTrip[[2]string{from, to}]
	return time.Duration(us) * time.Microsecond, ok
}

var known = []Region{
	{Name: "tx", Title: "Texas", Location: USCentral},
	{Name: "va", Title: "Virginia", Location: USEast},
	{Name: "or", Title: "Oregon", Location: USNorth},
	{Name: "ca", Title: "California", Location: USWest},
}

// US returns the first n of Texas, Virginia, Oregon and California, with a hub
// in California. Links run between every pair, both ways: half a round trip,
// with a tenth of it as jitter. n is 1 to 4.
func US(n int) (Topology, error) {
	if n < 1 || n > len(known) {
		return Topology{}, fmt.Errorf("build us topology: %d regions, want 1 to %d", n, len(known))
	}
	t := Topology{
		Name:    fmt.Sprintf("us-%d", n),
		Regions: append([]Region(nil), known[:n]...),
		Hub:     Region{Name: "hub", Title: "Hub (California)", Location: USWest},
		Local:   Local{Delay: 150 * time.Microsecond, Jitter: 100 * time.Microsecond, Sync: 800 * time.Microsecond},
	}
	all := append(append([]Region(nil), t.Regions...), t.Hub)
	for _, a := range all {
		for _, b := range all {
			if a.Name != b.Name {
				t.Links = append(t.Links, link(a, b))
			}
		}
	}
	return t, nil
}

func link(a, b Region) Link {
	rtt, ok := RoundTrip(a.Location, b.Location)
	if !ok {
		rtt = 60 * time.Millisecond
	}
	return Link{From: a.Name, To: b.Name, Delay: rtt / 2, Jitter: rtt / 20}
}
