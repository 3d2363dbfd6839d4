package invariants

import (
	"fmt"
	"strings"

	"github.com/seatrial/seatrial/sim/history"
)

// Stages is I-28: a region that gives something up for the sake of the rest does so by
// stages, and gives up that alone.
//
// ALWAYS, of the changes of a region's stage (stage, in the order of Version):
//
//   - by one stage: up by one (entered), and down by one in two steps, leaving and
//     left; while it is being left it may be entered again;
//   - by a guard: the figure of a guard of that stage or a later one is above its bound
//     when one is entered, and under the lower one when it is let go of; and what
//     witnesses saw does not say otherwise: where a stage is entered for a partner that
//     is silent some call to one has failed (attempt) or something was broken, where for
//     a queue the bus was behind (append, store), where for exports one was open (decide,
//     apply) or something was broken (fault), all of it a short while ago at most;
//   - heeded: a guard about the queue that has asked for its stage, by the same records,
//     for longer than it takes to get there is heeded, and no stage is let go of while
//     one of it or of a later one asks;
//   - not too soon: as long as declared after the change before, but for left;
//   - drained: as freeze-analytics is left, all that the owner had written a short while
//     before it was let go of was decided on (decide), and what may go of it is at the
//     hub (apply); as queue-suppliers is left, each order to a partner that was issued
//     meanwhile (append) was called with (attempt) or has a receipt;
//   - told: an alert of the stage is raised within the declared time after it was
//     entered and resolved after it was left, each once, while those who tell are up.
//
// ALWAYS, longer than the grace after a stage was entered and until it is let go of:
// from freeze-analytics on no event crosses to the hub (cross), from queue-suppliers on
// no partner is called with anything but what is urgent (attempt). In each, short of
// site-loss, lines are released and goods are picked and packed (append, move), each
// within the declared time after the step before, while the pod is up, its queue has
// room and nobody has let it pause (act).
//
// Q: each change is on record in the chained log (audit), each order that was held back
// was sent, to one effect, and no region is left at a stage.
//
// That a site is lost (site-loss) somebody else declares, who is not judged here: until
// it is left again goods need not be picked.
//
// Where analytics were frozen and nobody saw any decided on, or lines were worked on and
// nobody saw goods move, there is no answer.
//
// Each change is one evaluation, each order that is held back, and each line that is
// worked on meanwhile.
var Stages = Promise{
	ID: "I-28", Name: "degradation-stages", Mode: Always,
	Title: "A region gives up what can wait, in order and by the rules, picks and packs all the while, and makes up for all of it.",
	Sees: history.Of(history.KindStage, history.KindAppend, history.KindStore, history.KindCross, history.KindDecide, history.KindApply, history.KindAttempt,
		history.KindEffect, history.KindMove, history.KindAlert, history.KindAudit, history.KindAct, history.KindFault, history.KindUp, history.KindDown),
	Needs: history.Of(history.KindStage),
	New:   newStages,
}

type stages struct {
	rules *history.Stages
	hub   string
	sides map[uint64]*staged // by region
	order []*staged

	faults  inForce
	disks   disks
	ups     map[string]uptimes // by kind of machine
	partner map[uint64]*agreed
	dones   keys            // types of effects that orders to partners are
	wanted  map[string]bool // types that somebody at the hub applies; empty = all
	queue   int64
	passing int64

	froze, decided, worked, moved bool // has anybody seen that, anywhere
}

// staged is what is known of one region.
type staged struct {
	region  history.Name
	stage   int64
	leaving bool
	lost    bool // somebody else has declared that the site is
	version uint64
	at      int64 // of the last change; -1 = there was none
	ref     Ref
	entered [history.StageSiteLoss + 1]int64 // since when a stage is in force; -1 = it is not
	asked   [history.StageSiteLoss + 1]int64 // since when a guard about the queue asks for a stage that the region is not at; -1 = none does

	exports  exports
	partners silences
	held     heldOrders
	tasks    tasks
	notices  notices
}

func newStages(h *history.Header) Checker {
	var dones []string
	c := &stages{rules: h.Stages, hub: h.Hub, sides: make(map[uint64]*staged), ups: make(map[string]uptimes), wanted: make(map[string]bool),
		queue: h.Bounds.QueueMax, passing: h.Bounds.PassingNano}
	_, c.partner = agreements(h)
	for _, g := range h.Sagas {
		dones = append(dones, g.Done)
	}
	c.dones = keysOf(dones)
	for _, x := range h.Consumers {
		for _, t := range x.Types {
			if x.Region == h.Hub {
				c.wanted[t] = true
			}
		}
	}
	for _, kind := range []string{"pod", "egress", "buyer", "stages", "pager"} {
		c.ups[kind] = make(uptimes)
	}
	return c
}

func (c *stages) side(region history.Name) *staged {
	s := c.sides[region.Key]
	if s == nil {
		s = &staged{region: region, at: -1, exports: newExports(), held: newHeldOrders(), notices: newNotices()}
		for i := range s.entered {
			s.entered[i], s.asked[i] = -1, -1
		}
		c.sides[region.Key] = s
		c.order = append(c.order, s)
	}
	return s
}

