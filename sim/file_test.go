package sim_test

import (
	"testing"

	"github.com/seatrial/seatrial/sim"
)

func TestCheckFiles(t *testing.T) {
	for _, c := range []struct {
		name  string
		spec  sim.Spec
		wrong string
	}{
		{"none", sim.Spec{Name: "pod/tx"}, ""},
		{"two", sim.Spec{Name: "client/tx", Outside: true, Files: []sim.File{{Name: "1-po.edi"}, {Name: "2-po.edi", At: 5}}}, ""},
		{"inside", sim.Spec{Name: "pod/tx", Files: []sim.File{{Name: "po.edi"}}}, `drop file "po.edi": pod/tx is no outside party`},
		{"nameless", sim.Spec{Outside: true, Files: []sim.File{{}}}, `drop file "": it is not the plain name of a file`},
		{"elsewhere", sim.Spec{Outside: true, Files: []sim.File{{Name: "../po.edi"}}}, `drop file "../po.edi": it is not the plain name of a file`},
		{"in a folder", sim.Spec{Outside: true, Files: []sim.File{{Name: "a/po.edi"}}}, `drop file "a/po.edi": it is not the plain name of a file`},
		{"twice", sim.Spec{Outside: true, Files: []sim.File{{Name: "po.edi"}, {Name: "po.edi", At: 5}}}, `drop file "po.edi": there are two of that name`},
		{"early", sim.Spec{Outside: true, Files: []sim.File{{Name: "po.edi", At: -1}}}, `drop file "po.edi": it comes before the run`},
	} {
		got := ""
		if err := c.spec.CheckFiles(); err != nil {
			got = err.Error()
		}
		if got != c.wrong {
			t.Errorf("CheckFiles(%s) = %q, want %q", c.name, got, c.wrong)
		}
	}
}
