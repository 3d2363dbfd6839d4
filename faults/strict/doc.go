// Package strict reads YAML (and JSON, which is YAML) by a table of keys, and
// reports every mistake with file, line, column and what to write instead.
//
// One table serves twice: [Read] fills a value by it and [Schema] describes it
// as JSON Schema, so that editor and loader never disagree. Nothing is guessed:
// an unknown key, a missing unit or an alias is a problem, not a default. Files
// are at most [BytesMax] long; the package does no I/O. Start at [Read].
package strict
