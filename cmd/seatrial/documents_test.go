package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/scenarios/run"
)

// partnerFiles is where files of real trading partners lie, outside the project.
const partnerFiles = "../../../shared/data/x12"

// ordering is a scenario that offers one document to one region.
const ordering = `schema: seatrial/scenario/v1
id: partner-file
title: One file of a trading partner
owner: integration-platform
family: F6
covers: [R007]
hypothesis: Each order line is taken once, or the file is put aside with a reason.
topology: {regions: 1}
workload:
  {rate: 20/s, duration: 12s, skus: 8, stock: 400, documents: [{file: %q, region: tx, at: 3s, mode: %s}]}
baseline: 2s
timeline:
  - {id: twice, fault: duplicate, region: tx, chance: 50%%, copies: 1, at: 3s, hold: 5s}
promises: [I-01, I-05]
must_reach: [%s]
`

// TestPartnerFiles runs every purchase order of the partners' files, dirt and
// all, and refuses the malformed ones before anything starts.
func TestPartnerFiles(t *testing.T) {
	if _, err := os.Stat(partnerFiles); err != nil {
		t.Skip("the partners' files are not beside the project; x12 has cases of its own")
	}
	for _, c := range []struct{ file, mode, want string }{
		{"apimeister-004010_850.edi", "strict", "document-accepted"},
		{"apimeister-004010_850.edi", "tolerant", "document-accepted"},
		{"edinet-x12.850.edi", "strict", "document-quarantined"},
		{"edinet-x12.850.edi", "tolerant", "document-mended"},
		{"gozer-po850.txt", "strict", "document-quarantined"},
		{"gozer-po850.txt", "tolerant", "document-mended"},
		{"gozer-x12.missing.ISA.txt", "tolerant", "1: segment 1"},
		{"gozer-x12.wrong.ISA.txt", "strict", "1: segment 1"},
		{"gozer-x12.wrong.GS.txt", "tolerant", "2: segment 2"},
		{"staedi-invalid997_min.edi", "strict", "2: segment 2"},
		{"staedi-simple997.edi", "tolerant", "997"},
	} {
		t.Run(c.file+" "+c.mode, func(t *testing.T) { tryDocument(t, c.file, c.mode, c.want) })
	}
}

func tryDocument(t *testing.T, file, mode, want string) {
	reach := want
	if !strings.HasPrefix(want, "document-") {
		reach = ""
	}
	s, err := loadScenario(filepath.Join(partnerFiles, "partner-file.yaml"), fmt.Appendf(nil, ordering, file, mode, reach))
	if reach == "" {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("load with %s (%s) = %v, want an error with %q", file, mode, err, want)
		}
		return
	}
	if err != nil {
		t.Fatalf("load with %s (%s) = %v, want nil", file, mode, err)
	}
	res := sail(t, s, run.Options{Seed: 1, Seeds: 1})
	if res.Exit != run.ExitHeld {
		t.Errorf("run with %s (%s) exit = %d, want 0: %v", file, mode, res.Exit, res.Reasons)
	}
}