func (c *stages) See(r *history.Record, out *Result) {
	if c.rules == nil {
		out.Missing = "the header declares no stages"
		return
	}
	switch r.Kind {
	case history.KindStage:
		if r.State.Text == history.StageName(history.StageSiteLoss) {
			c.side(r.Region).lost = r.Label.Text == history.LabelEntered
			return
		}
		c.change(c.side(r.Region), r, out)
	case history.KindFault:
		c.faults.see(r)
		c.disks.see(r)
		return
	case history.KindUp, history.KindDown:
		kind, _, _ := strings.Cut(r.Witness.Text, "/")
		if u := c.ups[kind]; u != nil {
			u.set(r, r.Kind == history.KindDown)
		}
	case history.KindApply:
		if r.Region.Text == c.hub {
			for _, s := range c.order {
				s.exports.arrived(r)
			}
			return
		}
	default:
		c.seen(c.side(r.Region), r, out)
	}
	c.overdue(c.side(r.Region), r, out)
}

// seen takes what a witness saw of a region.
func (c *stages) seen(s *staged, r *history.Record, out *Result) {
	switch r.Kind {
	case history.KindAppend:
		s.exports.wrote(r)
		c.issue(s, r, out)
		c.task(s, r, out)
	case history.KindStore:
		s.exports.stored(r)
	case history.KindDecide:
		if r.To.Text == c.hub {
			c.decided = true
			s.exports.decided(r, c.wanted[r.Type.Text] || len(c.wanted) == 0)
		}
	case history.KindCross:
		c.cross(s, r, out)
	case history.KindAttempt:
		c.attempt(s, r, out)
	case history.KindEffect:
		s.held.did(r, c.dones, out)
	case history.KindMove:
		c.moved = true
		s.tasks.moved(r)
	case history.KindAct:
		s.tasks.act(r)
	case history.KindAlert:
		s.notices.alert(r, out)
	case history.KindAudit:
		if r.Type.Text == c.rules.Record {
			delete(s.notices.unrecorded, r.Version)
		}
	}
}

// since returns from when on a machine of a region must act by what is so since an
// instant; false while it is down.
func (c *stages) since(kind string, s *staged, at int64) (int64, bool) {
	u := c.ups[kind]
	return u.since(s.region, at), !u.down(s.region)
}

// forbidden reports whether what a stage holds back is held back for certain: longer
// than the grace, at the machine that has to do so.
func (c *stages) forbidden(s *staged, stage int64, kind string, now int64) bool {
	if s.entered[stage] < 0 {
		return false
	}
	from, up := c.since(kind, s, s.entered[stage])
	return up && now-from > c.rules.GraceNano+c.passing+c.disks.late(s.region, now)
}

// cross judges what leaves a region for the hub.
func (c *stages) cross(s *staged, r *history.Record, out *Result) {
	if r.To.Text != c.hub || r.SourcePos == 0 || !c.forbidden(s, history.StageFreeze, "egress", r.At) {
		return
	}
	out.Breach(r, func() string {
		return fmt.Sprintf("%s sent event %d of %s to %s, and its analytics are frozen", s.region, r.SourcePos, r.Source, c.hub)
	}, s.ref)
}

// attempt judges a call to a partner.
func (c *stages) attempt(s *staged, r *history.Record, out *Result) {
	s.partners.see(r)
	s.held.called(r)
	k := c.partner[r.Consumer.Key]
	if k == nil || r.Purpose.Text == k.Urgent || !c.forbidden(s, history.StageQueue, "buyer", r.At) {
		return
	}
	out.Breach(r, func() string {
		return fmt.Sprintf("%s called %s with %s, which can wait, and its suppliers are queued", s.region, r.Consumer, r.Op)
	}, s.ref)
}

// overdue looks for what should have happened by now.
func (c *stages) overdue(s *staged, r *history.Record, out *Result) {
	c.idle(s, r, out)
	c.untold(s, r, out)
	c.unheeded(s, r, out)
}

func (c *stages) Quiet(out *Result) {
	switch {
	case c.froze && !c.decided:
		out.Missing = "no decide record: nobody saw what became of the analytics that were frozen"
	case c.worked && !c.moved:
		out.Missing = "no move record: nobody saw goods picked"
	}
	for _, s := range c.order {
		c.end(s, out)
	}
}

// end judges what is left of a region's stages at the end.
func (c *stages) end(s *staged, out *Result) {
	if n := len(s.notices.unrecorded); n > 0 {
		out.Breach(nil, func() string {
			return fmt.Sprintf("%d of the %d changes of the stage of %s are not on record in its chained log", n, s.version, s.region)
		}, s.ref)
	}
	if n := len(s.held.orders); n > 0 && s.stage < history.StageQueue {
		out.Breach(nil, func() string {
			return fmt.Sprintf("%s never sent %d orders to suppliers that it had held back", s.region, n)
		}, s.ref)
	}
	if (s.stage > history.StageNormal || s.leaving) && c.faults.none() {
		out.Breach(nil, func() string {
			return fmt.Sprintf("%s is still at %s, and nothing is broken any more", s.region, history.StageName(s.stage))
		}, s.ref)
	}
}
