/* The audit trail in CloudTrail's record format, for tools that read that. */
#include <string.h>

#include "app/audit.h"
#include "base/arena.h"
#include "base/text.h"

static void member(struct buf *out, const char *name, const char *value)
{
    buf_text(out, ",\"");
    buf_text(out, name);
    buf_text(out, "\":\"");
    buf_json(out, value);
    buf_char(out, '"');
}

/* As CloudTrail calls them. */
static const char *type_of(const char *kind)
{
    return text_equal(kind, "root")       ? "Root"
           : text_equal(kind, "user")     ? "IAMUser"
           : text_equal(kind, "operator") ? "Operator"
           : text_equal(kind, "system")   ? "AWSService"
                                          : "Unknown";
}

void audit_json(const struct audit_event *event, struct buf *out)
{
    const char *colon = strchr(event->action, ':');
    struct arena *arena = out->arena;
    const char *service = colon == NULL
                              ? "marketplace"
                              : arena_text_n(arena, event->action, (size_t)(colon - event->action));
    buf_text(out, "{\"eventVersion\":\"1.08\"");
    member(out, "eventTime", time_cxml(arena, event->at_us));
    member(out, "eventSource", arena_printf(arena, "%s.amazonaws.com", service));
    member(out, "eventName", colon == NULL ? event->action : colon + 1);
    member(out, "eventID", event->id);
    member(out, "requestID", event->request_id);
    member(out, "sourceIPAddress", event->address);
    member(out, "recipientAccountId", event->account_id);
    member(out, "organizationId", event->organization_id);
    buf_text(out, ",\"sequenceNumber\":");
    buf_int(out, event->sequence);
    buf_text(out, ",\"userIdentity\":{\"type\":\"");
    buf_text(out, type_of(event->actor_kind));
    buf_char(out, '"');
    member(out, "principalId", event->actor_id);
    member(out, "userName", event->actor_name);
    buf_char(out, '}');
    if (!text_equal(event->outcome, "ok"))
        member(out, "errorCode", text_equal(event->outcome, "denied") ? "AccessDenied" : "Failed");
    buf_text(out, ",\"resources\":[{\"ARN\":\"");
    buf_json(out, event->resource);
    /* Written by audit_detail. */
    buf_text(out, "\"}],\"requestParameters\":");
    buf_text(out, event->detail);
    buf_char(out, '}');
}
