#ifndef APP_AUDIT_H
#define APP_AUDIT_H
/*
 * The audit trail (ACC-9): every mutation, denial and reveal of a secret, in one chain an
 * organization (and one of the operators', under ""). Each row's hash covers the row and the hash
 * before it under a key derived from the key file, so a row that was edited, removed or put in
 * between shows; the end of the chain is sealed beside, so that rows cut off are missed too.
 */
#include "app/ctx.h"
#include "app/who.h"

/* What stands in place of a secret or a contact in `detail`. */
#define AUDIT_HIDDEN "HIDDEN_DUE_TO_SECURITY_REASONS"

enum audit_outcome { AUDIT_OK, AUDIT_DENIED, AUDIT_FAILED };

struct audit_entry {
    const char *organization_id; /* whose chain; "" the operators' */
    const char *account_id;      /* whose account it concerns, or "" */
    const char *action;          /* "iam:CreateUser", "console:SignIn", "operator:MoveAccount" */
    const char *resource;        /* ARN, or "*" */
    enum audit_outcome outcome;
    const char *detail; /* a JSON object, "{}" for nothing; no secret */
};

/* A JSON object of names and text values, both in turn and NULL at the end; a NULL value is left
 * out. */
const char *audit_detail(struct arena *arena, ...) __attribute__((sentinel));

/* Inside the transaction of what it tells about; who and from where come from `ctx->who`. Writes
 * of an organization's chain must be db_write_for(its id), which makes them follow each other. */
enum status audit_add(struct db_tx *tx, struct ctx *ctx, const struct audit_entry *entry);

/* In a transaction of its own, for denials and reveals. Its failure is the caller's: what can't be
 * told about isn't done. */
enum status audit_write(struct ctx *ctx, const struct audit_entry *entry);

struct audit_event {
    const char *organization_id;
    int64_t sequence; /* from 1 */
    const char *id;
    int64_t at_us;
    const char *account_id;
    const char *actor_kind; /* root, user, operator, system, nobody */
    const char *actor_id;
    const char *actor_name;
    const char *action;
    const char *resource;
    const char *outcome; /* ok, denied, failed */
    const char *address;
    const char *request_id;
    const char *detail;
};

struct audit_filter {
    const char *organization_id; /* set by the use case for buyers */
    const char *account_id;      /* NULL: all */
    const char *text;            /* in action, resource, actor or request id; NULL: all */
    const char *outcome;         /* NULL: all */
    int64_t from_us, until_us;   /* 0: open */
    int64_t before_sequence;     /* older than this; 0: the newest */
    size_t limit;                /* 1 to 1000 */
};

struct audit_list {
    struct audit_event *items; /* newest first */
    size_t count;
    bool more; /* there are older ones */
};

/* A buyer: needs cloudtrail:LookupEvents; sees the chain of its organization where its account is
 * the management account or stands alone, else what concerns its account. An operator, SYSTEM: the
 * organization that the filter names. */
enum status audit_lookup(struct ctx *ctx, const struct audit_filter *filter,
                         struct audit_list *out);

/* One event as a line of JSON in CloudTrail's names (eventTime, eventName, eventSource,
 * userIdentity, sourceIPAddress, requestID, eventID, errorCode, requestParameters), without the
 * newline. */
struct buf;
void audit_json(const struct audit_event *event, struct buf *out);

struct audit_verdict {
    int64_t events;       /* that were looked at */
    int64_t bad_sequence; /* the first that does not fit; 0: the chain is whole */
    const char *problem;  /* what about it, in words; NULL: nothing */
};

/* All chains there are, "" among them: for operators and SYSTEM. */
enum status audit_chains(struct ctx *ctx, const char ***out, size_t *out_count);

/* Walks a chain from its beginning. OK also where the chain is broken: the verdict tells. */
enum status audit_verify(struct ctx *ctx, const char *organization_id, struct audit_verdict *out);

#endif
