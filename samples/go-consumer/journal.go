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
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	j, whole, err := replay(f)
	if err == nil {
		err = f.Truncate(whole)
	}
	if err == nil {
		_, err = f.Seek(whole, io.SeekStart)
	}
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("read journal %s: %w", path, err)
	}
	j.file = f
	return j, nil
}

// readJournal reads a journal that another process may be writing.
func readJournal(path string) (*journal, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	defer f.Close()
	j, _, err := replay(f)
	if err != nil {
		return nil, fmt.Errorf("read journal %s: %w", path, err)
	}
	return j, nil
}

// replay reads decisions, and returns how many bytes of whole lines there are.
func replay(r io.Reader) (j *journal, whole int64, err error) {
	j = &journal{applied: map[string]bool{}, history: map[string][]string{}, versions: map[string]uint64{}, aside: map[string]*decision{}}
	for in := bufio.NewReader(r); ; {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			return j, whole, nil
		}
		if err != nil {
			return nil, 0, err
		}
		d := new(decision)
		if err := json.Unmarshal(line, d); err != nil {
			return nil, 0, fmt.Errorf("at byte %d: %w", whole, err)
		}
		j.absorb(d)
		whole += int64(len(line))
	}
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
