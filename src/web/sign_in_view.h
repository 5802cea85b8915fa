#ifndef WEB_SIGN_IN_VIEW_H
#define WEB_SIGN_IN_VIEW_H
/* Signing in within a punchout (CAT-8), by the fields that the console has. */
#include "web/console_views.h"

struct sign_in_view {
    struct page_view page;
    const char *lead;
    const char *url; /* where the form goes */
    struct input_list inputs;
    struct problem_list problems;
    const char *again_url; /* back to the first step, or NULL */
};

struct sign_in_openid_view {
    struct page_view page;
    const char *lead;
    const char *email;     /* who has to sign in, as the procurement system says */
    const char *url;       /* of the way to the provider */
    const char *again_url; /* where it goes on */
    bool waits;            /* somebody came back who has not signed in */
};

#endif
