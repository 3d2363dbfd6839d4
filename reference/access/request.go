package access

import "github.com/cedar-policy/cedar-go"

// Request is one wish to act, as policies see it:
//
//	principal  User::"dana", in Role::"replay-engineer", with principal.region
//	action     Action::"replay"
//	resource   Resource::"pod/tx", with resource.region, .requester, .approver, .until_ns
//	context    context.now_ns, .margin_ns, .expires_ns, .why, .ticket
//
// Requester and approver are users, User::"" if there is none; all other texts may
// be empty. Instants are wall clock, ns since 1970.
type Request struct {
	Subject string // who, by their credential
	Role    string
	Home    string // the region that the credential is for
	Expires int64  // when the credential does

	Action   string
	Resource string // on what: "pod/tx", "export/tx/1"
	Region   string // where it is asked for
	Why      string
	Ticket   string

	Requester string // who asked for the resource to be approved
	Approver  string // who approved it
	Until     int64  // when that approval ends by itself
	Now       int64  // what the region's wall clock says
	Margin    int64  // by how much that clock may be behind, ns
}

// cedar returns the request as the engine takes it.
func (r *Request) cedar() (cedar.EntityMap, cedar.Request) {
	user := cedar.NewEntityUID("User", cedar.String(r.Subject))
	role := cedar.NewEntityUID("Role", cedar.String(r.Role))
	resource := cedar.NewEntityUID("Resource", cedar.String(r.Resource))
	entities := cedar.EntityMap{
		user: {UID: user, Parents: cedar.NewEntityUIDSet(role),
			Attributes: cedar.NewRecord(cedar.RecordMap{"region": cedar.String(r.Home)})},
		resource: {UID: resource, Attributes: cedar.NewRecord(cedar.RecordMap{
			"region": cedar.String(r.Region), "requester": cedar.NewEntityUID("User", cedar.String(r.Requester)), "approver": cedar.NewEntityUID("User", cedar.String(r.Approver)),
			"until_ns": cedar.Long(r.Until)})},
	}
	return entities, cedar.Request{Principal: user, Action: cedar.NewEntityUID("Action", cedar.String(r.Action)), Resource: resource,
		Context: cedar.NewRecord(cedar.RecordMap{"now_ns": cedar.Long(r.Now), "margin_ns": cedar.Long(r.Margin),
			"expires_ns": cedar.Long(r.Expires), "why": cedar.String(r.Why), "ticket": cedar.String(r.Ticket)})}
}
