#ifndef APP_WHO_H
#define APP_WHO_H
/*
 * Who is asking (ACC-3, ACC-10). A use case finds it in `ctx->who`; NULL is nobody, who may do
 * nothing. Buyers and operators are separate realms: whatever is of one refuses the other.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct policy;

enum who_kind {
    WHO_ROOT,     /* the account's root user: may do all that the account may */
    WHO_USER,     /* a named user: what its policies allow */
    WHO_OPERATOR, /* runs the marketplace */
    WHO_SYSTEM,   /* at the machine's own command line, or the server by itself */
    WHO_NOBODY    /* says who it is and has not proved it: for the audit trail alone */
};

struct who {
    enum who_kind kind;
    const char *account_id; /* "" unless root or user */
    const char *account_name;
    const char *organization_id;       /* "" unless root or user */
    const char *organization_name;     /* of a standalone account: its own name */
    const char *management_account_id; /* "" unless root or user */
    bool standalone;
    const char *principal_id; /* SYSTEM: "punchoutd" */
    const char *name;         /* user name; root and operator: the email */
    const char *email;
    const char *arn; /* arn:aws:iam::123456789012:user/amelia, :root, operator/NAME, system */
    const struct policy *const *policies; /* USER: the documents that are attached */
    const char *const *policy_arns;       /* and what each is called; same count */
    size_t policy_count;
    bool mfa;                /* signed in with a second factor */
    const char *session_key; /* hex of the session's stored hash, to tell it from others; or "" */
    const char *address;     /* where the request came from, "" from the command line */
    int64_t signed_in_us;
};

/* Whether the realm is the buyers': root or user. */
bool who_is_buyer(const struct who *who);

/* Made once by the command line's commands. Static. */
const struct who *who_system(void);

#endif
