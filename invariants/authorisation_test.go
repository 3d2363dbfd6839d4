package invariants

import (
	"strings"
	"testing"
	"time"

	"github.com/seatrial/seatrial/sim/history"
)

// guarded is the header of a house with rules about who may act.
func guarded() history.Header {
	return with(func(h *history.Header) {
		h.Bounds.SkewNano = int64(time.Second)
		h.Grants = []history.Grant{
			{Role: "operator", Actions: []string{"pause"}},
			{Role: "roamer", Actions: []string{"pause"}, Regions: []string{"ca"}},
			{Role: "analyst", Actions: []string{"request-export"}},
			{Role: "analyst", Actions: []string{"export"}, Approved: true, ForNano: int64(10 * time.Second)},
			{Role: "officer", Actions: []string{"approve-export"}},
		}
	})
}

func TestAuthorisation(t *testing.T) {
	const asks, done = "act at=20s op=a1 type=pause consumer=dana label=requested", "act at=21s op=a1 type=pause consumer=dana label=executed"
	const dana = " state=operator from=tx asof=60s"
	try(t, Authorisation, []trial{
		{"granted", guarded(), lines(asks+dana, done+dana), Held, ""},
		{"in a region that the grant names", guarded(), "act op=a1 type=pause region=ca state=roamer from=tx asof=60s label=executed", Held, ""},
		{"refused as it had to be", guarded(), "act op=a1 type=pause state=analyst from=tx asof=60s label=refused", Held, ""},
		{"another role", guarded(), lines(asks+dana, "act at=21s op=a1 type=pause consumer=dana state=analyst from=tx asof=60s label=executed"), Violated,
			"dana as analyst: pause is granted to no such role"},
		{"another region", guarded(), "act op=a1 type=pause consumer=dana region=ca state=operator from=tx asof=60s label=executed", Violated,
			"dana: pause in ca with a credential of tx"},
		{"expired", guarded(), lines("act at=62s op=a1 type=pause label=requested"+dana, "act at=63s op=a1 type=pause consumer=dana label=executed"+dana), Violated,
			"pause asked for 2s after the credential had expired, allowed are 1s"},
		{"expired while it was under way", guarded(), lines("act at=60s op=a1 type=pause label=requested"+dana, "act at=90s op=a1 type=pause label=executed"+dana), Held, ""},
		{"nobody saw it asked for", guarded(), "act at=62s op=a1 type=pause consumer=dana label=executed" + dana, Violated, "2s after the credential had expired"},
		{"by a clock that is worse than allowed", guarded(), lines("clock qty=-5000000000", "act at=63s op=a1 type=pause label=executed"+dana), Held, ""},
		{"by a clock that was right again for long", guarded(), lines("clock qty=-5000000000", "clock at=20s qty=0", "act at=63s op=a1 type=pause consumer=dana label=executed"+dana),
			Violated, "after the credential had expired"},
		{"by a clock that is off as allowed", guarded(), lines("clock qty=-900000000", "act at=63s op=a1 type=pause consumer=dana label=executed"+dana), Violated, "3s after"},
		{"when it expires is not told", guarded(), "act op=a1 type=pause state=operator from=tx label=executed", Held, ""},
		{"refused and need not be", guarded(), "act op=a1 type=pause label=refused" + dana, Unknown, "premise"},
		{"only asked for", guarded(), asks + dana, Unknown, "premise"},
		{"breaks off", guarded(), lines(done+dana, "cut"), Unknown, "breaks off"},
	})
}

// Who may do what changes while the run goes on: policy 2 leaves pausing to nobody,
// and reading to an auditor.
func TestAuthorisationByThePolicyInForce(t *testing.T) {
	h := guarded()
	h.Bounds.PolicyNano = int64(time.Second)
	h.Policies = []history.Policy{{Name: "p", Version: 1, TTLNano: 1},
		{Name: "p", Version: 2, TTLNano: 1, Access: "permit", Grants: []history.Grant{{Role: "auditor", Actions: []string{"read"}}}},
		{Name: "p", Version: 3, TTLNano: 1}}
	const one, two, three = "bundle at=1s v=1 reason=published op=i1", "bundle at=20s v=2 asof=22s reason=published op=i2", "bundle at=21s v=3 reason=published op=i3"
	pause := func(asked, answered string) string {
		who := " op=a" + asked + " type=pause consumer=dana state=operator from=tx asof=900s label="
		return lines("act at="+asked+who+"requested", "act at="+answered+who+"executed")
	}
	const read = "act at=30s op=r type=read consumer=lee state=auditor from=tx asof=900s label=executed"
	try(t, Authorisation, []trial{
		{"before", h, lines(one, pause("19s", "19.1s"), two), Held, ""},
		{"while the new one comes", h, lines(one, two, pause("23.9s", "24s")), Held, ""},
		{"under way as the new one came", h, lines(one, two, pause("23.9s", "30s")), Held, ""},
		{"taken away", h, lines(one, two, pause("24.1s", "24.2s")), Violated, "pause is granted to no such role"},
		{"published again, and taken away", h, lines(one, two, "bundle at=24s v=2 asof=22s reason=published op=i2b", pause("24.1s", "24.2s")), Violated, "no such role"},
		{"given", h, lines(one, two, read), Held, ""},
		{"not given yet", h, lines(one, read), Violated, "read is granted to no such role"},
		{"it could not come", h, lines(one, two, "fault event=f reason=injected", pause("24.1s", "24.2s")), Held, ""},
		{"it could not come until lately", h, lines(one, two, "fault event=f reason=injected", "fault at=25s event=f reason=reverted", pause("26.9s", "27s")), Held, ""},
		{"it could come again", h, lines(one, two, "fault event=f reason=injected", "fault at=25s event=f reason=reverted", pause("27.1s", "28s")), Violated, "no such role"},
		{"something goes wrong long after it came", h, lines(one, two, "fault at=30s event=f reason=injected", pause("31s", "31.1s")), Violated, "no such role"},
		{"by a clock that is worse than allowed", h, lines(one, two, "clock qty=-5000000000", pause("24.1s", "24.2s")), Held, ""},
		{"given back", h, lines(one, two, three, pause("40s", "41s")), Held, ""},
		{"refused as it was taken away", h, lines(one, two, "act at=30s op=x type=pause state=operator from=tx asof=900s label=refused"), Held, ""},
	})
}

