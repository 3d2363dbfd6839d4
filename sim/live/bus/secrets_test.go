package bus

import (
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

// TestSecretsMakeTheSameAuthority hands an authority over: the other one runs the
// region of the first one's hub, on a port that is given, and each connects
// clients to the other's server.
func TestSecretsMakeTheSameAuthority(t *testing.T) {
	ours, err := NewAuthority(Config{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := ours.Secrets("tx")
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := ParseAuthority(b)
	if err != nil {
		t.Fatal(err)
	}
	hub, err := ours.StartHub(ServerConfig{Regions: []string{"tx"}, Dir: t.TempDir(), SyncEvery: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer hub.Close()
	cfg := ServerConfig{Region: "tx", Dir: t.TempDir(), Leaf: hub.LeafAddr(), SyncEvery: time.Minute}
	region, err := theirs.StartRegion(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer region.Close()
	if err := hub.WaitLeaf(soon(t), 1); err != nil {
		t.Fatal(err)
	}
	for _, account := range []Account{TX, EXPORT} {
		nc, err := ours.Connect(region.ClientURL(), "tx", account, "stranger", nats.RetryOnFailedConnect(false))
		if err != nil {
			t.Fatalf("Connect(%v) across authorities = %v, want a connection", account, err)
		}
		nc.Close()
	}
	nc, err := theirs.Connect(hub.ClientURL(), Hub, TX, "guest", nats.RetryOnFailedConnect(false))
	if err != nil {
		t.Fatalf("Connect to the hub = %v, want a connection", err)
	}
	nc.Close()
	other, err := NewAuthority(Config{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Connect(region.ClientURL(), "tx", TX, "stranger", nats.RetryOnFailedConnect(false)); err == nil {
		t.Fatal("Connect of another run's authority = nil, want it refused")
	}
}

func TestParseAuthorityRefuses(t *testing.T) {
	for _, b := range []string{"", "{}", `{"root_key":"AA=="}`} {
		if _, err := ParseAuthority([]byte(b)); err == nil {
			t.Errorf("ParseAuthority(%q) = nil, want an error", b)
		}
	}
}
