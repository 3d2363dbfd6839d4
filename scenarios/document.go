package scenarios

import (
	"path"
	"slices"
	"strings"
)

// oneOf reports whether the name is in the list.
func oneOf(name string, list []string) bool { return slices.Contains(list, name) }

// fetchSample returns a document that ships with the harness.
func (d documentFile) fetchSample(o Options) []byte {
	if o.Sample == nil {
		d.place.Key("sample").Report("use file: instead", "no samples are known here")
		return nil
	}
	b, ok := o.Sample(d.sample)
	if !ok {
		d.place.Key("sample").Report("the harness ships clean-850; use file: for your own", "unknown sample %q", d.sample)
	}
	return b
}

// fetchFile returns a document beside the scenario. What is outside of its
// folder is refused, so that a scenario of somebody else reads nothing of yours.
func (d documentFile) fetchFile(f *file) []byte {
	place := d.place.Key("file")
	clean := path.Clean(strings.ReplaceAll(d.file, "\\", "/"))
	if path.IsAbs(clean) || clean == ".." || strings.HasPrefix(clean, "../") || strings.Contains(clean, ":") {
		place.Report("put it into the scenario's folder", "document %q is outside of the scenario's folder", d.file)
		return nil
	}
	b, err := f.options.Read(path.Join(path.Dir(strings.ReplaceAll(f.Path, "\\", "/")), clean))
	switch {
	case err != nil:
		place.Report("give its path relative to the scenario file", "read document: %v", err)
	case len(b) > SampleMax:
		place.Report("split it", "document of %d bytes, at most %d are read", len(b), SampleMax)
		return nil
	}
	return b
}
