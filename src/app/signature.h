#ifndef APP_SIGNATURE_H
#define APP_SIGNATURE_H
/*
 * AWS Signature Version 4 (AWS General Reference, "Create a signed AWS API request"): who has
 * signed a call with an access key (ACC-4). In the Authorization header; addresses that carry the
 * signature themselves are not taken.
 */
#include "app/ctx.h"
#include "app/who.h"

struct signature_field {
    const char *name;
    const char *value;
};

struct signature_fields {
    const struct signature_field *items;
    size_t count;
};

struct signed_request {
    const char *method;
    const char *path;                /* as sent, percent-encoded */
    struct signature_fields query;   /* decoded */
    struct signature_fields headers; /* in any case and order */
    struct bytes body;
};

/* What is wrong, in the names of AWS' common errors. */
enum signature_problem {
    SIGNATURE_FINE,
    SIGNATURE_MISSING,     /* MissingAuthenticationToken */
    SIGNATURE_INCOMPLETE,  /* IncompleteSignature */
    SIGNATURE_UNKNOWN_KEY, /* InvalidClientTokenId */
    SIGNATURE_TOO_OLD,     /* SignatureDoesNotMatch: more than 15 minutes from our clock */
    SIGNATURE_WRONG,       /* SignatureDoesNotMatch */
    SIGNATURE_NOT_ADMITTED /* AccessDenied: user or account suspended */
};

/* `out` lacks address and request id. UNAUTHENTICATED, DENIED, BAD_INPUT as `problem` says; the
 * message says what to do. An unknown key and a wrong signature take the same time but for the
 * key's own row. */
enum status signature_verify(struct ctx *ctx, const struct signed_request *request, struct who *out,
                             enum signature_problem *problem);

/* The hexadecimal signature of a request under a secret; for tests and for signature_verify.
 * `signed_names` are separated by semicolons. */
const char *signature_of(struct arena *arena, const struct signed_request *request,
                         const char *secret, const char *amz_date, const char *scope,
                         const char *signed_names);

#endif
