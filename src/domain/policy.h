#ifndef DOMAIN_POLICY_H
#define DOMAIN_POLICY_H
/*
 * IAM policy documents, Version 2012-10-17, attached to a principal (SPEC ACC-5): read from JSON,
 * then asked whether a request is allowed. The language is that of the AWS IAM User Guide ("IAM
 * JSON policy elements", "Grammar of the IAM JSON policy language", "Policy evaluation logic");
 * where it is silent docs/decisions/0014-policies.md says what is done here.
 */
#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"

struct arena;

/* Characters of a customer's document, white space not counted (IAM and AWS STS quotas). */
enum { POLICY_CHARACTERS_MAX = 6144 };

/* A document once read; it never changes and may be used by several threads at a time. */
struct policy;

/*
 * Lives as long as the arena. BAD_INPUT where IAM would answer MalformedPolicyDocument, with a
 * message `line N column N: what to write instead` for the document's author; TOO_LARGE beyond the
 * limit above. `fault` may be NULL.
 */
enum status policy_parse(struct arena *arena, struct bytes json, const struct policy **out,
                         struct fault *fault);

/*
 * A condition key of a request, and its values as text: numbers in decimal, booleans `true` or
 * `false`, times in ISO 8601 or seconds since 1970, binary in base64 (RFC 4648 section 4). No
 * values at all are the same as no key. Names are compared without case.
 */
struct policy_key {
    const char *name; /* "aws:SourceIp" */
    const char *const *values;
    size_t count;
};

struct policy_keys {
    const struct policy_key *items;
    size_t count;
};

struct policy_request {
    const char *action;           /* "aws-marketplace:Subscribe" */
    const char *resource;         /* its ARN; "*" where the action is on no resource of its own */
    struct policy_keys principal; /* aws:username, aws:PrincipalTag/team, ... */
    struct policy_keys context;   /* of the request, aws:CurrentTime too; cannot hide the above */
};

enum policy_decision {
    POLICY_IMPLICIT_DENY, /* nothing allows it */
    POLICY_ALLOWED,
    POLICY_EXPLICIT_DENY
};

/* What was decided, and for a simulator by what: nothing of it is set for an implicit deny. */
struct policy_verdict {
    enum policy_decision decision;
    size_t policy;    /* index of the policy whose statement decides, the first where several do */
    size_t statement; /* its index there */
    const char *sid;  /* of the statement, "" where it has none */
};

/* Everything is denied that no statement allows, and whatever one statement denies. */
struct policy_verdict policy_evaluate(const struct policy *const *policies, size_t count,
                                      const struct policy_request *request);

/* The text of one statement of a document that policy_parse has read; "" where it has none such. */
const char *policy_statement_text(struct arena *arena, struct bytes json, size_t index);

/* As IAM's SimulatePrincipalPolicy calls it: "allowed", "explicitDeny", "implicitDeny". */
const char *policy_decision_name(enum policy_decision decision);

#endif
