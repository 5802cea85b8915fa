#ifndef WEB_SESSION_SIGN_IN_H
#define WEB_SESSION_SIGN_IN_H
/* What the pages of signing in within a punchout share (CAT-8). */
#include "web/visit.h"

/* Why somebody is asked. */
const char *session_sign_in_lead(const struct visit *visit);

/* The page that leads to the identity provider and waits for who comes back. */
struct reply *session_openid_page(struct visit *visit);

#endif
