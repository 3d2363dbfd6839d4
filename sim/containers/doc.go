// Package containers is world 3: the machines of the embedded world, on the same
// servers, ledgers and links, but every part of a run in a container of its own,
// on private networks, to be killed, frozen and cut off for real.
//
//	network of tx            tx>hub          hub>tx           network of hub
//	outside  pod tx  bus tx --------> link tx --------> hub ------- outside
//	   |        |      |                 |               |
//	   +--------+------+------ control --+---------------+-- run (this process)
//
// All containers have one image: this program, from scratch, and nothing else.
// Nothing is pulled. What witnesses see goes over the control network, which no
// fault touches; a data network joins only those who may talk to each other, so
// that nothing gets past a link. What a run makes carries its label and is
// removed with it; [Leftovers] finds what a killed run left. Start at [Engine].
package containers
