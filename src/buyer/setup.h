#ifndef BUYER_SETUP_H
#define BUYER_SETUP_H
/* PunchOutSetupRequest as Coupa and as Ariba write it (INTEROP C7, C11, C12). */
#include "buyer/envelope.h"

struct setup {
    struct envelope envelope;
    const struct user *user;
    const char *buyer_cookie;
    const char *return_url; /* BrowserFormPost */
    const char *extrinsic;  /* one more, with its value; NULL: none */
    const char *extrinsic_value;
};

/* The whole document, in the arena. */
const char *setup_write(struct arena *arena, const struct setup *setup);

#endif
