package scenarios

import (
	"github.com/seatrial/seatrial/sim/history"
	"github.com/seatrial/seatrial/sim/topology"
)

// canaryFields are the fields that must never leave their region: who ordered,
// where it goes, and what the supplier agreed to.
var canaryFields = []string{"customer", "ship_to", "terms"}

// canaryLength gives 100 random bits in base 32: no such text occurs by chance.
const canaryLength = 20

// secretLength gives the 160 bits that the keys of a region are derived from.
const secretLength = 32

// canaries returns the values planted in the restricted fields of each region, and
// the secret from which its keys are derived.
// They are drawn from the seed, of equal length, and mean nothing.
func canaries(t topology.Topology, seed uint64, d topology.Disguise) []history.Canary {
	var out []history.Canary
	for _, r := range podRegions(t) {
		for _, f := range canaryFields {
			out = append(out, history.Canary{Region: r, Field: f, Value: canary(seed, r+"/"+f, canaryLength)})
		}
		out = append(out, history.Canary{Region: r, Field: "price", Value: price(seed, r+"/price")})
		out = append(out, history.Canary{Region: r, Field: "key", Value: canary(seed, r+"/key", secretLength)})
	}
	for i := range out {
		out[i].Value = d.Text(out[i].Region, out[i].Value)
	}
	return out
}

func canary(seed uint64, name string, length int) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	text := make([]byte, length)
	for i := range text {
		text[i] = alphabet[draw(seed, "canary/"+name, uint64(i))>>59]
	}
	return string(text)
}

// priceLength gives a price of 15 digits, which no timestamp and no count has.
const priceLength = 15

// price returns a price that no order would have.
func price(seed uint64, name string) string {
	text := make([]byte, priceLength)
	for i := range text {
		text[i] = byte('0' + draw(seed, "canary/"+name, uint64(i))%10)
	}
	text[0] = byte('1' + draw(seed, "canary/"+name, 0)%9)
	return string(text)
}
