package link_test

import (
	"bufio"
	"fmt"
	"io"
	"net"

	"github.com/seatrial/seatrial/sim/live/link"
)

// A cut swallows what is sent; when it lets go, the connection that lost bytes
// is closed and a new one works.
func Example() {
	hub, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer hub.Close()
	ended := make(chan struct{}, 100)
	go func() {
		for {
			c, err := hub.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = io.Copy(c, c)
				_ = c.Close()
				ended <- struct{}{}
			}()
		}
	}()

	swallowed := make(chan string, 100)
	l, err := link.Open(link.Config{
		Near: "tx", Far: "hub", Upstream: hub.Addr().String(),
		Touch: func(fault string) { swallowed <- fault },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer l.Close()

	say := func(line string) string {
		c, err := net.Dial("tcp", l.Addr())
		if err != nil {
			return err.Error()
		}
		defer c.Close()
		fmt.Fprintln(c, line)
		answer, _ := bufio.NewReader(c).ReadString('\n')
		return answer
	}
	fmt.Print(say("before"))
	<-ended // a cut would swallow the end of that connection as well
	l.Cut("partition-1", "tx", "hub", true)
	go func() {
		fmt.Println("touched by", <-swallowed)
		l.Cut("partition-1", "tx", "hub", false)
	}()
	fmt.Printf("%q\n", say("lost"))
	fmt.Print(say("after"))
	// Output:
	// before
	// touched by partition-1
	// ""
	// after
}
