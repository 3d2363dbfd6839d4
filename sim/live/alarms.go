package live

import "container/heap"

// alarm is one pending timer.
type alarm struct {
	at  int64 // ns since the start
	seq uint64
	id  uint64
}

// alarms are the timers of a machine. A timer set again replaces the one before.
type alarms struct {
	queue alarmQueue
	by    map[uint64]uint64 // id -> seq of the one that counts
	seq   uint64
}

func newAlarms() alarms { return alarms{by: map[uint64]uint64{}} }

func (a *alarms) set(id uint64, at int64) {
	a.seq++
	a.by[id] = a.seq
	heap.Push(&a.queue, alarm{at: at, seq: a.seq, id: id})
}

func (a *alarms) cancel(id uint64) { delete(a.by, id) }

// next returns the instant of the next timer.
func (a *alarms) next() (int64, bool) {
	for len(a.queue) > 0 {
		if top := a.queue[0]; a.by[top.id] == top.seq {
			return top.at, true
		}
		heap.Pop(&a.queue)
	}
	return 0, false
}

// due takes the next timer out if its time has come.
func (a *alarms) due(now int64) (id uint64, ok bool) {
	at, ok := a.next()
	if !ok || at > now {
		return 0, false
	}
	top := heap.Pop(&a.queue).(alarm)
	delete(a.by, top.id)
	return top.id, true
}

// alarmQueue orders timers by instant, then by the order they were set in.
type alarmQueue []alarm

func (q alarmQueue) Len() int { return len(q) }
func (q alarmQueue) Less(i, j int) bool {
	return q[i].at < q[j].at || q[i].at == q[j].at && q[i].seq < q[j].seq
}
func (q alarmQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *alarmQueue) Push(x any)   { *q = append(*q, x.(alarm)) }
func (q *alarmQueue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}
