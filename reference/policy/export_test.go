package policy

// Meet is for the tests of what it promises.
var Meet = meet
