package attack

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Texts returns every distinct text in an XML or JSON document: of elements,
// attributes and members, in the order in which they first occur, and how often
// each does. Of anything else, each line is one.
func Texts(document []byte) (texts []string, counts map[string]int) {
	counts = map[string]int{}
	visit := func(_, text string) {
		if text = strings.TrimSpace(text); text == "" {
			return
		}
		if counts[text]++; counts[text] == 1 {
			texts = append(texts, text)
		}
	}
	switch trimmed := bytes.TrimSpace(document); {
	case bytes.HasPrefix(trimmed, []byte("<")) && walkXML(document, visit) == nil:
	case walkJSON(document, visit) == nil:
	default:
		for line := range strings.Lines(string(document)) {
			visit("", line)
		}
	}
	return texts, counts
}

// Pseudonym is a text in a sanitised document that looks like a digest or token.
type Pseudonym struct {
	Field string // the member that it stands in
	Text  string
	Count int // how often it occurs
}

// ErrForm is the error of a sanitised document that is not JSON.
var ErrForm = errors.New("is not JSON")

// Pseudonyms returns every distinct digest or token of a sanitised JSON document,
// or of several that follow each other, with the first member it stands in: a run
// of at least 16 hex digits, or what stands before it in the same word too.
func Pseudonyms(document []byte) ([]Pseudonym, error) {
	var out []Pseudonym
	at := map[string]int{}
	err := walkJSON(document, func(field, text string) {
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ;,/?&=\"", r) }) {
			if !hidden(word) {
				continue
			}
			i, known := at[word]
			if !known {
				i = len(out)
				at[word] = i
				out = append(out, Pseudonym{Field: field, Text: word})
			}
			out[i].Count++
		}
	})
	if err != nil {
		return nil, fmt.Errorf("read pseudonyms: document %w: %w", ErrForm, err)
	}
	return out, nil
}

// hidden reports whether a word ends in at least 16 hex digits, some of them
// digits: a number and a word of the language are neither.
func hidden(word string) bool {
	at := len(word)
	digits, letters := 0, 0
	for ; at > 0; at-- {
		v, ok := hexValue(word[at-1])
		if !ok {
			break
		}
		if v < 10 {
			digits++
		} else {
			letters++
		}
	}
	return len(word)-at >= 2*prefix && digits > 0 && letters > 0
}

// walkJSON shows every text of one or more JSON values with the member that it
// stands in.
func walkJSON(document []byte, visit func(field, text string)) error {
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	for {
		var v any
		switch err := d.Decode(&v); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		walkValue("", v, visit)
	}
}

func walkValue(field string, v any, visit func(field, text string)) {
	switch v := v.(type) {
	case string:
		visit(field, v)
	case []any:
		for _, e := range v {
			walkValue(field, e, visit)
		}
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			walkValue(name, v[name], visit)
		}
	}
}

// walkXML shows every text and attribute of an XML document.
func walkXML(document []byte, visit func(field, text string)) error {
	d := xml.NewDecoder(bytes.NewReader(document))
	field := ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch x := token.(type) {
		case xml.StartElement:
			field = x.Name.Local
			for _, a := range x.Attr {
				visit(a.Name.Local, a.Value)
			}
		case xml.CharData:
			visit(field, string(x))
		}
	}
}
