package scenarios

import (
	"embed"
	"path"
	"strings"
)

//go:embed library/*.yaml library/documents/*
var shelf embed.FS

// shelfPrefix begins the path of a scenario that ships with the harness.
const shelfPrefix = "library:"

// Entry is a scenario of the library, not loaded yet.
type Entry struct {
	ID     string
	Path   string // "library:tx-dc"
	Source []byte
}

// Load returns the scenario of the entry. Its documents come from the library,
// whatever o.Read would read.
func (e Entry) Load(o Options) (*Scenario, error) {
	o.Read = func(name string) ([]byte, error) { return shelf.ReadFile(path.Join("library", name)) }
	return Load(e.Path, e.Source, o)
}

// Library lists the scenarios that ship with the harness, by id.
func Library() []Entry {
	names, err := shelf.ReadDir("library")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	out := make([]Entry, 0, len(names))
	for _, n := range names {
		if n.IsDir() {
			continue
		}
		id := strings.TrimSuffix(n.Name(), ".yaml")
		b, err := shelf.ReadFile(path.Join("library", n.Name()))
		if err != nil {
			panic(err)
		}
		out = append(out, Entry{ID: id, Path: shelfPrefix + id, Source: b})
	}
	return out
}

// Find returns the entry of an id, and false if there is none.
func Find(id string) (Entry, bool) {
	for _, e := range Library() {
		if e.ID == id {
			return e, true
		}
	}
	return Entry{}, false
}

// shipped reports whether the scenario came from the library.
func (s *Scenario) shipped() bool { return strings.HasPrefix(s.Path, shelfPrefix) }
