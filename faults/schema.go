package faults

import "slices"

// Rules returns what JSON Schema can say about the words of each kind: one rule
// per kind, for the key allOf of a schema made from [Keys].
func Rules() map[string]any {
	rules := make([]any, len(specs))
	for i, s := range specs {
		rules[i] = map[string]any{
			"if": map[string]any{"required": []string{"fault"},
				"properties": map[string]any{"fault": map[string]any{"const": s.Kind}}},
			"then": s.rule(),
		}
	}
	return map[string]any{"allOf": rules}
}

// rule requires the words that the kind needs and refuses those it does not take.
func (s Spec) rule() map[string]any {
	rule, refused := map[string]any{}, map[string]any{}
	for _, w := range words {
		if !slices.Contains(s.takes(), w.Name) {
			refused[w.Name] = false
		}
	}
	rule["properties"] = refused
	if len(s.Needs) > 0 {
		rule["required"] = s.Needs
	}
	return rule
}
