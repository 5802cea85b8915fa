#ifndef BASE_STATUS_H
#define BASE_STATUS_H
/*
 * How every fallible function says how it ended. One enum for the whole program; the table that
 * maps it to HTTP, cXML, JSON and exit codes lives with each protocol.
 *
 *     if ((st = order_store_find(...)) != OK)
 *         return st;
 */

enum status {
    OK,
    BAD_INPUT,       /* the caller's data is wrong; the same call will fail again */
    UNAUTHENTICATED, /* who is asking is unknown */
    DENIED,          /* who is asking is known and may not */
    NOT_FOUND,
    CONFLICT,    /* a constraint or the object's state forbids it: a normal result */
    TOO_LARGE,   /* a stated limit is exceeded */
    UNAVAILABLE, /* passing: worth trying again */
    UNCERTAIN,   /* the write may have happened; never blindly retried */
    FAILED       /* a fault of ours or of the machine */
};

/* The status' name as it stands above, for logs and tests. Static. */
const char *status_name(enum status status);

/*
 * The message that goes with a status other than OK: set once, where the reason is known, in words
 * for the person who can mend it. Never holds a secret.
 */
struct fault {
    char message[512];
};

/* Writes the message (cut at the field's size) and returns `status`. `fault` may be NULL. */
enum status fault_set(struct fault *fault, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Says that an invariant is broken and aborts: the crash tests prove that this loses nothing. */
_Noreturn void panic(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
