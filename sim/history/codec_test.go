package history_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/seatrial/seatrial/sim/history"
)

// write returns the bytes of a complete history.
func write(t *testing.T, h *history.Header, records ...history.Record) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := history.NewWriter(&out, h)
	if err != nil {
		t.Fatal(err)
	}
	for i := range records {
		if err := w.Write(&records[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// read returns the records of a history and the error that ended it.
func read(in io.Reader) (h *history.Header, records []history.Record, err error) {
	rd, err := history.NewReader(in)
	if err != nil {
		return nil, nil, err
	}
	for {
		var r history.Record
		ok, err := rd.Next(&r)
		if !ok {
			return rd.Header(), records, err
		}
		r.Fields = append([]string(nil), r.Fields...)
		r.Body = append([]byte(nil), r.Body...)
		records = append(records, r)
	}
}

func TestRoundTripKeepsEveryField(t *testing.T) {
	want := fullRecord()
	v := reflect.ValueOf(want)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("fullRecord() leaves %s zero, want every field filled", v.Type().Field(i).Name)
		}
	}
	raw := fullRecord()
	raw.Body = []byte{0xFF, 0, 'x'}
	data := write(t, fullHeader(), want, raw)
	h, got, err := read(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("read(%s) = %v, want no error", data, err)
	}
	if !reflect.DeepEqual(h, fullHeader()) {
		t.Errorf("Header() = %+v, want %+v", h, fullHeader())
	}
	if !reflect.DeepEqual(got[:2], []history.Record{want, raw}) {
		t.Errorf("records = %+v, want %+v", got[:2], []history.Record{want, raw})
	}
	if end := got[len(got)-1]; end.Kind != history.KindEnd || end.Seq != 3 || end.At != want.At {
		t.Errorf("last record = %+v, want an end record, seq 3", end)
	}
	if !bytes.Contains(data, []byte(`"text":"ce-id: e1\r\n`)) || !bytes.Contains(data, []byte(`"body":"/wB4"`)) {
		t.Errorf("write(...) = %s, want one body as text and one in base64", data)
	}
	if !bytes.HasSuffix(data, []byte(`"count":2}`+"\n")) {
		t.Errorf("write(...) ends %q, want count 2", data[len(data)-40:])
	}
}

func TestEveryKindRoundTrips(t *testing.T) {
	for k := history.KindPhase; k < history.KindEnd; k++ {
		want := fullRecord()
		want.Kind = k
		_, got, err := read(bytes.NewReader(write(t, &history.Header{}, want)))
		if err != nil || !reflect.DeepEqual(got[0], want) {
			t.Errorf("read(write(%v)) = %+v, %v, want %+v", k, got, err, want)
		}
	}
}

func TestReaderIsTolerant(t *testing.T) {
	in := "\ufeff" + strings.TrimSuffix(header, "\n") + "\r\n\n" +
		` { "op" : "k1" , "new" : {"a":[1,-2.5e+3,0,true,false,null,"\ud83d\ude00"]} , "kind" : "o\u006b" , "note":"\u00e9\ud83d\ude00\/\b\f" } ` + "\r\n" +
		"  \n" + `{"kind":"end"}`
	_, got, err := read(strings.NewReader(in))
	if err != nil {
		t.Fatalf("read(%q) = %v, want no error", in, err)
	}
	want := history.Record{Seq: 1, Kind: history.KindOK, Op: history.N("k1"), Note: "\u00e9\U0001F600/\b\f"}
	if !reflect.DeepEqual(got[0], want) {
		t.Errorf("record = %+v, want %+v", got[0], want)
	}
}

// TestTruncatedAnywhere cuts a history after every byte behind the header: all
// complete lines are delivered, and the error says where reading stopped.
func TestTruncatedAnywhere(t *testing.T) {
	full := fullRecord()
	full.Body = []byte("\u00e9\xff")
	data := write(t, &history.Header{}, fullRecord(), full)
	start := bytes.IndexByte(data, '\n') + 1
	for cut := start; cut < len(data)-1; cut++ {
		part := data[:cut]
		_, got, err := read(bytes.NewReader(part))
		var where *history.Error
		if !errors.Is(err, history.ErrTruncated) || !errors.As(err, &where) {
			t.Fatalf("read(first %d bytes) = %v, want ErrTruncated", cut, err)
		}
		lines := bytes.Count(part, []byte("\n"))
		whole := lines - 1
		if last := part[bytes.LastIndexByte(part, '\n')+1:]; len(last) > 0 {
			lines++
			if last[len(last)-1] == '}' && data[cut] == '\n' {
				whole++
			}
		}
		if where.Line != lines || len(got) != whole {
			t.Fatalf("read(first %d bytes) = %d records, line %d, want %d records, line %d", cut, len(got), where.Line, whole, lines)
		}
	}
	if _, got, err := read(bytes.NewReader(data[:len(data)-1])); err != nil || len(got) != 3 {
		t.Errorf("read(without the last line end) = %d records, %v, want 3, no error", len(got), err)
	}
}

func TestReaderReportsReadErrors(t *testing.T) {
	broken := errors.New("disk gone")
	in := io.MultiReader(strings.NewReader(header+`{"kind":"ok","op":"k"}`+"\n"), &failing{broken})
	if _, got, err := read(in); len(got) != 1 || !errors.Is(err, broken) || errors.Is(err, history.ErrTruncated) {
		t.Errorf("read(...) = %d records, %v, want 1, %v", len(got), err, broken)
	}
	in = io.MultiReader(strings.NewReader(header+`{"kind":"ok","op":"k"}`+"\n"+`{"kind`), &failing{io.ErrUnexpectedEOF})
	if _, got, err := read(in); len(got) != 1 || !errors.Is(err, history.ErrTruncated) {
		t.Errorf("read(cut archive) = %d records, %v, want 1, ErrTruncated", len(got), err)
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

func TestReaderBoundsLines(t *testing.T) {
	long := strings.Repeat("x", history.LineMax)
	_, _, err := read(strings.NewReader(header + `{"kind":"ok","op":"` + long + `"}` + "\n"))
	if err == nil || !strings.HasPrefix(err.Error(), "line 2: column 16777217: the line has more than 16777216 bytes") {
		t.Errorf("read(long line) = %v, want a clear error", err)
	}
	long = long[:history.LineMax-100]
	if _, got, err := read(strings.NewReader(header + `{"kind":"ok","op":"` + long + `"}` + "\n" + `{"kind":"end"}`)); err != nil || len(got[0].Op.Text) != len(long) {
		t.Errorf("read(line of just under 16 MiB) = %d records, %v, want no error", len(got), err)
	}
}

func TestWriterRefuses(t *testing.T) {
	var out bytes.Buffer
	w, err := history.NewWriter(&out, &history.Header{})
	if err != nil {
		t.Fatal(err)
	}
	good := history.Record{Kind: history.KindOK, Op: history.N("k")}
	if err := w.Write(&good); err != nil {
		t.Fatal(err)
	}
	bad := history.Record{Kind: history.KindAppend, Stream: history.N("pod/tx")}
	first := w.Write(&bad)
	if first == nil || first.Error() != "write append record: it has no type" {
		t.Errorf("Write(append without type) = %v, want an error naming type", first)
	}
	if err := w.Close(); err != first {
		t.Errorf("Close() = %v, want the first error", err)
	}
	if !bytes.HasSuffix(out.Bytes(), []byte(`{"kind":"ok","op":"k"}`+"\n")) {
		t.Errorf("written = %q, want what came before the error", out.Bytes())
	}
	for _, r := range []history.Record{{}, {Kind: 99}, {Kind: history.KindCross, From: history.N("tx"), To: history.N("va"), Body: make([]byte, history.LineMax)}} {
		w, _ := history.NewWriter(io.Discard, &history.Header{})
		if err := w.Write(&r); err == nil {
			t.Errorf("Write(kind %v) = nil, want an error", r.Kind)
		}
	}
	w, _ = history.NewWriter(&failingWriter{}, &history.Header{})
	if w.Close() == nil || w.Write(&good) == nil {
		t.Error("Close(), Write() on a full disk = nil, want the error to stay")
	}
	if _, err := history.NewWriter(io.Discard, &history.Header{Schema: "other"}); err == nil {
		t.Error("NewWriter(wrong header) = nil, want an error")
	}
}

type failingWriter struct{}

func (*failingWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriterEndsOnce(t *testing.T) {
	var out bytes.Buffer
	w, _ := history.NewWriter(&out, &history.Header{})
	end := history.Record{Kind: history.KindEnd, Seq: 9, At: 5}
	if err := w.Write(&end); err != nil {
		t.Fatal(err)
	}
	if err := w.Write(&end); err == nil {
		t.Error("Write() after the end = nil, want an error")
	}
	if got := strings.Count(out.String(), `"kind":"end"`); got != 1 {
		t.Errorf("end records = %d, want 1", got)
	}
}

func TestReaderDoesNotAllocatePerRecord(t *testing.T) {
	r := fullRecord()
	records := make([]history.Record, 2000)
	for i := range records {
		records[i] = r
	}
	rd, err := history.NewReader(bytes.NewReader(write(t, &history.Header{}, records...)))
	if err != nil {
		t.Fatal(err)
	}
	var got history.Record
	if allocs := testing.AllocsPerRun(1000, func() {
		if _, err := rd.Next(&got); err != nil {
			t.Fatal(err)
		}
	}); allocs != 0 {
		t.Errorf("allocations of Next() = %v, want 0 for texts seen before", allocs)
	}
	w, _ := history.NewWriter(io.Discard, &history.Header{})
	if allocs := testing.AllocsPerRun(1000, func() { w.Write(&r) }); allocs != 0 {
		t.Errorf("allocations of Write() = %v, want 0", allocs)
	}
}
