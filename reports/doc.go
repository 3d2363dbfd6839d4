// Package reports draws a finished run for the people and programs that read
// it: text for a terminal, JSON, JUnit, Markdown for a step summary, and one
// self-contained HTML page.
//
// A report shows a [run.Result] and never judges it, changes it, or reads a
// clock: the same result gives the same bytes. Where two parts of a result
// disagree (exit 0, but a promise without an answer), a report shows the worse.
// Every writer may be called concurrently with any other. Start at [Text].
package reports