func TestSeparationOfDuties(t *testing.T) {
	const request = "act op=a1 type=request-export entity=export/tx/1 consumer=dana state=analyst note=T-1 label=executed"
	const approve = "act at=5s op=a2 type=approve-export entity=export/tx/1 consumer=kim state=officer label=executed"
	const ask = "act at=6s op=a3 type=export entity=export/tx/1 consumer=dana state=analyst purpose=study label=requested"
	const use = "act at=7s op=a3 type=export entity=export/tx/1 consumer=dana state=analyst purpose=study label=executed"
	const asks = "act at=5s op=a2 type=approve-export entity=export/tx/1 consumer=kim state=officer label=requested"
	const late = "act at=8s op=a2 type=approve-export entity=export/tx/1 consumer=kim state=officer label="
	const own = "act at=5s op=a2 type=approve-export entity=export/tx/1 consumer=dana state=officer label="
	try(t, SeparationOfDuties, []trial{
		{"two people", guarded(), lines(request, approve, ask, use), Held, ""},
		{"their own, and refused", guarded(), lines(request, own+"refused"), Held, ""},
		{"their own", guarded(), lines(request, own+"executed"), Violated, "dana approved what they had asked for themselves"},
		{"not approved, and refused", guarded(), lines(request, "act op=a3 type=export entity=export/tx/1 consumer=dana state=analyst label=refused"), Held, ""},
		{"not approved", guarded(), lines(request, ask, use), Violated, "which nobody else approved"},
		{"told before the approval is", guarded(), lines(request, asks, use, late+"executed"), Held, ""},
		{"told before the approval is refused", guarded(), lines(request, asks, use, late+"refused"), Violated, "which nobody else approved"},
		{"told before an approval that is never answered", guarded(), lines(request, asks, use), Unknown, "never answered"},
		{"told before the approval is, without a reason", guarded(), lines(request, asks, strings.Replace(use, "purpose=study ", "", 1), late+"executed"), Violated, "without a reason"},
		{"two are told before the approval is refused", guarded(), lines(request, asks, use, strings.Replace(use, "op=a3", "op=a4", 1), late+"refused"), Violated, "which nobody else approved"},
		{"told before their own approval", guarded(), lines(request, strings.Replace(asks, "kim", "dana", 1), use), Violated, "which nobody else approved"},
		{"the approval is told before the request", guarded(), lines(strings.Replace(request, "executed", "requested", 1), approve, ask, use, request), Held, ""},
		{"approved for something else", guarded(), lines(request, approve, "act op=a3 type=export entity=export/tx/2 consumer=dana state=analyst label=executed"), Violated,
			"nobody else approved"},
		{"by who approved it", guarded(), lines(request, approve, "act op=a3 type=export entity=export/tx/1 consumer=kim state=analyst purpose=x label=executed"), Violated,
			"nobody else approved"},
		{"in time, told late", guarded(), lines(request, approve, "act at=15s op=a3 type=export entity=export/tx/1 state=analyst purpose=x consumer=dana label=requested",
			"act at=50s op=a3 type=export entity=export/tx/1 state=analyst purpose=x consumer=dana label=executed"), Held, ""},
		{"after it ended", guarded(), lines(request, approve, "act at=17s op=a3 type=export entity=export/tx/1 state=analyst purpose=x consumer=dana label=executed"), Violated,
			"asked for 2s after the approval had ended"},
		{"after it ended, and refused", guarded(), lines(request, approve, "act at=17s op=a3 type=export entity=export/tx/1 state=analyst consumer=dana label=refused"), Held, ""},
		{"after it ended, by a bad clock", guarded(), lines(request, "clock qty=-5000000000", approve,
			"act at=17s op=a3 type=export entity=export/tx/1 state=analyst purpose=x consumer=dana label=executed"), Held, ""},
		{"without a reason", guarded(), lines(request, approve, "act at=7s op=a3 type=export entity=export/tx/1 consumer=dana state=analyst label=executed"), Violated,
			"without a reason"},
		{"without a ticket", guarded(), "act op=a1 type=request-export entity=export/tx/1 consumer=dana state=analyst label=executed", Violated, "without a ticket"},
		{"nothing that takes two", guarded(), "act op=a1 type=pause entity=pod/tx state=operator label=executed", Unknown, "premise"},
		{"breaks off", guarded(), lines(request, approve, ask, use, "cut"), Unknown, "breaks off"},
	})
}
