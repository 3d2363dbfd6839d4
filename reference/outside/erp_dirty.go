package outside

import "strings"

// Legacy returns the name (ISA06) of the older system beside an ERP, whose files
// are dirty in ways that do no harm.
func Legacy(region string) string { return "LEGACY-" + strings.ToUpper(region) }

// dirty makes a clean file one of an older system: each time another of the traps
// that files of real partners hold. None of them puts in doubt what is ordered, so
// that a reader may mend it.
func dirty(text string, n int) string {
	header, rest, _ := strings.Cut(text, "\n")
	switch n % 5 {
	case 0: // a byte order mark, of an editor
		return "\ufeff" + text
	case 1: // a line break ends a segment, and nothing else does
		return strings.ReplaceAll(text, "~\n", "\n")
	case 2: // a trailer that was never adapted
		i := strings.Index(text, "\nSE*") + len("\nSE*")
		return text[:i] + "9" + text[i:]
	case 3: // the trailer of the file before
		i := strings.Index(text, "\nIEA*1*") + len("\nIEA*1*")
		return text[:i] + "999999999" + text[i+9:]
	}
	// a header that was wrapped on its way, as mail does
	return header[:69] + "\n" + header[69:] + "\n" + rest
}
