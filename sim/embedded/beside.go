package embedded

import "errors"

// beside calls all functions at once, returns when the last one has, and joins
// their errors.
func beside(calls ...func() error) error {
	errs := make(chan error)
	for _, call := range calls {
		go func() { errs <- call() }()
	}
	var failed error
	for range calls {
		failed = errors.Join(failed, <-errs)
	}
	return failed
}
