package history_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

// FuzzReader gives anything to the reader: it never panics, and what it read
// survives being written and read again.
func FuzzReader(f *testing.F) {
	full := fullRecord()
	raw := fullRecord()
	raw.Body = []byte{0xFF}
	var out bytes.Buffer
	w, err := history.NewWriter(&out, fullHeader())
	if err != nil {
		f.Fatal(err)
	}
	w.Write(&full)
	w.Write(&raw)
	w.Close()
	f.Add(out.Bytes())
	for _, line := range []string{
		"", "{", `{"kind":"ok","op":"\ud83d\ude00"}`, `{"kind":"ok","op":"k","x":[1.5e-3,{"y":null}]}` + "\r\n",
		`{"kind":"clock","region":"tx","qty":-9223372036854775808}` + "\n" + `{"kind":"end","count":1}`,
		`{"kind":"cross","from":"a","to":"b","fields":[""],"body":"gA=="}`, `{"kind":"view","after":{}}`,
	} {
		f.Add([]byte(header + line))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		h, records, _ := read(bytes.NewReader(data))
		if h == nil {
			return
		}
		for i := range records {
			_ = records[i].String()
		}
		var out bytes.Buffer
		w, err := history.NewWriter(&out, h)
		if err != nil {
			t.Fatalf("NewWriter(a header that was read) = %v, want nil", err)
		}
		for i := range records {
			if err := w.Write(&records[i]); err != nil {
				t.Fatalf("Write(%+v) = %v, want nil for what was read", records[i], err)
			}
		}
		w.Flush()
		h2, again, err := read(&out)
		if h2 == nil || !reflect.DeepEqual(records, again) {
			t.Fatalf("decode(encode(x)) = %+v, %v\nwant %+v", again, err, records)
		}
	})
}
