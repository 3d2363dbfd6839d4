package reports

import "reflect"

// AgreementType is the type of the JSON of a comparison.
var AgreementType = reflect.TypeFor[agreementDocument]()
