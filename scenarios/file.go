package scenarios

import (
	"time"

	"github.com/seatrial/seatrial/faults"
	"github.com/seatrial/seatrial/faults/strict"
	"github.com/seatrial/seatrial/sim/topology"
)

// file is a scenario while it is read: its values, and where they stand for the
// checks that look at several of them.
type file struct {
	Scenario
	options Options
	schema  string

	topology topologyFile
	workload workloadFile
	steps    []stepFile
	promises []promiseFile

	publications []publicationFile
	owners       []ownerFile
}

// topologyFile is the key topology: a number of known regions, or a list.
type topologyFile struct {
	count   int
	regions []topology.Region
	hub     topology.Region
	links   []linkFile
	local   topology.Local
	form    topology.Form
	place   strict.Mapping
}

// linkFile changes one link, or one direction of it.
type linkFile struct {
	ends  [2]string
	both  bool
	link  topology.Link
	place strict.Mapping
}

// workloadFile is the key workload.
type workloadFile struct {
	topology.Workload
	documents []documentFile
	acts      []actFile
	place     strict.Mapping
}

// documentFile is one document before it was read.
type documentFile struct {
	topology.Document
	file, sample string
	mode         string
	place        strict.Mapping
}

// stepFile is one entry of the timeline, before it is repeated.
type stepFile struct {
	fault   faults.Fault
	spread  time.Duration
	times   int
	every   time.Duration
	reaches []string
	place   strict.Mapping
}

// promiseFile is one promise with the bounds written beside it.
type promiseFile struct {
	id     string
	bounds Bounds
	place  strict.Node
}

// blank returns a file in which every default is set.
func blank(path string, o Options) *file {
	f := &file{options: o}
	f.Path = path
	f.Family = "F1"
	f.SteadyState = SteadyState{AnsweredMin: 990_000, CommandsMin: 20}
	f.Baseline = 5 * time.Second
	f.Drain = time.Minute
	f.Live.Commands = 2000
	f.topology = topologyFile{count: 3, local: localDefault}
	f.workload.Workload = topology.Workload{
		Rate: 4000, Duration: time.Minute,
		SKUs: 24, Zipf: 1000, LinesMax: 3, QuantityMax: 5, Stock: 120,
		Cancel: 20_000, Adjust: 100, Receive: 200,
		Retry: time.Second, Patience: 20 * time.Second, Horizon: 2 * time.Minute,
		Transit: 3 * time.Second, QueueMax: 4096,
	}
	return f
}
