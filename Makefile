# Targets of Sea Trial. All need Go and nothing else; a browser test is skipped
# where no browser is installed.

GO      ?= go
FUZZTIME ?= 5m
SEATRIAL = $(GO) run ./cmd/seatrial

# Packages whose tests run in real time: each wants the machine for itself.
REALTIME = ./cmd/seatrial ./samples/... ./sim/containers ./sim/embedded ./sim/live/...

.PHONY: run test race lint soak bench bench-hotpath gate-proof fuzz defects defects-page

# One storm over three regions and a hub, first in virtual time, then on real NATS
# servers, and the table of how far the two agree; the reports are folders.
run:
	$(SEATRIAL) run tx-dc --world virtual,embedded --out trial-out

# Everything that must be true of a commit. The property tests draw the same cases
# every time, so that a red gate is the commit's doing; make soak draws others.
test: export RAPID_SEED = 1
test:
	$(GO) vet ./...
	$(GO) list ./... | grep -vxF "$$($(GO) list $(REALTIME))" | xargs $(GO) test -timeout 40m
	$(GO) test -timeout 40m -p 1 $(REALTIME)

# The same under the race detector, one package after the other, as what runs in
# real time wants the machine for itself.
race: export RAPID_SEED = 1
race:
	$(GO) test -race -run '^$$' ./... > /dev/null
	$(GO) test -race -p 1 -timeout 90m ./...

# Form: formatting, vet, and the rules of the house (cmd/seatrial/internal/house).
lint:
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then \
		echo "not gofmt'd:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) test ./cmd/seatrial/internal/house

# Every planted bug must be caught by the promises that name it; also part of test.
defects:
	$(SEATRIAL) defects

# The same, onto the page of docs.
defects-page:
	sed -i '/^<!-- written by make defects-page/q' docs/defects.md
	echo >> docs/defects.md
	$(SEATRIAL) defects --markdown docs/defects.md

# Many seeds of everything: rare orders of events need many draws.
soak:
	$(GO) list -f '{{join .TestImports " "}} {{join .XTestImports " "}} {{.ImportPath}}' ./... | \
		awk '/pgregory.net\/rapid/ {print $$NF}' | RAPID_CHECKS=2000 xargs $(GO) test -count 1 -timeout 40m
	$(SEATRIAL) run --all --seeds 200
	$(SEATRIAL) run tx-dc --seeds 500
	$(SEATRIAL) run --all --world embedded --seeds 3

# The engine against a bare event loop that replays the same events.
bench:
	$(SEATRIAL) bench engine

# Does the gate alarm when it should, and only then? Real measurements of this
# program, of a build that is a quarter slower, and of one that allocates once more
# per event; about 20 minutes.
gate-proof:
	$(GO) test ./bench/gate -run TestProof -proof -v -count 1 -timeout 90m

# The hot path against its ceiling, and against Watermill on the same job.
bench-hotpath:
	$(SEATRIAL) bench hotpath
	$(GO) test -run '^$$' -bench Peer -benchtime 1x ./bench/hotpath

# Every fuzz target, one after the other, FUZZTIME each.
fuzz:
	@set -e; grep -rl --include='*_test.go' '^func Fuzz' . | sort | while read -r file; do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$$file"); do \
			echo "fuzz $$(dirname "$$file") $$target for $(FUZZTIME)"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzzminimizetime 1s -fuzztime $(FUZZTIME) "$$(dirname "$$file")" </dev/null; \
		done; \
	done
