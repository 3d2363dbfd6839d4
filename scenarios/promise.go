package scenarios

import (
	"time"

	"github.com/seatrial/seatrial/faults/strict"
)

// promiseForm reads I-05, or I-09: {within: 30s}.
func promiseForm(ids []string) strict.Form[promiseFile] {
	single := strict.Lift(strict.Choice[string]("promise", ids), func(p *promiseFile) *string { return &p.id })
	keys := make([]strict.Key[promiseFile], len(ids))
	for i, id := range ids {
		keys[i] = strict.Into(id, "this promise, with bounds of its own", beside(id), func(p *promiseFile, b Bounds) {
			p.id, p.bounds = id, b
		})
	}
	bounded := strict.Object("a promise with bounds", keys, func(m strict.Mapping, p *promiseFile) {
		if p.id == "" {
			return
		}
		n := 0
		for _, id := range ids {
			if m.Has(id) {
				n++
			}
		}
		if n > 1 {
			m.Report("begin each promise with a dash of its own", "%d promises in one entry", n)
		}
	})
	return strict.Checked(strict.Either(single, bounded), func(n strict.Node, p *promiseFile) { p.place = n })
}

// beside returns the bounds that may be written beside a promise. Only those
// that it is judged by make sense there.
func beside(id string) strict.Form[Bounds] {
	var keys []strict.Key[Bounds]
	for _, k := range boundKeys() {
		if judgedBy[k.Name] == id {
			keys = append(keys, k)
		}
	}
	if id == "I-09" {
		keys = append(keys, strict.At("within", "after the last heal everything agrees within this", strict.Duration,
			func(b *Bounds) *time.Duration { return &b.Converge }))
	}
	return strict.Object("the bounds of "+id, keys, nil)
}

// judgedBy says which promise a bound belongs to.
var judgedBy = map[string]string{
	"queue": "I-26", "parked": "I-06", "allowance": "I-03", "drift": "I-11", "drift_time": "I-11", "broken": "I-11", "available": "I-30", "slower": "I-30", "cross_share": "I-15",
	"policy": "I-16", "skew": "I-16", "granted": "I-35",
}

func boundKeys() []strict.Key[Bounds] {
	return []strict.Key[Bounds]{
		strict.At("queue", "events that a pod may hold back from its bus (I-26); workload.queue_max if left out", strict.Whole[int64](1, 1_000_000),
			func(b *Bounds) *int64 { return &b.QueueMax }),
		strict.At("parked", "events that a consumer may park (I-06); 1024 if left out", strict.Whole[int64](1, 1_000_000),
			func(b *Bounds) *int64 { return &b.ParkedMax }),
		strict.At("allowance", "units that may be promised beyond the stock of an article and region (I-03)", strict.Whole[int64](0, 1_000_000),
			func(b *Bounds) *int64 { return &b.Allowance }),
		strict.At("drift", "units of an article that may be promised beyond what there is (I-11); 10 if left out", strict.Whole[int64](1, 1_000_000),
			func(b *Bounds) *int64 { return &b.Drift }),
		strict.At("drift_time", "for how long in all, summed over units (I-11); 1h if left out", strict.Duration,
			func(b *Bounds) *time.Duration { return &b.DriftTime }),
		strict.Into("broken", "share of promised lines that may lose their goods again, beyond one for each lost unit (I-11); 1% if left out", strict.Share,
			func(b *Bounds, ppm uint32) { b.Broken = int64(ppm) }),
		strict.Into("available", "share of local commands answered ok while a region is cut off (I-30); 99% if left out", strict.Share,
			func(b *Bounds, ppm uint32) { b.Available = int64(ppm) }),
		strict.Into("slower", "how much slower than the baseline they may be then (I-30); 50% if left out", permille,
			func(b *Bounds, n int64) { b.Slower = n }),
		strict.Into("cross_share", "bytes that leave a region per byte inside it (I-15); not judged if left out", permille,
			func(b *Bounds, n int64) { b.CrossShare = n }),
		strict.At("converge", "after the last heal everything agrees within this (I-09); 1m if left out", strict.Duration,
			func(b *Bounds) *time.Duration { return &b.Converge }),
		strict.At("policy", "a published policy is in force everywhere within this (I-16); 10s if left out", strict.Duration,
			func(b *Bounds) *time.Duration { return &b.Policy }),
		strict.At("skew", "by how much clocks may differ where a policy takes effect (I-16) or a credential expires (I-34); 1s if left out", strict.Duration,
			func(b *Bounds) *time.Duration { return &b.Skew }),
		strict.At("granted", "how long lasts what is granted for a time: an approval, a pause (I-35); 15m if left out", strict.Duration,
			func(b *Bounds) *time.Duration { return &b.Granted }),
	}
}

// permille is a share in steps of a thousandth; it may be above 100%.
var permille = strict.Scalar("a share such as 20% or 0.5%", map[string]any{"type": "string", "pattern": `^[0-9]+(\.[0-9])?%$`},
	func(s string) (int64, bool) { return strict.Permille(s) })

// take overwrites what the other bounds give.
func (b *Bounds) take(o Bounds) {
	set := func(p *int64, v int64) {
		if v != 0 {
			*p = v
		}
	}
	set(&b.QueueMax, o.QueueMax)
	set(&b.ParkedMax, o.ParkedMax)
	set(&b.Allowance, o.Allowance)
	set(&b.Drift, o.Drift)
	set(&b.Broken, o.Broken)
	set(&b.Available, o.Available)
	set(&b.Slower, o.Slower)
	set(&b.CrossShare, o.CrossShare)
	for _, p := range []struct{ to, from *time.Duration }{{&b.Converge, &o.Converge}, {&b.Policy, &o.Policy}, {&b.Skew, &o.Skew}, {&b.Granted, &o.Granted}, {&b.DriftTime, &o.DriftTime}} {
		if *p.from != 0 {
			*p.to = *p.from
		}
	}
}

// answer collects the promises, each once.
func (f *file) answer() {
	seen := map[string]bool{}
	for _, p := range f.promises {
		if p.id == "" {
			continue
		}
		if seen[p.id] {
			p.place.Report("remove one of them", "promise %s is asked for twice", p.id)
		}
		seen[p.id] = true
		f.Promises = append(f.Promises, p.id)
		f.Bounds.take(p.bounds)
	}
}
