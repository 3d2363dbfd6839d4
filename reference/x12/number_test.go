package x12

import "testing"

func TestParseQuantity(t *testing.T) {
	for s, want := range map[string]int64{
		"1": 1, "007": 7, "5.": 5, "5.000": 5, "999999999999999": maxQuantity,
		"": 0, "0": 0, "0.0": 0, "-1": 0, "+1": 0, "1.5": 0, ".5": 0, "1e3": 0, "1,000": 0,
		"1.0.0": 0, "1000000000000000": 0, "99999999999999999999": 0, "٣": 0,
	} {
		got, valid := parseQuantity(s)
		if valid != (want > 0) || valid && got != want {
			t.Errorf("parseQuantity(%q) = %d, %v, want %d, %v", s, got, valid, want, want > 0)
		}
	}
}

func TestParsePrice(t *testing.T) {
	for s, want := range map[string]Price{
		"19.95": 199500, "7.5": 75000, "0": 0, ".25": 2500, "3.": 30000, "1.23450000": 12345, "9999999999999.9999": 99999999999999999,
	} {
		if got, err := ParsePrice(s); got != want || err != nil {
			t.Errorf("ParsePrice(%q) = %d, %v, want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"", ".", "-1", "1.23456", "1,5", "1.2.3", "12345678901234", "1e2"} {
		if got, err := ParsePrice(s); err == nil {
			t.Errorf("ParsePrice(%q) = %d, want an error", s, got)
		}
	}
}

func TestPriceString(t *testing.T) {
	for p, want := range map[Price]string{0: "0", 199500: "19.95", 75000: "7.5", 1: "0.0001", 2490000: "249", -5000: "-0.5"} {
		if got := p.String(); got != want {
			t.Errorf("Price(%d).String() = %s, want %s", int64(p), got, want)
		}
	}
}

func TestChooseSKU(t *testing.T) {
	buyer, upc, vendor := Part{"BP", "b"}, Part{"UP", "u"}, Part{"VN", "v"}
	for _, test := range []struct {
		parts []Part
		want  string
	}{
		{[]Part{buyer, upc, vendor}, "v"},
		{[]Part{buyer, upc}, "u"},
		{[]Part{buyer}, "b"},
		{[]Part{{"PR", "RO"}}, ""},
		{nil, ""},
	} {
		if got := chooseSKU(test.parts); got != test.want {
			t.Errorf("chooseSKU(%v) = %q, want %q", test.parts, got, test.want)
		}
	}
}

func TestIsTime(t *testing.T) {
	for s, want := range map[string]bool{
		"0715": true, "235959": true, "23595999": true, "2400": false, "0760": false, "071560": false, "07155": false, "7:15": false, "": false,
	} {
		if got := isTime(s); got != want {
			t.Errorf("isTime(%q) = %v, want %v", s, got, want)
		}
	}
}
