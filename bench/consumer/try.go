package consumer

import "context"

// Try puts a handler on trial and returns what came of it. A consumer that breaks
// promises is no error; a configuration that is wrong is.
func Try(ctx context.Context, cfg Config, h Handler) (*Report, error) {
	return try(ctx, cfg, newInside(h), "")
}
