//go:build !unix

package main

import "os"

// terminalRows is not known here.
func terminalRows(*os.File) int { return 0 }
