package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
)

// What can become of an event.
const (
	applied = "applied"
	parked  = "parked"
	buried  = "dead-lettered"
)

// decision is one line of the journal. Dedup and effect are the same line, so
// no crash can part them.
type decision struct {
	Line      uint64 `json:"line"` // from 1
	Event     event  `json:"event"`
	Effect    string `json:"effect"`
	Reason    string `json:"reason,omitempty"`
	StreamSeq uint64 `json:"stream_seq,omitempty"` // of what is buried
	Attempts  uint64 `json:"attempts,omitempty"`
	Original  []byte `json:"original,omitempty"`
}

// key returns what is put aside once: the event, or the place in the stream if
// nobody knows which event it is.
func (d *decision) key() string {
	if d.Event.ID == "" {
		return fmt.Sprint("stream ", d.StreamSeq)
	}
	return d.Event.ID
}

// journal is a file of decisions, and what follows from them.
type journal struct {
	file     *os.File
	lines    uint64
	last     *decision
	applied  map[string]bool
	history  map[string][]string // ids by entity, in order
	versions map[string]uint64
	aside    map[string]*decision // parked or buried, by key
}

// openJournal reads a journal, or begins one. A last line that a crash cut off
// was never told and is taken out.
func openJournal(path string) (*journal, error) {
	j := &journal{applied: map[string]bool{}, history: map[string][]string{}, versions: map[string]uint64{}, aside: map[string]*decision{}}
	var err error
	if j.file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	if err := j.replay(); err != nil {
		j.close()
		return nil, fmt.Errorf("read journal %s: %w", path, err)
	}
	return j, nil
}

func (j *journal) replay() error {
	in, whole := bufio.NewReader(j.file), int64(0)
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		var d decision
		if err := json.Unmarshal(line, &d); err != nil {
			return fmt.Errorf("at byte %d: %w", whole, err)
		}
		j.absorb(&d)
		whole += int64(len(line))
	}
	if err := j.file.Truncate(whole); err != nil {
		return err
	}
	_, err := j.file.Seek(whole, io.SeekStart)
	return err
}

func (j *journal) close() { _ = j.file.Close() }

// write makes a decision durable and lets it take effect.
func (j *journal) write(d *decision) error {
	if err := j.store(d); err != nil {
		return err
	}
	j.absorb(d)
	return nil
}

func (j *journal) store(d *decision) error {
	line, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	if _, err := j.file.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	if err := j.file.Sync(); err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	return nil
}

func (j *journal) absorb(d *decision) {
	j.lines, j.last = j.lines+1, d
	if d.Effect != applied {
		j.aside[d.key()] = d
		return
	}
	e := &d.Event
	j.applied[e.ID], j.versions[e.Entity] = true, e.Version
	j.history[e.Entity] = append(j.history[e.Entity], e.ID)
	delete(j.aside, e.ID)
}

// waitingFor returns what is parked and may have waited for e.
func (j *journal) waitingFor(e event) []event {
	var out []event
	for _, key := range slices.Sorted(maps.Keys(j.aside)) {
		d := j.aside[key]
		next := d.Event.Entity == e.Entity && d.Event.Version == e.Version+1
		if d.Effect == parked && known(d.Event.Type) && (next || d.Event.Cause == e.ID) {
			out = append(out, d.Event)
		}
	}
	return out
}

// print writes what took effect and what was put aside, as --state wants it.
func (j *journal) print(w io.Writer) error {
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	for _, entity := range slices.Sorted(maps.Keys(j.history)) {
		if err := out.Encode(map[string]any{"entity": entity, "version": j.versions[entity], "event_ids": j.history[entity]}); err != nil {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(j.aside)) {
		d := j.aside[key]
		line := map[string]any{"effect": d.Effect, "reason": d.Reason}
		if d.Effect == buried {
			line["stream_seqs"] = []uint64{d.StreamSeq}
		} else {
			line["event_ids"], line["entity"] = []string{d.Event.ID}, d.Event.Entity
		}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}
