# Targets of Sea Trial. All need Go and nothing else; a browser test is skipped
# where no browser is installed.

GO      ?= go
FUZZTIME ?= 5m
SEATRIAL = $(GO) run ./cmd/seatrial

.PHONY: run test lint soak bench fuzz

# One storm in virtual time over three regions and a hub; the report is a folder.
run:
	$(SEATRIAL) run tx-dc --out trial-out

# Everything that must be true of a commit.
test:
	$(GO) vet ./...
	$(GO) test ./...

# Form: formatting, vet, and the rules of the house (cmd/seatrial/internal/house).
lint:
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then \
		echo "not gofmt'd:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) test ./cmd/seatrial/internal/house

# Many seeds of everything: rare orders of events need many draws.
soak:
	$(SEATRIAL) run --all --seeds 200
	$(SEATRIAL) run tx-dc --seeds 500

# The engine against a bare event loop that replays the same events.
bench:
	$(SEATRIAL) bench engine

# Every fuzz target, one after the other, FUZZTIME each.
fuzz:
	@set -e; grep -rl --include='*_test.go' '^func Fuzz' . | sort | while read -r file; do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$$file"); do \
			echo "fuzz $$(dirname "$$file") $$target for $(FUZZTIME)"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzzminimizetime 1s -fuzztime $(FUZZTIME) "$$(dirname "$$file")" </dev/null; \
		done; \
	done
