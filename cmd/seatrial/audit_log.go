package main

import (
	"fmt"
	"slices"

	"github.com/seatrial/seatrial/reference/event"
	"github.com/seatrial/seatrial/sim/history"
)

// auditLog is one chained log of a stored history, read from its links and from
// the heads that somebody outside was given, and from nothing else.
type auditLog struct {
	name     string
	links    uint64 // read so far
	head     string
	anchored uint64            // number of the last link whose hash somebody outside has
	hashes   map[uint64]string // by number, of links that a head may still come for
	early    map[uint64]string // heads of links that were not read yet
	torn     string            // the first thing that is wrong with it; "" = nothing
	story    []linked          // of the entity that was asked for
	causes   map[string]bool   // ids of the events on record
}

// linked is a link of the story.
type linked struct {
	event.Fact
	number uint64
	hash   string
}

// auditLogs reads every chained log of a history. Of an entity it keeps the
// story; of "" it keeps every decision on access.
func auditLogs(path, entity string) (*history.Header, []*auditLog, error) {
	in, closing, err := openHistory(path)
	if err != nil {
		return nil, nil, err
	}
	defer closing()
	rd, err := history.NewReader(in)
	if err != nil {
		return nil, nil, err
	}
	var logs []*auditLog
	of := func(name string) *auditLog {
		if i := slices.IndexFunc(logs, func(l *auditLog) bool { return l.name == name }); i >= 0 {
			return logs[i]
		}
		logs = append(logs, &auditLog{name: name, hashes: map[uint64]string{}, early: map[uint64]string{}, causes: map[string]bool{}})
		return logs[len(logs)-1]
	}
	for {
		var r history.Record
		switch ok, err := rd.Next(&r); {
		case err != nil:
			return nil, nil, err
		case !ok:
			return rd.Header(), logs, nil
		case r.Kind == history.KindAudit:
			of(r.Stream.Text).link(&r, entity)
		case r.Kind == history.KindAnchor:
			of(r.Stream.Text).anchor(r.Pos, r.Label.Text)
		}
	}
}

// tear notes the first thing that is wrong.
func (l *auditLog) tear(format string, args ...any) {
	if l.torn == "" {
		l.torn = fmt.Sprintf(format, args...)
	}
}

// link reads the next link, and holds it to the one before.
func (l *auditLog) link(r *history.Record, entity string) {
	text := string(r.Body)
	switch {
	case r.Pos != l.links+1:
		l.tear("link %d follows on link %d", r.Pos, l.links)
	case r.Cause.Text != l.head:
		l.tear("link %d names another hash than that of link %d", r.Pos, l.links)
	case event.Chain(l.head, text) != r.Label.Text:
		l.tear("the hash of link %d is not that of its text", r.Pos)
	}
	l.links, l.head = r.Pos, r.Label.Text
	l.hashes[r.Pos] = l.head
	if hash, ok := l.early[r.Pos]; ok {
		delete(l.early, r.Pos)
		l.anchor(r.Pos, hash)
	}
	f, err := event.ParseFact(text)
	if err != nil {
		l.tear("link %d cannot be read: %v", r.Pos, err)
		return
	}
	l.causes[f.Event] = true
	if entity == f.Entity || entity == "" && f.Type == event.AccessDecided {
		l.story = append(l.story, linked{Fact: f, number: r.Pos, hash: l.head})
	}
}

// anchor holds a head that was given away to the link it is of.
func (l *auditLog) anchor(number uint64, hash string) {
	if number > l.links {
		l.early[number] = hash
		return
	}
	if known, ok := l.hashes[number]; ok && known != hash {
		l.tear("link %d has another hash than the one that was given away", number)
		return
	}
	l.anchored = max(l.anchored, number)
	for n := range l.hashes {
		if n < number {
			delete(l.hashes, n)
		}
	}
}

// verdict returns what is wrong with the log, or "".
func (l *auditLog) verdict() string {
	if l.torn == "" && len(l.early) > 0 {
		return fmt.Sprintf("the log ends at link %d, and the head of a later one was given away: its tail was cut off", l.links)
	}
	return l.torn
}
