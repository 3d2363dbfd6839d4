package sim

import (
	"fmt"
	"strings"
)

// File is one file that somebody drops for an outside party, as trading partners
// still do. The world delivers it: in virtual time as an input at that instant,
// in real time through a folder that is looked into. The party gets [InFile].
type File struct {
	Name  string // of the file, without a folder; unique for the machine
	At    int64  // ns since the start of the run
	Bytes []byte // as received; never changed
}

// CheckFiles returns an error for the first file of a machine that no world
// could deliver: to a machine that may be down when it comes, before the run, or
// under a name that is taken or would leave its folder.
func (s *Spec) CheckFiles() error {
	seen := map[string]bool{}
	for _, f := range s.Files {
		switch {
		case !s.Outside:
			return fmt.Errorf("drop file %q: %s is no outside party", f.Name, s.Name)
		case f.Name == "" || strings.HasPrefix(f.Name, ".") || strings.ContainsAny(f.Name, "/\\\x00"):
			return fmt.Errorf("drop file %q: it is not the plain name of a file", f.Name)
		case seen[f.Name]:
			return fmt.Errorf("drop file %q: there are two of that name", f.Name)
		case f.At < 0:
			return fmt.Errorf("drop file %q: it comes before the run", f.Name)
		}
		seen[f.Name] = true
	}
	return nil
}
