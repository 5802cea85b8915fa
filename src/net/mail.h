#ifndef NET_MAIL_H
#define NET_MAIL_H
/* A message to a mail server (RFC 5321), or into a folder where there is none. */
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"

struct arena;

struct net_mail {
    const char *server; /* smtp://HOST:25, smtps://USER:PASSWORD@HOST:465; NULL: the folder. With a
                           password smtp:// demands STARTTLS, without it takes what it gets */
    const char *folder; /* made where it is missing; its owner alone may read it */
    const char *name;   /* of the file in it, without .eml */
    const char *from;
    const char *const *recipients;
    size_t recipient_count;
    struct bytes message;         /* RFC 5322, lines end in CRLF */
    const atomic_bool *cancelled; /* NULL: nobody cancels it */
};

/*
 * OK: the server has taken it for at least one recipient, or it stands in the folder. `*out_code`
 * is the server's last reply code, 0 where there was none.
 * BAD_INPUT: the server refuses it for good (5yz). UNAVAILABLE: try later. FAILED: the folder.
 */
enum status net_mail_send(struct arena *arena, const struct net_mail *mail, int *out_code,
                          struct fault *fault);

#endif
