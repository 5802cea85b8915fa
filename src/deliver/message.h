#ifndef DELIVER_MESSAGE_H
#define DELIVER_MESSAGE_H
/* A mail as it goes over the wire (RFC 5322, RFC 2045, RFC 2047). */
#include <stdint.h>

#include "base/buf.h"

struct arena;

struct mail_text {
    const char *id; /* of its Message-ID, left of @ */
    const char *from;
    const char *to;   /* header's value: addresses, comma-separated */
    const char *text; /* "Subject: ...", an empty line, and the text; lines end in LF */
    int64_t at_us;
};

struct bytes message_write(struct arena *arena, const struct mail_text *mail);

#endif
