package ceiling

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/nats-io/nats.go"
	"github.com/seatrial/seatrial/sim/live"
	"github.com/seatrial/seatrial/sim/live/bus"
)

// Report says how far a command has come, by its number. The functions may be
// called from several goroutines at once.
type Report struct {
	Answered func(n uint64)
	Durable  func(n uint64) // called for each event of a command, as the next ones
	Applied  func(n uint64)
	Left     func(n uint64)
	Folded   func(n uint64)
}

// Config says what a program works with. Nothing else may use the machines' names.
type Config struct {
	Region, Hub *live.Port
	Machines    Machines
	Shape       *Shape
	Report      Report
}

// Machines are the names of those whose work is done: their subjects, ledgers and
// durable consumers are used.
type Machines struct{ Client, Pod, Planner, Dashboard, Audit, Egress, Aggregator string }

// Program does the work of the hot path. Its methods may be called concurrently,
// but for [Program.Send], whose calls go in order.
type Program struct {
	cfg    Config
	ctx    context.Context
	cancel context.CancelFunc
	client *nats.Conn
	failed failure
	conns  []*nats.Conn
	work   sync.WaitGroup
	calls  []nats.Msg // ready to be sent, by kind of command
	reply  string
	call   []byte
}

// New connects a program and starts it. The ports are of a world without machines,
// whose streams and consumers are those of the machines named.
func New(cfg Config) (_ *Program, err error) {
	if err := cfg.Shape.check(); err != nil {
		return nil, fmt.Errorf("start ceiling: %w", err)
	}
	p := &Program{cfg: cfg}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	defer func() {
		if err != nil {
			_ = p.Close()
			err = fmt.Errorf("start ceiling: %w", err)
		}
	}()
	for _, step := range []func() error{p.openHub, p.openReaders, p.openPod, p.openClient} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	for _, nc := range p.conns {
		if err := nc.Flush(); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (p *Program) connect(port *live.Port, account bus.Account, name string) (*nats.Conn, error) {
	nc, err := port.Connect(account, name)
	if err == nil {
		p.conns = append(p.conns, nc)
	}
	return nc, err
}

func (p *Program) openClient() (err error) {
	region, name := p.cfg.Region.Region, p.cfg.Machines.Client
	if p.client, err = p.connect(p.cfg.Region, bus.TX, name); err != nil {
		return err
	}
	p.reply = bus.ReplySubject(region, region, name, 1) + "."
	for i := range p.cfg.Shape.Commands {
		p.calls = append(p.calls, *live.Pack(p.cfg.Shape.Commands[i].Call, bus.CallSubject(region, region, p.cfg.Machines.Pod)))
	}
	_, err = p.client.Subscribe(bus.ReplyInbox(region, region, name, 1), func(m *nats.Msg) { p.cfg.Report.Answered(numberIn(m.Subject)) })
	return err
}

// Send sends command n and does not wait.
func (p *Program) Send(n uint64) error {
	msg := p.calls[n%uint64(len(p.calls))]
	p.call = numbered(p.call, msg.Data, n, 0)
	msg.Data, msg.Reply = p.call, p.reply+strconv.FormatUint(n, 10)
	return errors.Join(p.client.PublishMsg(&msg), p.failed.get())
}

// Close ends the program and returns when its goroutines are gone.
func (p *Program) Close() error {
	p.cancel()
	for _, nc := range p.conns {
		nc.Close()
	}
	p.work.Wait()
	return p.failed.get()
}

// failure keeps the first error of a program.
type failure struct {
	mu  sync.Mutex
	err error
}

func (f *failure) set(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		f.err = err
	}
}

func (f *failure) get() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}

// numbered returns a body in buf whose first bytes say which command it is of and
// which event of it.
func numbered(buf, body []byte, n uint64, event int) []byte {
	buf = append(buf[:0], body...)
	binary.BigEndian.PutUint64(buf, n<<8|uint64(event))
	return buf
}

// numberOf reads what numbered wrote.
func numberOf(body []byte) (n uint64, event int) {
	v := binary.BigEndian.Uint64(body)
	return v >> 8, int(v & 0xFF)
}

// numberIn returns the number behind the last dot of a subject.
func numberIn(subject string) uint64 {
	n := uint64(0)
	for i := len(subject) - 1; i >= 0; i-- {
		if subject[i] == '.' {
			n, _ = strconv.ParseUint(subject[i+1:], 10, 64) // a subject of our own
			break
		}
	}
	return n
}
