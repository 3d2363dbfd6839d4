package attack

import "slices"

// Trial is what became of the pseudonyms of one member.
type Trial struct {
	Field     string
	Of        int // distinct pseudonyms
	Recovered int
	Found     []Find
}

// Find is a pseudonym that was undone.
type Find struct {
	Pseudonym string
	Guess     Guess
}

// saltsMax bounds how many values are tried as salts of each other.
const saltsMax = 200

// Try attacks the pseudonyms of a sanitised document with the texts of a clear
// one: each value is tried alone and with every other as its salt, as far as
// there are no more than 200. The trials come in the order of the members.
func Try(clear []string, sanitised []Pseudonym) []Trial {
	var d Dictionary
	salts := clear[:min(len(clear), saltsMax)]
	for _, v := range clear {
		d.Add(v, salts...)
	}
	var out []Trial
	for _, p := range sanitised {
		i := slices.IndexFunc(out, func(t Trial) bool { return t.Field == p.Field })
		if i < 0 {
			i = len(out)
			out = append(out, Trial{Field: p.Field})
		}
		out[i].Of++
		if g, ok := d.Recover(p.Text); ok {
			out[i].Recovered++
			out[i].Found = append(out[i].Found, Find{Pseudonym: p.Text, Guess: g})
		}
	}
	slices.SortFunc(out, func(a, b Trial) int {
		if a.Field < b.Field {
			return -1
		}
		return 1
	})
	return out
}
