package main

import "time"

// started is when the process began, near enough.
var started = time.Now()
