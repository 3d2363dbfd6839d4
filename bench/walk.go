package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// places holds the offset of every value, by its path: /timings/2/samples/0.
type places map[string]int

// of returns the place of a value, or of the nearest around it.
func (p places) of(path []any) int {
	for n := len(path); n > 0; n-- {
		if at, ok := p[join(path[:n])]; ok {
			return at
		}
	}
	return p[""]
}

// before returns the last place before an offset.
func (p places) before(offset int) int {
	best := 0
	for _, at := range p {
		if at < offset && at > best {
			best = at
		}
	}
	return best
}

func join(path []any) string {
	var b strings.Builder
	for _, k := range path {
		fmt.Fprintf(&b, "/%v", k)
	}
	return b.String()
}

// walk goes through well-formed JSON beside the type it is meant for, notes where
// each value stands, and refuses keys that the type does not have.
type walk struct {
	text   []byte
	dec    *json.Decoder
	places places
}

func newWalk(text []byte) *walk {
	return &walk{text: text, dec: json.NewDecoder(bytes.NewReader(text)), places: places{}}
}

// next returns the next token and where it begins.
func (w *walk) next() (json.Token, int) {
	at := int(w.dec.InputOffset())
	for at < len(w.text) && strings.IndexByte(" \t\r\n,:", w.text[at]) >= 0 {
		at++
	}
	token, _ := w.dec.Token() // the text is well-formed
	return token, at
}

// value walks one value; typ is nil where the kinds do not fit, which decoding
// reports later.
func (w *walk) value(typ reflect.Type, path string) error {
	token, at := w.next()
	w.places[path] = at
	for typ != nil && typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	switch token {
	case nil:
		return placed(w.text, at, strings.ReplaceAll(strings.TrimPrefix(path, "/"), "/", ".")+" is null", "leave the key out if there is nothing to say")
	case json.Delim('{'):
		return w.object(typ, path, at)
	case json.Delim('['):
		return w.list(typ, path)
	}
	return nil
}

func (w *walk) list(typ reflect.Type, path string) error {
	var item reflect.Type
	if typ != nil && typ.Kind() == reflect.Slice {
		item = typ.Elem()
	}
	for i := 0; w.dec.More(); i++ {
		if err := w.value(item, fmt.Sprintf("%s/%d", path, i)); err != nil {
			return err
		}
	}
	w.next()
	return nil
}

func (w *walk) object(typ reflect.Type, path string, begin int) error {
	fields, any := fieldsOf(typ)
	seen := map[string]bool{}
	for w.dec.More() {
		token, at := w.next()
		key, _ := token.(string)
		f, known := fields[key]
		switch {
		case seen[key]:
			return placed(w.text, at, fmt.Sprintf("key %q twice", key), "give it once")
		case !known && !any:
			return placed(w.text, at, fmt.Sprintf("unknown key %q", key), remedyFor(key, fields))
		case any:
			f.typ = elem(typ)
		}
		seen[key] = true
		if err := w.value(f.typ, path+"/"+key); err != nil {
			return err
		}
	}
	w.next()
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		if fields[key].required && !seen[key] {
			return placed(w.text, begin, fmt.Sprintf("no key %q", key), "add it")
		}
	}
	return nil
}

// field is a key of an object.
type field struct {
	typ      reflect.Type
	required bool
}

// fieldsOf returns the keys of a struct; any is true where every key goes.
func fieldsOf(typ reflect.Type) (fields map[string]field, any bool) {
	if typ == nil || typ.Kind() != reflect.Struct {
		return nil, true
	}
	fields = map[string]field{}
	for i := range typ.NumField() {
		name, options, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
		fields[name] = field{typ: typ.Field(i).Type, required: options != "omitempty"}
	}
	return fields, false
}

func elem(typ reflect.Type) reflect.Type {
	if typ != nil && typ.Kind() == reflect.Map {
		return typ.Elem()
	}
	return nil
}

// remedyFor suggests the key that shares its words, or lists all.
func remedyFor(key string, fields map[string]field) string {
	known := slices.Sorted(maps.Keys(fields))
	for _, name := range known {
		if strings.EqualFold(plain(name), plain(key)) || strings.HasPrefix(name, key) || strings.HasPrefix(key, name) {
			return "did you mean " + name + "?"
		}
	}
	return "the keys here are " + strings.Join(known, ", ") + "; if a newer tool wrote the file, use that tool"
}

// plain leaves out what is often misspelt.
func plain(s string) string {
	return strings.NewReplacer("_", "", "-", "", "s", "").Replace(strings.ToLower(s))
}
